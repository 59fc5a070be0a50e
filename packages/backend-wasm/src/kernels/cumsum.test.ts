import { scope, type Tensor, zeros } from "@lumbre/tensor";
import { expectTensor, randomTensor, sampledRuns, stridedTensors } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createWasm } from "../index.js";

const wasm = createWasm({ debug: true });
const float32 = (shape: readonly number[], from: number): Tensor =>
  randomTensor([...shape], from, { dtype: "float32" });

/** Computes on the CPU and on this backend; the results are the same to the last bit. */
function agree(fn: (x: Tensor) => Tensor, x: Tensor): void {
  scope(() => {
    const result = fn(x.to(wasm));
    expect(result.device).toBe(wasm);
    expectTensor(result, fn(x), { rtol: 0, atol: 0 });
  });
}

test("along any dimension of any layout", () => {
  fc.assert(
    fc.property(stridedTensors({ minRank: 1, maxSize: 6 }), fc.nat(3), (view, d) => {
      const dim = d % view.ndim;
      agree((t) => t.cumsum(dim), view.to("float32"));
      agree((t) => t.permute(t.shape.map((_, k) => t.ndim - 1 - k)).cumsum(dim), view.to("float32"));
      agree((t) => t.cumsum(dim), view.to("int32"));
    }),
    { numRuns: sampledRuns(100) },
  );
});

test("of all sizes around the vectors", () => {
  for (let n = 1; n < 20; n++) {
    for (const m of [1, 2, 3, 4, 5, 9]) {
      for (const dim of [0, 1, 2]) agree((t) => t.cumsum(dim), float32([2, m, n], n * m));
    }
  }
});

test("so large that the work is shared, and of nothing", () => {
  for (const dim of [0, 1, 2]) agree((t) => t.cumsum(dim), float32([9, 211, 77], dim));
  agree((t) => t.cumsum(0), float32([100_003], 4));
  agree((t) => t.cumsum(1), zeros(3, 0));
  agree((t) => t.cumsum(0), zeros(3, 0));
});

test("infinities and NaN go on to the end", () => {
  const x = float32([6, 20], 1);
  x.select(0, 1).narrow(0, 3, 1).fill_(NaN);
  x.select(0, 2).narrow(0, 3, 1).fill_(Infinity);
  x.select(0, 2).narrow(0, 9, 1).fill_(-Infinity);
  for (const dim of [0, 1]) agree((t) => t.cumsum(dim), x);
});

import { scope, type Tensor, tensor } from "@lumbre/tensor";
import { expectTensor, randomTensor, sampledRuns, stridedTensors } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createWasm } from "../index.js";

const wasm = createWasm({ debug: true });
const tolerance = { rtol: 1e-6, atol: 3e-7 };
const functions: readonly [name: string, fn: (x: Tensor, dim: number) => Tensor][] = [
  ["softmax", (x, dim) => x.softmax(dim)],
  ["logSoftmax", (x, dim) => x.logSoftmax(dim)],
];

function agree(fn: (x: Tensor) => Tensor, x: Tensor): void {
  scope(() => {
    const result = fn(x.to(wasm));
    expect(result.device).toBe(wasm);
    expectTensor(result, fn(x), tolerance);
  });
}

test.each(functions)("%s along any dimension of any layout", (_, fn) => {
  fc.assert(
    fc.property(stridedTensors({ minRank: 1, maxSize: 6 }), fc.nat(3), (view, dim) => {
      const x = view.mul(8).to("float32");
      agree((t) => fn(t, dim % x.ndim), x);
      agree((t) => fn(t.permute(t.shape.map((_, d) => t.ndim - 1 - d)), dim % x.ndim), view.to("float32"));
    }),
    { numRuns: sampledRuns(60) },
  );
});

test.each(functions)("%s of rows of all sizes around the vector", (_, fn) => {
  for (let n = 1; n < 20; n++) {
    for (const scale of [1, 100, 1e30]) {
      const x = randomTensor([3, n + 1], n, { dtype: "float32", low: -scale, high: scale });
      agree((t) => fn(t, 1), x);
      agree((t) => fn(t.narrow(1, 1, n), 1), x);
    }
  }
});

test.each(functions)("%s of so many elements that the work is shared", (_, fn) => {
  agree((t) => fn(t, 1), randomTensor([301, 1003], 1, { dtype: "float32", low: -20, high: 20 }));
  agree((t) => fn(t, 1), randomTensor([3, 21, 40, 41], 2, { dtype: "float32", low: -20, high: 20 }));
});

test.each(functions)("%s of infinities, NaN, nothing, and other dtypes", (_, fn) => {
  for (const odd of [Infinity, -Infinity, Number.NaN]) {
    for (let at = 0; at < 6; at++) {
      const row = [1, 2, 3, 4, 5, 6];
      row[at] = odd;
      agree((t) => fn(t, 1), tensor([row, [0, 0, 0, 0, 0, 0]]));
    }
  }
  agree((t) => fn(t, 0), tensor([-Infinity, -Infinity, -Infinity]));
  agree((t) => fn(t, 0), tensor([-1000, 0, 1000]));
  agree((t) => fn(t, 1), randomTensor([0, 3], 1, { dtype: "float32" }));
  agree((t) => fn(t, 1), randomTensor([3, 0], 1, { dtype: "float32" }));
  agree((t) => fn(t, 1), randomTensor([2, 5], 1));
});

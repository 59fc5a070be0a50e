import { type DType, full, scope, type Tensor, zeros } from "@lumbre/tensor";
import { expectTensor, randomTensor, sampledRuns, stridedTensors } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createWasm } from "../index.js";

const wasm = createWasm({ debug: true });
const dtypes: readonly DType[] = ["float32", "float64", "int32", "uint8", "bool"];
const valuesOf = (shape: readonly number[], dtype: DType): Tensor =>
  randomTensor([...shape], 7, { low: 0, high: 100 }).to(dtype);

test.each(dtypes)("copies of views of any layout: %s", (dtype) => {
  fc.assert(
    fc.property(stridedTensors(), (view) => {
      const x = view.to(dtype);
      const turn = (t: Tensor): Tensor => t.permute(t.shape.map((_, d) => t.ndim - 1 - d));
      expectTensor(turn(x.to(wasm)).clone(), turn(x));
      expectTensor(turn(x.to(wasm)).contiguous(), turn(x));
    }),
    { numRuns: sampledRuns(50) },
  );
});

test("transposes of all sizes around the tiles", () => {
  for (let m = 0; m < 22; m++) {
    for (const n of [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33]) {
      const x = randomTensor([m, n], m * n, { dtype: "float32" });
      scope(() => expectTensor(x.to(wasm).t().clone(), x.t()));
      const planes = randomTensor([2, 3, m, n], m + n, { dtype: "float32" });
      scope(() => {
        expectTensor(planes.to(wasm).permute([0, 2, 3, 1]).clone(), planes.permute([0, 2, 3, 1]));
        expectTensor(planes.to(wasm).transpose(2, 3).clone(), planes.transpose(2, 3));
      });
    }
  }
});

test.each([[[700, 411]], [[3, 500, 211]]])("copies so large that the work is shared: %j", (shape) => {
  const x = randomTensor(shape, 1, { dtype: "float32" });
  expectTensor(x.to(wasm).transpose(-1, -2).clone(), x.transpose(-1, -2));
  const half = (t: Tensor): Tensor => t.slice(-1, { step: 2 });
  expectTensor(half(x.to(wasm)).clone(), half(x));
});

test.each(dtypes)("copies into parts of a tensor change nothing else: %s", (dtype) => {
  const parts: ((t: Tensor) => Tensor)[] = [
    (t) => t.t().narrow(0, 2, 5),
    (t) => t.slice(1, { start: 1, step: 3 }),
    (t) => t.narrow(0, 3, 4),
    (t) => t.select(1, 4),
    (t) => t.narrow(0, 1, 5).narrow(1, 2, 6).t(),
  ];
  for (const part of parts) {
    const write = (base: Tensor): Tensor => {
      const target = part(base);
      const source = valuesOf(target.shape, dtype).to(base.device);
      target.copy_(source);
      target.narrow(0, 0, 1).fill_(1);
      return base;
    };
    expectTensor(write(zeros(9, 11, { dtype }).to(wasm)), write(zeros(9, 11, { dtype })));
  }
});

test("fills of every dtype and size, at any offset", () => {
  for (const dtype of dtypes) {
    for (let n = 0; n < 20; n++) {
      const write = (base: Tensor): Tensor => {
        base.narrow(0, 1, n).fill_(3);
        return base;
      };
      expectTensor(write(zeros(n + 2, { dtype }).to(wasm)), write(zeros(n + 2, { dtype })));
    }
  }
  expect(full([3], -2.5, { device: wasm }).toArray()).toEqual([-2.5, -2.5, -2.5]);
});

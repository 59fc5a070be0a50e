import { arange, bincount, cpu, linspace, scope, type Tensor, tensor } from "@lumbre/tensor";
import { randomTensor } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createWasm } from "../index.js";

// Fills, selection and counting, which give the digits and the positions that the host finds.
const wasm = createWasm({ debug: true });
const threaded = createWasm({ threads: 3 });

const special = [0, -0, Number.NaN, Infinity, -Infinity, 1e-45, -1e-45, 3e38, -3e38, 1, 1, -1];
const element = fc.oneof(fc.constantFrom(...special), fc.float({ noNaN: true }));

function sameArrays(found: Tensor, expected: Tensor): void {
  expect(found.dtype).toBe(expected.dtype);
  expect(found.shape).toEqual(expected.shape);
  expect(Array.from(found.readSync())).toEqual(Array.from(expected.readSync()));
}

test.each([0, 1, 2, 3, 4, 5, 7, 8, 9, 33, 70_001])("%i numbers at equal distances, digit by digit", (n) => {
  for (const device of [wasm, threaded]) {
    for (const dtype of ["float32", "int32", "float64", "uint8"] as const) {
      const last = dtype === "uint8" ? 250 : 1e6;
      sameArrays(linspace(3, last, n, { dtype, device }), linspace(3, last, n, { dtype }));
      if (dtype === "uint8") continue;
      sameArrays(arange(-5, 3 * n - 5, 3, { dtype, device }), arange(-5, 3 * n - 5, 3, { dtype }));
      sameArrays(arange(0.1, n / 10 + 0.1, 0.1, { dtype: "float32", device }), arange(0.1, n / 10 + 0.1, 0.1));
    }
  }
  expect(linspace(0, 1, n, { device: wasm }).device).toBe(wasm);
});

test("the first elements of rows, as sorting has them", () => {
  fc.assert(
    fc.property(
      fc.array(element, { minLength: 1, maxLength: 90 }),
      fc.nat(22),
      fc.boolean(),
      (values, size, largest) => {
        const k = Math.max(1, Math.min(size, Math.floor(values.length / 4)));
        const x = tensor([values, [...values].reverse()]);
        scope(() => sameArrays(x.to(wasm).topk(k, { largest }).indices, x.topk(k, { largest }).indices));
      },
    ),
  );
});

test.each([1, 3, 4, 5, 16, 31, 63, 64, 65, 66, 67, 300])("what stands at a place of rows of %i", (n) => {
  const few = randomTensor([5, n], n).mul(3).round();
  for (const x of [randomTensor([5, n], n + 1).to("float32"), few.to("float32"), few.to("int32")]) {
    for (const device of [wasm, threaded]) {
      const moved = x.to(device);
      for (const k of new Set([1, Math.ceil(n / 3), n])) {
        sameArrays(moved.kthvalue(k).indices, x.kthvalue(k).indices);
      }
      sameArrays(moved.median(1).indices, x.median(1).indices);
      sameArrays(moved.median(), x.median());
    }
  }
});

test("places among zeros of both signs, infinities and NaN", () => {
  fc.assert(
    fc.property(fc.array(element, { minLength: 1, maxLength: 150 }), fc.nat(), (values, place) => {
      const x = tensor(values);
      const k = 1 + (place % values.length);
      scope(() => {
        sameArrays(x.to(wasm).kthvalue(k).indices, x.kthvalue(k).indices);
        sameArrays(x.to(wasm).median(0).indices, x.median(0).indices);
      });
    }),
  );
});

test("places in long rows, and first elements in work that is shared", () => {
  const x = randomTensor([3, 40_000], 5).to("float32");
  const whole = x.mul(100).round().to("int32");
  for (const device of [wasm, threaded]) {
    for (const values of [x, whole]) {
      sameArrays(values.to(device).median(1).indices, values.median(1).indices);
      sameArrays(values.to(device).topk(20).indices, values.topk(20).indices);
      sameArrays(values.to(device).topk(20, { largest: false }).indices, values.topk(20, { largest: false }).indices);
    }
  }
  const integers = tensor([2 ** 31 - 1, -(2 ** 31), 0, -1, 2 ** 31 - 1], { dtype: "int32" });
  for (let k = 1; k <= 5; k++) {
    sameArrays(integers.to(wasm).kthvalue(k).indices, integers.kthvalue(k).indices);
  }
});

test.each([0, 1, 3, 4, 5, 1000])("counts of %i numbers", (n) => {
  const x = randomTensor([n], 3).mul(20).abs().to("int32");
  sameArrays(bincount(x.to(wasm)), bincount(x));
  sameArrays(bincount(x.to(wasm), { minlength: 300 }), bincount(x, { minlength: 300 }));
});

test("counts of large numbers, and negative ones, which are refused", () => {
  const large = tensor([70_000, 3, 70_000], { dtype: "int32" });
  sameArrays(bincount(large.to(wasm)), bincount(large));
  expect(() => bincount(tensor([3, -1], { dtype: "int32", device: wasm }))).toThrow("expected numbers >= 0, got -1");
  expect(bincount(large.to(wasm)).to(cpu).sum().item()).toBe(3);
});

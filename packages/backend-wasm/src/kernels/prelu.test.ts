import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { cpu, scope, type Tensor, tensor } from "@lumbre/tensor";
import { expectTensor, randomTensor, sampledRuns, stridedTensors } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createWasm } from "../index.js";

const wasm = createWasm({ debug: true });
const threaded = createWasm({ threads: 3 });

/** The result, and the gradients of input and slope for an uneven gradient of the result. */
function run(x: Tensor, weight: Tensor): Tensor[] {
  const [input, slope] = [x.detach().requiresGrad_(), weight.detach().requiresGrad_()];
  const y = input.prelu(slope);
  y.backward(input.detach().mul(0.25).add(1));
  return [y.detach(), input.grad as Tensor, slope.grad as Tensor];
}

function agree(x: Tensor, weight: Tensor, device = wasm): void {
  scope(() => {
    const exact = run(x.to("float64"), weight.to("float64"));
    for (const [i, found] of run(x.to("float32").to(device), weight.to("float32").to(device)).entries()) {
      expectTensor(found.to(cpu).to("float64"), exact[i], { rtol: 1e-5, atol: 1e-6 });
    }
  });
}

test.each([
  [[], 1],
  [[0], 1],
  [[7], 1],
  [[7], 7],
  [[3, 1], 1],
  [[3, 5], 5],
  [[5, 4], 1],
  [[2, 3, 5], 3],
  [[2, 3, 4, 3], 3],
  [[2, 3, 1, 1], 3],
  [[3, 70, 19, 29], 70],
  [[100_003], 1],
] as const)("of %j with %i slopes", (shape, count) => {
  const x = randomTensor([...shape], 3);
  const weight = randomTensor([count], 4);
  agree(x, weight);
  agree(x, weight, threaded);
  if (x.ndim > 1) agree(x.transpose(0, 1), randomTensor([1], 4));
});

test("of strided and broadcast views", () => {
  fc.assert(
    fc.property(stridedTensors({ minRank: 1 }), (x) => agree(x, randomTensor([1], 1))),
    { numRuns: sampledRuns(40) },
  );
  // Slopes with gaps between them.
  agree(randomTensor([4, 3], 1), randomTensor([3, 2], 2).select(1, 0));
});

test("of zeros, infinities and NaN, as where has it", () => {
  const x = tensor([Infinity, -Infinity, Number.NaN, 0, -0, 1e-45, -3e38]);
  for (const slope of [0, -2, Infinity, Number.NaN]) {
    const found = x.to(wasm).prelu(tensor([slope], { device: wasm }));
    const values = Array.from(x.readSync(), (value) => (value > 0 ? value : Math.fround(value * slope)));
    expect(Array.from(found.readSync())).toEqual(values);
  }
});

test("has derivatives of first and second order", () => {
  const x = tensor(
    [
      [-4.3, 2.2],
      [-0.9, -0.25],
      [0.25, 0.7],
    ],
    { dtype: "float64", requiresGrad: true },
  );
  const slope = tensor([0.3, -0.2], { dtype: "float64", requiresGrad: true });
  const fn = (input: Tensor, weight: Tensor): Tensor => input.prelu(weight);
  expect(gradcheck(fn, [x, slope]).passed).toBe(true);
  expect(gradgradcheck(fn, [x, slope]).passed).toBe(true);
});

test("takes integers with a slope that is none", () => {
  expect(
    tensor([-4, 2], { dtype: "int32", device: wasm })
      .prelu(tensor([0.25], { device: wasm }))
      .toArray(),
  ).toEqual([-1, 2]);
});

import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import { cpu, fromTypedArray, scope, type Tensor, tensor } from "@lumbre/tensor";
import { expectTensor, randomTensor, sampledRuns, stridedTensors } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createWasm } from "../index.js";

// Each activation that is one kernel, and the gradient of its input, against the CPU in float64.
const wasm = createWasm({ debug: true });
const F = nn.functional;

const activations: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  celu: (x) => F.celu(x, 1.5),
  elu: (x) => F.elu(x, 0.7),
  gelu: (x) => F.gelu(x),
  geluTanh: (x) => F.gelu(x, { approximate: "tanh" }),
  hardshrink: (x) => F.hardshrink(x, 0.4),
  hardsigmoid: (x) => F.hardsigmoid(x),
  hardswish: (x) => F.hardswish(x),
  leakyRelu: (x) => F.leakyRelu(x, 0.2),
  logsigmoid: (x) => F.logsigmoid(x),
  mish: (x) => F.mish(x),
  selu: (x) => F.selu(x),
  silu: (x) => F.silu(x),
  softplus: (x) => F.softplus(x, 2, 5),
  softshrink: (x) => F.softshrink(x, 0.4),
  threshold: (x) => F.threshold(x, 0.1, -7),
};
const names = Object.keys(activations);

/** The result, and the gradient of the input for an uneven gradient of the result. */
function run(name: string, x: Tensor): Tensor[] {
  const input = x.detach().requiresGrad_();
  const y = activations[name](input);
  y.backward(input.detach().mul(0.25).add(1));
  return [y.detach(), input.grad as Tensor];
}

function agree(name: string, x: Tensor): void {
  scope(() => {
    const exact = run(name, x.to("float64"));
    for (const [i, found] of run(name, x.to("float32").to(wasm)).entries()) {
      expect(found.device).toBe(wasm);
      expectTensor(found.to(cpu).to("float64"), exact[i], { rtol: 3e-6, atol: 1e-6 });
    }
  });
}

test.each(names)("%s of all sizes around the vector", (name) => {
  for (let n = 0; n < 14; n++) agree(name, randomTensor([n], n).mul(4).to("float32"));
});

test.each(names)("%s of strided and broadcast views", (name) => {
  fc.assert(
    fc.property(stridedTensors({ minRank: 1 }), (x) => agree(name, x.to("float32"))),
    { numRuns: sampledRuns(25) },
  );
});

test.each(names)("%s of large numbers, zeros, infinities and NaN", (name) => {
  const { Infinity: inf, NaN: nan } = globalThis;
  const values = [-inf, -1e30, -200, -88, -20, -3, -0.4, -0, 0, 0.4, 3, 20, 88, 200, 1e30, inf, nan];
  const [found, exact] = [tensor(values, { device: wasm }), tensor(values)].map((x) => activations[name](x));
  expectTensor(found.to(cpu), exact, { rtol: 3e-6, atol: 1e-6 });
});

/** The largest errors in [low, high] against float64: of the result in units of its last place, and both absolute. */
function errorsOf(name: string, low: number, high: number): { units: number; result: number; grad: number } {
  const n = 40_001;
  const x = Float32Array.from({ length: n }, (_, i) => low + ((high - low) * i) / (n - 1));
  const [found, grad, exact, exactGrad] = scope(() =>
    [fromTypedArray(x, [n]).to(wasm), fromTypedArray(Float64Array.from(x), [n])].flatMap((values) => {
      const input = values.requiresGrad_();
      const y = activations[name](input);
      y.sum().backward();
      return [y.detach(), input.grad as Tensor].map((result) => Float64Array.from(result.readSync()));
    }),
  );
  let [units, result, slope] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const error = Math.abs(found[i] - exact[i]);
    const unit = 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(exact[i])))) - 23);
    units = Math.max(units, error / unit);
    result = Math.max(result, error);
    slope = Math.max(slope, Math.abs(grad[i] - exactGrad[i]));
  }
  return { units, result, grad: slope };
}

// PyTorch 1.13 is at 7.7 units above 0 and 2.6e-7 below for gelu, 2.8e-7 for its gradient, and at 2.27 units for silu.
test("gelu and silu are no further from float64 than PyTorch", () => {
  const above = errorsOf("gelu", 0, 8);
  expect(above.units).toBeLessThan(2);
  expect(above.grad).toBeLessThan(2e-7);
  const below = errorsOf("gelu", -12, 0);
  expect(below.result).toBeLessThan(6e-8);
  expect(below.grad).toBeLessThan(2e-7);
  expect(errorsOf("silu", -80, 80).units).toBeLessThan(2.4);
  expect(errorsOf("elu", -20, 5).units).toBeLessThan(2);
});

test.each(names)("%s has derivatives of first and second order", (name) => {
  // Away from the kinks.
  const x = tensor([-4.3, -2.2, -0.9, -0.25, 0.25, 0.7, 2.1, 3.6], { dtype: "float64", requiresGrad: true });
  expect(gradcheck(activations[name], [x]).passed).toBe(true);
  expect(gradgradcheck(activations[name], [x]).passed).toBe(true);
});

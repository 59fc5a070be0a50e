import { cpu, type Device, manualSeed, scope, type Tensor } from "@lumbre/tensor";
import { expect } from "vitest";
import { expectTensor, type Tolerance } from "./expectClose.js";

type Fn = (...inputs: Tensor[]) => Tensor;

/** The result, and the gradient of its squares' sum by every input that can have one. */
function run(fn: Fn, inputs: readonly Tensor[], device: Device): Tensor[] {
  const leaves = inputs.map((input) => {
    const leaf = input.detach().to(device);
    return leaf.dtype === "float32" ? leaf.requiresGrad_() : leaf;
  });
  manualSeed(1);
  const result = fn(...leaves);
  if (!result.requiresGrad) return [result];
  result.mul(result).sum().backward();
  return [result, ...leaves.flatMap((leaf) => (leaf.grad === null ? [] : [leaf.grad]))];
}

/** Requires that a device gives what the CPU reference gives, gradients included. Needs `@lumbre/autograd`. */
export function expectDeviceAgrees(
  device: Device,
  fn: Fn,
  inputs: readonly Tensor[],
  { rtol = 1e-4, atol = 1e-5 }: Tolerance = {},
): void {
  scope(() => {
    const expected = run(fn, inputs, cpu);
    const found = run(fn, inputs, device);
    expect(found.length).toBe(expected.length);
    for (const [i, value] of found.entries()) {
      const largest = Math.max(1, ...expected[i].readSync().map(Math.abs));
      expectTensor(value.to(cpu), expected[i], { rtol, atol: atol * largest });
    }
  });
}

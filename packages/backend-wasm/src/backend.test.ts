import "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import { Adam } from "@lumbre/optim";
import { cpu, type Device, manualSeed, memory, randint, randn, scope, type Tensor, tensor } from "@lumbre/tensor";
import { convCases, convOperands, expectTensor, poolCases, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWasm, isSupported } from "./index.js";

const wasm = createWasm();
const tolerance = { rtol: 2e-5, atol: 2e-5 };
const size = fc.integer({ min: 0, max: 19 });
const seed = fc.integer({ min: 0, max: 2 ** 30 });
const float32 = (shape: readonly number[], from: number): Tensor =>
  randomTensor([...shape], from, { dtype: "float32" });

/** Computes on the CPU and on this backend; the results must agree. */
function agree(fn: (...inputs: Tensor[]) => Tensor, inputs: Tensor[]): void {
  const moved = inputs.map((input) => input.to(wasm));
  const result = fn(...moved);
  expect(result.device).toBe(wasm);
  expectTensor(result, fn(...inputs), tolerance);
}

test("is supported here, and is a device of its own", () => {
  expect(isSupported()).toBe(true);
  expect(wasm.name).toBe("wasm");
  expect(() => tensor([1]).add(tensor([1], { device: wasm }))).toThrow("add: tensors on two devices, cpu and wasm");
});

describe("matrix products", () => {
  test("of all sizes around the tile, transposed, strided and batched", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3 }),
        size,
        size,
        size,
        fc.boolean(),
        fc.boolean(),
        seed,
        (batch, m, k, n, flipA, flipB, from) => {
          const a = flipA ? float32([batch, k, m], from).transpose(1, 2) : float32([batch, m, k], from);
          const b = flipB ? float32([batch, n, k], from + 1).transpose(1, 2) : float32([batch, k, n], from + 1);
          agree((x, y) => x.bmm(y), [a, b]);
          // A view of a larger tensor on the device itself.
          const wide = float32([m + 1, 2 * k + 1], from + 2);
          const view = (x: Tensor): Tensor => x.narrow(0, 1, m).slice(1, { start: 1, step: 2 });
          agree((x, y) => view(x).matmul(y), [wide, float32([k, n], from + 3)]);
        },
      ),
    );
  });

  test("larger than its blocks", () => {
    agree((x, y) => x.matmul(y), [float32([101, 300], 1), float32([300, 530], 2)]);
  });
});

test("ops without a kernel here give the reference's results", () => {
  agree((x) => x.sort(1).values, [float32([5, 7], 2)]);
  agree((x) => x.cumsum(1), [float32([5, 7], 3)]);
});

describe("convolution and pooling, with their gradients", () => {
  /** Output and gradients of `fn` on a device. */
  function run(fn: (...inputs: Tensor[]) => Tensor, inputs: readonly Tensor[], device: Device): Tensor[] {
    const leaves = inputs.map((input) => input.detach().to("float32").to(device).requiresGrad_());
    const y = fn(...leaves);
    y.mul(y).sum().backward();
    return [y, ...leaves.map((leaf) => leaf.grad as Tensor)];
  }

  function agreeWithGradients(fn: (...inputs: Tensor[]) => Tensor, inputs: readonly Tensor[]): void {
    const expected = run(fn, inputs, cpu);
    for (const [i, result] of run(fn, inputs, wasm).entries())
      expectTensor(result, expected[i], { rtol: 1e-4, atol: 1e-4 });
  }

  test("conv2d over random valid configurations", () => {
    fc.assert(
      fc.property(convCases(2), (item) => {
        const { x, weight, bias } = convOperands(item);
        agreeWithGradients((a, w, b) => a.conv2d(w, b, item.options as never), [x, weight, bias]);
      }),
      { numRuns: sampledRuns(60) },
    );
  });

  test("maxPool2d over random valid configurations", () => {
    fc.assert(
      fc.property(poolCases(2), seed, (item, from) => {
        agreeWithGradients((x) => x.maxPool2d(item.kernel, item.options) as Tensor, [randomTensor(item.xShape, from)]);
      }),
      { numRuns: sampledRuns(60) },
    );
  });
});

describe("training", () => {
  const network = (): nn.Module =>
    new nn.Sequential(
      new nn.Conv2d(1, 4, 3, { padding: 1 }),
      new nn.BatchNorm2d(4),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Conv2d(4, 6, 3),
      new nn.ReLU(),
      new nn.Flatten(),
      new nn.Linear(6 * 5 * 5, 10),
    );

  function losses(device: Device, steps: number): number[] {
    manualSeed(0);
    const model = network().to(device);
    const optimizer = new Adam(model.parameters(), { lr: 3e-3 });
    const x = randn(16, 1, 14, 14).to(device);
    const y = randint(0, 10, [16]).to(device);
    return Array.from({ length: steps }, () =>
      scope(() => {
        optimizer.zeroGrad();
        const loss = nn.functional.crossEntropy(model.forward(x), y);
        loss.backward();
        optimizer.step();
        return loss.item();
      }),
    );
  }

  test("follows the CPU's losses", () => {
    const expected = losses(cpu, 20);
    for (const [i, loss] of losses(wasm, 20).entries()) expect(Math.abs(loss - expected[i])).toBeLessThan(2e-3);
  });

  test("holds no more memory after many steps", () => {
    losses(wasm, 5);
    const { buffers } = memory();
    const pooled = wasm.backend.pooledBytes?.();
    losses(wasm, 60);
    expect(memory().buffers - buffers).toBeLessThan(200);
    expect(Math.abs((wasm.backend.pooledBytes?.() ?? 0) - (pooled ?? 0))).toBeLessThan(2 ** 21);
  });
});

import "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import { Adam } from "@lumbre/optim";
import {
  cpu,
  type Device,
  manualSeed,
  memory,
  randint,
  randn,
  scope,
  type Tensor,
  tensor,
  where,
} from "@lumbre/tensor";
import {
  convCases,
  convOperands,
  expectClose,
  expectTensor,
  poolCases,
  randomTensor,
  stridedTensors,
} from "@lumbre/testing";
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

describe("elementwise", () => {
  type Binary = (a: Tensor, b: Tensor) => Tensor;
  const binary: Record<string, Binary> = {
    add: (a, b) => a.add(b),
    sub: (a, b) => a.sub(b),
    mul: (a, b) => a.mul(b),
    div: (a, b) => a.div(b.abs().add(0.5)),
    maximum: (a, b) => a.maximum(b),
    minimum: (a, b) => a.minimum(b),
    lt: (a, b) => a.lt(b),
    ge: (a, b) => a.ge(b),
    eq: (a, b) => a.eq(b),
    ne: (a, b) => a.ne(b),
    pow: (a, b) => a.abs().pow(b),
    where: (a, b) => where(a.gt(b), a, b),
    rsub: (a) => a.rsub(2),
    scalar: (a) => a.mul(3).add(1).lt(0.5),
  };
  const pair = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom("both", "left", "right")), { maxLength: 4 })
    .map((dims) => ({
      left: dims.map(([length, side]) => (side === "right" ? 1 : length)),
      right: dims.map(([length, side]) => (side === "left" ? 1 : length)),
    }));

  test.each(Object.keys(binary))("%s over shapes that broadcast", (name) => {
    fc.assert(
      fc.property(pair, seed, ({ left, right }, from) => {
        agree(binary[name], [float32(left, from), float32(right, from + 1)]);
      }),
      { numRuns: 60 },
    );
  });

  test("over strided views", () => {
    fc.assert(
      fc.property(stridedTensors(), (view) => {
        const x = view.to("float32");
        const moved = x.to(wasm);
        const cut = (t: Tensor): Tensor => (t.ndim === 0 ? t : t.transpose(0, -1).slice(0, { start: 1 }));
        expectClose(cut(moved).add(cut(moved).relu()).sqrt().abs(), cut(x).add(cut(x).relu()).sqrt().abs(), tolerance);
      }),
    );
  });

  test("NaN, infinities and signed zeros", () => {
    const x = tensor([Number.NaN, Infinity, -Infinity, -0, 0, 1, -1]);
    for (const fn of [
      (t: Tensor) => t.relu(),
      (t: Tensor) => t.neg(),
      (t: Tensor) => t.abs(),
      (t: Tensor) => t.reciprocal(),
      (t: Tensor) => t.maximum(0),
    ])
      agree(fn, [x]);
  });

  test("other dtypes, and ops without a kernel here, give the reference's results", () => {
    const ints = tensor([3, -1, 2], { dtype: "int32" });
    agree((x) => x.mul(2).add(x), [ints]);
    agree((x) => x.exp().tanh(), [tensor([0.5, 2], { dtype: "float64" })]);
    agree((x) => x.softmax(1).sum(0), [float32([5, 7], 1)]);
    agree((x) => x.sort(1).values, [float32([5, 7], 2)]);
    agree((x) => x.argmax(1), [float32([5, 7], 3)]);
    agree((x) => x.at([0, 2], ":"), [float32([5, 7], 4)]);
    agree((x) => x.clone().scatterAdd(0, tensor([[0, 1]], { dtype: "int32" }).to(x.device), x), [float32([3, 2], 5)]);
  });
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
      { numRuns: 60 },
    );
  });

  test("maxPool2d over random valid configurations", () => {
    fc.assert(
      fc.property(poolCases(2), seed, (item, from) => {
        agreeWithGradients((x) => x.maxPool2d(item.kernel, item.options) as Tensor, [randomTensor(item.xShape, from)]);
      }),
      { numRuns: 60 },
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

import "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import * as optim from "@lumbre/optim";
import { cat, cpu, manualSeed, scope, type Tensor, tensor, where } from "@lumbre/tensor";
import type { Backend, DeviceBuffer } from "@lumbre/tensor/backend";
import { convCases, convOperands, expectTensor, poolCases, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWasm } from "./index.js";
import { watchKernels } from "./memory/guard.js";
import { Heap, type WasmBuffer } from "./memory/heap.js";

// Every op on a device in debug mode: a kernel that writes beside a buffer throws, and one that reads what nobody wrote
// gets NaN, and so another result than the CPU.
const debug = createWasm({ debug: true });

type Fn = (...inputs: Tensor[]) => Tensor;

/** The result, and the gradient of its squares' sum by every input that can have one. */
function run(fn: Fn, inputs: readonly Tensor[], device: typeof cpu): Tensor[] {
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

function agree(fn: Fn, ...inputs: Tensor[]): void {
  // All buffers are checked after every call, so those that nobody uses had better be gone.
  scope(() => {
    const expected = run(fn, inputs, cpu);
    const found = run(fn, inputs, debug);
    expect(found.length).toBe(expected.length);
    for (const [i, value] of found.entries()) {
      const largest = Math.max(1, ...expected[i].readSync().map(Math.abs));
      expectTensor(value.to(cpu), expected[i], { rtol: 1e-4, atol: 1e-5 * largest });
    }
  });
}

/** Sizes around one vector of four, two, four, and around the tiles of the matrix product. */
const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 33];
const positive = (shape: number[], seed: number): Tensor =>
  randomTensor(shape, seed, { dtype: "float32", low: 0.1, high: 0.9 });
const signed = (shape: number[], seed: number): Tensor => randomTensor(shape, seed, { dtype: "float32" });

const ofOne = (
  "neg abs sign exp expm1 log log1p log2 log10 sqrt rsqrt square reciprocal sin cos tan asin acos atan sinh cosh tanh " +
  "sigmoid relu erf floor ceil round trunc logicalNot isnan isinf isfinite relu6 leakyRelu elu selu gelu silu mish " +
  "softplus logsigmoid hardtanh hardsigmoid hardswish softsign sum mean prod std max min argmax argmin any all " +
  "logsumexp norm clone"
).split(" ");
const ofTwo =
  "add sub mul div pow maximum minimum remainder fmod floorDivide atan2 eq ne lt le gt ge logicalAnd logicalOr logicalXor".split(
    " ",
  );
const alongOne =
  "sum mean prod var amax amin argmax argmin any all logsumexp cumsum cumprod argsort softmax logSoftmax".split(" ");

const method = (x: Tensor, name: string, ...args: unknown[]): Tensor =>
  (x as unknown as Record<string, (...args: unknown[]) => Tensor>)[name](...args);

describe("elementwise and reductions", () => {
  test.each(ofOne)("%s", (name) => {
    for (const n of sizes) {
      agree((x) => method(x, name), positive([n], n));
      agree((x) => method(x.t(), name), positive([n, 3], n));
    }
  });

  test.each(ofTwo)("%s", (name) => {
    for (const n of sizes) {
      agree((a, b) => method(a, name, b), positive([n], n), positive([n], n + 1));
      agree((a, b) => method(a, name, b), positive([3, n], n), positive([n], n + 1));
      agree((a, b) => method(a, name, b), positive([n, 3], n), positive([n, 1], n + 1));
      agree((a) => method(a.slice(0, { start: 1 }), name, 0.5), positive([n + 1], n));
    }
  });

  test.each(alongOne)("%s along a dimension", (name) => {
    for (const n of sizes) {
      for (const dim of [0, 1]) {
        agree((x) => method(x, name, dim), positive([n, 5], n));
        agree((x) => method(x, name, dim), positive([3, n], n));
      }
      agree((x) => method(x, name, 1), positive([2, n, 4], n));
    }
  });

  test("where, clamp, cast, lerp, concatenation and dropout", () => {
    for (const n of sizes) {
      agree((a, b) => where(a.gt(b), a, b), signed([n], n), signed([n], n + 1));
      agree((a) => a.clamp({ min: -0.5, max: 0.5 }).to("int32").to("float32").add(a), signed([n], n));
      agree((a, b) => cat([a, b.mul(2)], 1).lerp(a.narrow(1, 0, 1), 0.3), signed([3, n], n), signed([3, 2], n));
      agree((a) => nn.functional.dropout(a, { p: 0.5, training: true }), signed([n], n));
    }
  });
});

describe("matrix products and indexing", () => {
  test("matmul and bmm of sizes around the tile", () => {
    for (const n of sizes) {
      for (const m of [1, 4, 5, 6, 9]) {
        agree((a, b) => a.matmul(b), signed([m, n], n), signed([n, 7], m));
        agree((a, b) => a.matmul(b.t()), signed([m, 3], n), signed([n, 3], m));
      }
      agree((a, b) => a.bmm(b.transpose(1, 2)), signed([2, 3, n], n), signed([2, 4, n], n + 1));
    }
  });

  test("gather, scatter, indexing and embedding", () => {
    for (const n of sizes) {
      const index = tensor([Array.from({ length: n }, (_, i) => i % 3)], { dtype: "int32" });
      agree((x, i) => x.gather(0, i), signed([3, n], n), index);
      agree((x, i) => x.clone().scatterAdd(0, i, x), signed([3, n], n), index);
      agree((x, i) => x.clone().scatter(0, i, x.narrow(0, 0, 1)), signed([3, n], n), index);
      agree((x, i) => nn.functional.embedding(i, x), signed([3, n], n), index);
      agree((x) => x.at(":", 0).add(x.at([1, 0], ":").sum()), signed([2, n], n));
    }
  });
});

describe("layers", () => {
  test("norms, losses and linear layers", () => {
    for (const n of sizes) {
      const labels = tensor([0, n - 1, n >> 1, 0, 0], { dtype: "int32" });
      agree((x, y) => nn.functional.crossEntropy(x, y), signed([5, n], n), labels);
      agree((x) => new nn.LayerNorm(n).to(x.device).forward(x), signed([3, n], n));
      agree((x) => new nn.BatchNorm1d(n).to(x.device).forward(x), signed([6, n], n));
      agree((x) => new nn.BatchNorm2d(2).to(x.device).forward(x), signed([3, 2, n, 3], n));
      agree((x, w, b) => nn.functional.linear(x, w, b), signed([5, n], n), signed([6, n], n), signed([6], n));
    }
  });

  test("convolutions", () => {
    fc.assert(
      fc.property(convCases(2), (item) => {
        const { x, weight, bias } = convOperands(item);
        const inputs = [x, weight, bias].map((input) => input.to("float32"));
        agree((a, w, b) => a.conv2d(w, b, item.options as never), ...inputs);
      }),
      { numRuns: sampledRuns(80) },
    );
  });

  test.each([1, 3, 4, 5, 8, 9])("convolutions of %i images, of many sizes and channels", (batch) => {
    for (const [channels, filters, height, width] of [
      [1, 8, 7, 9],
      [3, 5, 12, 12],
      [4, 8, 14, 14],
      [9, 7, 8, 17],
      [16, 16, 6, 6],
    ]) {
      const inputs = [signed([batch, channels, height, width], 1), signed([filters, channels, 3, 3], 2)];
      agree((x, w) => x.conv2d(w, null, { padding: 1 }), ...inputs);
      agree((x, w) => x.conv2d(w), ...inputs);
      agree((x, w) => x.conv2d(w, null, { groups: channels }), inputs[0], signed([channels * 2, 1, 3, 3], 3));
      agree((x, w) => x.conv2d(w), inputs[0], signed([filters, channels, 1, 1], 3));
      agree((x, w) => x.convTranspose2d(w, null, { stride: 2 }), inputs[0], signed([channels, filters, 3, 3], 3));
    }
  });

  test("pooling", () => {
    fc.assert(
      fc.property(poolCases(2), fc.nat(1000), (item, seed) => {
        const x = randomTensor(item.xShape, seed, { dtype: "float32" });
        agree((a) => a.maxPool2d(item.kernel, item.options) as Tensor, x);
      }),
      { numRuns: sampledRuns(80) },
    );
    for (const n of sizes) {
      agree((x) => x.maxPool2d(2) as Tensor, signed([2, 3, 6, n + 1], n));
      agree((x) => x.avgPool2d(2), signed([2, 3, 6, n + 1], n));
      agree((x) => x.avgPool2d(3, { padding: 1, stride: 1 }), signed([2, 3, 4, n], n));
      agree((x) => x.adaptiveAvgPool2d([2, 1]), signed([2, 3, 4, n], n));
    }
  });

  test("optimizers", () => {
    const { SGD, Adam, AdamW, RMSprop, Adagrad } = optim;
    for (const n of sizes) {
      for (const create of [
        (p: Tensor[]) => new SGD(p, { lr: 0.1, momentum: 0.9, weightDecay: 0.01 }),
        (p: Tensor[]) => new Adam(p, { lr: 0.1 }),
        (p: Tensor[]) => new AdamW(p, { lr: 0.1 }),
        (p: Tensor[]) => new RMSprop(p, { lr: 0.1 }),
        (p: Tensor[]) => new Adagrad(p, { lr: 0.1 }),
      ]) {
        agree(
          (x) => {
            const weight = x.detach().clone().requiresGrad_();
            const optimizer = create([weight]);
            for (let i = 0; i < 3; i++) {
              optimizer.zeroGrad();
              weight.square().sum().backward();
              optimizer.step();
            }
            return weight.detach();
          },
          signed([n], n),
        );
      }
    }
  });
});

test("a kernel that writes beside a buffer is named", () => {
  const heap = new Heap({ debug: true });
  const buffer = heap.allocate(6, "float32");
  const careless = (x: { readonly buffer: DeviceBuffer }): DeviceBuffer => {
    const { address } = x.buffer as WasmBuffer;
    new Float32Array(heap.memory.buffer, address, 8).fill(1);
    return x.buffer;
  };
  const backend = { relu: careless } as unknown as Backend & { readonly relu: typeof careless };
  watchKernels(backend, heap.guard as never);
  expect(() => backend.relu({ buffer })).toThrow(
    "backend-wasm: relu wrote at byte 24 of a buffer of 6 float32 (24 bytes), outside of it",
  );
});

test("a write to any byte beside a buffer is seen, wherever the buffer ends", () => {
  const heap = new Heap({ debug: true });
  const guard = heap.guard as NonNullable<typeof heap.guard>;
  for (let length = 0; length < 17; length++) {
    const { address } = heap.allocate(length, "uint8");
    const beside = [...Array(64).keys()].map((i) => i - 64).concat([...Array(40).keys()].map((i) => length + i));
    for (const at of beside) {
      new Uint8Array(heap.memory.buffer)[address + at] ^= 1;
      expect(() => guard.checkAll("relu")).toThrow(`relu wrote at byte ${at} of a buffer`);
      guard.checkAll("relu");
    }
  }
});

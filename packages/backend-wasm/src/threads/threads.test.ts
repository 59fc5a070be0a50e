import "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import { Adam } from "@lumbre/optim";
import {
  ArgumentError,
  arange,
  type Conv2dOptions,
  cpu,
  Device,
  DeviceError,
  manualSeed,
  ones,
  randint,
  randn,
  scope,
  type Tensor,
  tensor,
  ValueError,
  where,
} from "@lumbre/tensor";
import { conv2dActivation, linearRelu } from "@lumbre/tensor/engine";
import { expectTensor, randomTensor } from "@lumbre/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createWasmBackend } from "../createWasm.js";
import { createWasm } from "../index.js";
import type { SharedTeam } from "./sharedTeam.js";

const devices = new Map<number, Device>([[1, createWasm({ debug: true })]]);
const teams: SharedTeam[] = [];
/** The kernels of which threads have been given pieces. */
const shared = new Set<string>();
for (const threads of [2, 3]) {
  const onTeam = (team: SharedTeam): void => {
    teams.push(team);
    const run = team.run.bind(team);
    team.run = (kernel, args, total, grain) => {
      if (total > grain) shared.add(kernel);
      run(kernel, args, total, grain);
    };
  };
  devices.set(threads, new Device(createWasmBackend({ threads, debug: true }, { onTeam })));
}
const deviceOf = (threads: number): Device => devices.get(threads) as Device;

beforeAll(async () => {
  while (teams.some((team) => team.present < team.threads - 1)) await new Promise((resolve) => setTimeout(resolve, 5));
});
afterAll(() => {
  for (const device of devices.values()) device.dispose();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const float32 = (shape: number[], seed: number): Tensor => randomTensor(shape, seed, { dtype: "float32" });

interface Case {
  readonly fn: (...inputs: Tensor[]) => Tensor;
  readonly inputs: () => Tensor[];
}

function conv(
  batch: number,
  channels: number,
  size: number,
  filters: number,
  kernel: number,
  options: Conv2dOptions = {},
): Case {
  return {
    fn: (x, w, b) => x.conv2d(w, b, options),
    inputs: () => [
      float32([batch, channels, size, size + 1], 1),
      float32([filters, channels / (options.groups ?? 1), kernel, kernel], 2).mul(0.3),
      float32([filters], 3),
    ],
  };
}

/** Two steps of Adam with the same gradient. */
function adam(w: Tensor, gradient: Tensor): Tensor {
  const parameter = w.detach().clone().requiresGrad_();
  parameter.grad = gradient.detach().clone();
  const optimizer = new Adam([parameter], { lr: 0.1, weightDecay: 0.1 });
  for (let step = 0; step < 2; step++) optimizer.step();
  return parameter.detach();
}

const unary = (fn: (x: Tensor) => Tensor, ...shape: number[]): Case => ({ fn, inputs: () => [float32(shape, 4)] });

/** Each row twice, backwards. */
function rowsOf(x: Tensor): Tensor {
  const n = x.shape[0];
  return tensor(
    Array.from({ length: 2 * n }, (_, i) => (2 * n - 1 - i) % n),
    { dtype: "int32", device: x.device },
  );
}

/** All of them large enough to be shared. */
const cases: Record<string, Case> = {
  "matmul by rows": { fn: (a, b) => a.matmul(b), inputs: () => [float32([301, 97], 1), float32([97, 65], 2)] },
  "matmul by columns": { fn: (a, b) => a.matmul(b), inputs: () => [float32([65, 97], 1), float32([97, 301], 2)] },
  "matmul of float64 by rows": {
    fn: (a, b) => a.matmul(b),
    inputs: () => [randomTensor([301, 97], 1), randomTensor([97, 65], 2)],
  },
  "matmul of float64 by columns": {
    fn: (a, b) => a.matmul(b),
    inputs: () => [randomTensor([65, 97], 1), randomTensor([97, 301], 2)],
  },
  "a float64 row": {
    fn: (a, b) => a.matmul(b.t()),
    inputs: () => [randomTensor([2, 301], 1), randomTensor([701, 301], 2)],
  },
  "batched matmul": { fn: (a, b) => a.bmm(b), inputs: () => [float32([5, 70, 80], 1), float32([5, 80, 66], 2)] },
  "linear layer by rows": {
    fn: linearRelu,
    inputs: () => [float32([301, 97], 1), float32([65, 97], 2), float32([65], 3)],
  },
  "linear layer by columns": {
    fn: linearRelu,
    inputs: () => [float32([65, 97], 1), float32([301, 97], 2), float32([301], 3)],
  },
  "linear layer of few rows": {
    fn: linearRelu,
    inputs: () => [float32([3, 501], 1), float32([703, 501], 2), float32([703], 3)],
  },
  "cross entropy": unary(
    (x) => nn.functional.crossEntropy(x, arange(301, { dtype: "int32", device: x.device })),
    301,
    302,
  ),
  "steps of Adam": { fn: adam, inputs: () => [float32([301, 401], 1), float32([301, 401], 2)] },
  "convolution by Winograd": conv(13, 8, 14, 12, 3, { padding: 1 }),
  "convolution by Winograd, in strips": conv(4, 16, 60, 24, 3, { padding: 1 }),
  "direct convolution": conv(7, 2, 20, 9, 3, { padding: 1 }),
  "convolution by products": conv(5, 12, 15, 20, 5, { stride: 2, padding: 2 }),
  "convolution of small planes": conv(9, 130, 3, 150, 3, { padding: 1 }),
  "convolution of one image": conv(1, 16, 30, 32, 3, { padding: 1 }),
  "convolution of three images": conv(3, 20, 17, 40, 5, { groups: 2 }),
  "direct convolution of one image": conv(1, 3, 62, 30, 3, { padding: 1 }),
  "convolution of five images by Winograd": conv(5, 16, 18, 24, 3, { padding: 1 }),
  "elementwise functions": unary((x) => x.exp().add(x).tanh().mul(2).relu(), 300, 501),
  "operands that are stretched": {
    fn: (a, b) => a.mul(b).sub(b).maximum(0.1),
    inputs: () => [float32([400, 501], 5), float32([400, 1], 6)],
  },
  "choices by a condition": {
    fn: (a, b) => where(a.gt(b), a, b),
    inputs: () => [float32([399, 501], 5), float32([399, 501], 6)],
  },
  casts: unary((x) => x.mul(100).to("int32").to("float32").gt(3).to("float32"), 500, 501),
  softmax: unary((x) => x.softmax(1), 300, 400),
  "softmax along columns": unary((x) => x.logSoftmax(0), 400, 301),
  "sums of rows": unary((x) => x.sum(1), 400, 501),
  "sums of columns": unary((x) => x.sum(0), 501, 400),
  "a sum of all": unary((x) => x.sum(), 500, 501),
  "largest elements and their places": unary((x) => x.argmax(1).to("float32").add(x.amax(1)), 400, 501),
  "running sums of rows": unary((x) => x.cumsum(1), 300, 401),
  "running sums of columns": unary((x) => x.cumsum(0), 300, 401),
  "batch norm": unary((x) => nn.functional.batchNorm(x, null, null, { training: true }), 4, 40, 30, 31),
  "batch norm of columns": {
    fn: (x, w, b) => nn.functional.batchNorm(x, null, null, w, b, { training: true }),
    inputs: () => [float32([300, 301], 1), float32([301], 2), float32([301], 3)],
  },
  "batch norm as in use": unary(
    (x) => nn.functional.batchNorm(x, x.detach().mean([0, 2, 3]), x.detach().square().mean([0, 2, 3])),
    4,
    40,
    30,
    31,
  ),
  "layer norm": {
    fn: (x, w, b) => nn.functional.layerNorm(x, [401], w, b),
    inputs: () => [float32([300, 401], 1), float32([401], 2), float32([401], 3)],
  },
  "max pooling": unary((x) => x.maxPool2d(3, { stride: 2 }), 3, 20, 41, 40),
  "average pooling": unary((x) => x.avgPool2d(3, { stride: 2 }), 3, 20, 41, 40),
  "depthwise convolution": conv(4, 24, 30, 24, 3, { padding: 1, groups: 24 }),
  "depthwise convolution of small maps": conv(8, 516, 3, 516, 3, { padding: 1, groups: 516 }),
  "convolution by strides": conv(9, 20, 15, 20, 5, { stride: 2, padding: 2 }),
  "convolution by pixels": conv(8, 96, 2, 70, 3, { padding: 1 }),
  "convolution by Winograd, in pieces of filters": conv(9, 40, 6, 200, 3, { padding: 1 }),
  "convolution with SiLU": {
    fn: (x, w, b) => conv2dActivation(x, w, b, { padding: 1 }, "silu"),
    inputs: () => [float32([4, 16, 40, 41], 1), float32([24, 16, 3, 3], 2).mul(0.3), float32([24], 3)],
  },
  "PReLU and powers": {
    fn: (x, slope) => nn.functional.prelu(x, slope).abs().add(0.1).pow(1.7),
    inputs: () => [float32([300, 401], 1), float32([401], 2)],
  },
  "float64 functions": { fn: (x) => x.exp(), inputs: () => [randomTensor([300, 401], 1)] },
  "rows by their indices": unary((x) => x.indexSelect(0, rowsOf(x)), 400, 401),
  "numbers that are written": unary((x) => x.clone().mul(0).detach().fill_(3).add(x), 400, 401),
  transposes: unary((x) => x.t().contiguous(), 600, 501),
  permutations: unary((x) => x.permute(2, 0, 1).contiguous(), 60, 70, 80),
};

/** The result and the gradients of a case on a device. */
function run({ fn, inputs }: Case, device: Device): Tensor[] {
  const leaves = inputs().map((input) => input.to(device).detach().requiresGrad_());
  const result = fn(...leaves);
  if (!result.requiresGrad) return [result];
  result.mul(result).sum().backward();
  return [result, ...leaves.map((leaf) => leaf.grad as Tensor)];
}

describe.each([1, 2, 3])("with %i threads", (threads) => {
  test.each(Object.entries(cases))("%s give the reference's results, gradients too", (_, item) => {
    scope(() => {
      const expected = run(item, cpu);
      for (let repeat = 0; repeat < 3; repeat++) {
        for (const [i, value] of run(item, deviceOf(threads)).entries()) {
          const largest = Math.max(1, ...expected[i].abs().flatten().readSync().slice(0, 1000));
          expectTensor(value.to(cpu), expected[i], { rtol: 1e-4, atol: 1e-5 * largest });
        }
      }
    });
  });
});

test.each(Object.entries(cases))("%s are the same bits for any number of threads", (_, { fn, inputs }) => {
  scope(() => {
    const bitsOn = (threads: number): Buffer => {
      const data = fn(...inputs().map((input) => input.to(deviceOf(threads)))).readSync();
      return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    };
    const alone = bitsOn(1);
    for (const threads of [2, 3]) expect(Buffer.compare(bitsOn(threads), alone)).toBe(0);
  });
});

test("workers have done their part of it", () => {
  for (const team of teams) expect(team.piecesOfWorkers).toBeGreaterThan(50);
});

test("threads have been given pieces of all these kernels", () => {
  const expected = `
  adaptiveStep argRows avgPool avgPoolGrad binary binaryDouble binaryRuns binaryScalar byteToFloat byteToInt
  compare compareRuns compareScalar convEnd convProducts copyRuns crossEntropy crossEntropyGrad cumsumColumns
  cumsumRows depthwiseForward depthwiseLanes depthwiseWeightGrad directForward directWeightGrad dotDoubleRows
  dotRows exp expDouble fill findOutliers floatToInt gatherRuns intToFloat linearPieces logSoftmax
  matmulDoublePieces matmulPieces maxPool maxPoolGrad normalize normalizeColumns normalizeColumnsGrad
  normalizeGrad normalizeRows normalizeRowsGrad pixelProducts pow prelu reduceColumns reduceIntRows
  reducePieces reduceRuns scaleRuns scatterRuns select selectRuns softmax spreadPlanes tanh transpose unary
  winogradFilter winogradFilterGrad winogradFilters winogradForward winogradGradFilters winogradInputs
  winogradPanels winogradWeightGrad
`;
  expect([...shared].sort()).toEqual(expected.trim().split(/\s+/));
});

describe("training", () => {
  function losses(device: Device): number[] {
    manualSeed(0);
    const model = new nn.Sequential(
      new nn.Conv2d(1, 16, 3, { padding: 1 }),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Conv2d(16, 24, 3, { padding: 1 }),
      new nn.BatchNorm2d(24),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Flatten(),
      new nn.Linear(24 * 7 * 7, 10),
    ).to(device);
    const optimizer = new Adam(model.parameters(), { lr: 3e-3 });
    const x = randn(32, 1, 28, 28).to(device);
    const y = randint(0, 10, [32]).to(device);
    return Array.from({ length: 8 }, () =>
      scope(() => {
        optimizer.zeroGrad();
        const loss = nn.functional.crossEntropy(model.forward(x), y);
        loss.backward();
        optimizer.step();
        return loss.item();
      }),
    );
  }

  test("on two threads follows one thread's losses, and every run gives the same bits", () => {
    const [one, two, three] = [1, 2, 3].map((threads) => createWasm({ threads }));
    const alone = losses(one);
    const shared = losses(two);
    for (const [i, loss] of shared.entries()) expect(Math.abs(loss - alone[i])).toBeLessThan(1e-3);
    expect(shared[7]).toBeLessThan(shared[0]);
    expect(losses(two)).toEqual(shared);
    expect(losses(three)).toEqual(losses(three));
    for (const device of [one, two, three]) device.dispose();
  });
});

describe("what is read", () => {
  test("lies in memory of its own, which other interfaces take", async () => {
    const x = ones(5).to(deviceOf(2));
    for (const array of [x.readSync(), await x.read(), x.view(5, 1).t().readSync()]) {
      expect(array.buffer).toBeInstanceOf(ArrayBuffer);
      expect(new TextDecoder().decode(array).length).toBeGreaterThan(0);
    }
    expect(String(x)).toBe("tensor([1., 1., 1., 1., 1.], device='wasm')");
  });
});

describe("createWasm", () => {
  test("says how many threads there are, and takes all that the machine has", () => {
    expect(deviceOf(1).threads).toBe(1);
    expect(deviceOf(3).threads).toBe(3);
    expect(cpu.threads).toBe(1);
    const all = createWasm({ threads: "all" });
    expect(all.threads).toBeGreaterThanOrEqual(1);
    all.dispose();
  });

  test.each([0, -1, 1.5, 65, 500, Number.NaN, "two", "2"])("takes no %s threads", (threads) => {
    const create = (): Device => createWasm({ threads: threads as number });
    expect(create).toThrow(ValueError);
    const got = typeof threads === "string" ? JSON.stringify(threads) : threads;
    expect(create).toThrow(`createWasm: threads must be an integer from 1 to 64, or "all", got ${got}`);
  });

  test.each<[unknown[], string]>([
    [[{ thread: 2 }], "createWasm: unknown option thread; did you mean threads?"],
    [[{ numThreads: 2 }], "createWasm: unknown option numThreads; did you mean threads?"],
    [[{ threads: null }], 'createWasm: threads must be an integer from 1 to 64, or "all", got null'],
    [[{ debug: 1 }], "createWasm: debug must be true or false, got 1"],
    [[{ winograd: "off" }], 'createWasm: winograd must be true or false, got "off"'],
    [[2], "createWasm: 2 is one argument too many; threads is given by name: { threads: 2 }"],
  ])("says what to write instead of %j", (given, message) => {
    const create = (): Device => (createWasm as (...args: unknown[]) => Device)(...given);
    expect(create).toThrow(ArgumentError);
    expect(create).toThrow(message);
  });

  test("goes on with one thread where no memory can be shared, and says so once", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    vi.stubGlobal("crossOriginIsolated", false);
    for (let i = 0; i < 2; i++) {
      const device = createWasm({ threads: 2 });
      expect(device.threads).toBe(1);
      expect(ones(2, 2).to(device).matmul(ones(2, 2).to(device)).sum().item()).toBe(8);
    }
    expect(warn.mock.calls).toEqual([
      [
        "lumbre: the wasm device computes on one thread, because: a page shares memory with workers only when it is " +
          "cross-origin isolated: serve it with the headers Cross-Origin-Opener-Policy: same-origin and " +
          "Cross-Origin-Embedder-Policy: require-corp",
      ],
    ]);
  });

  test("goes on with one thread where workers cannot be made", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { getBuiltinModule } = process;
    class Forbidden {
      constructor() {
        throw new Error("forbidden");
      }
    }
    vi.spyOn(process, "getBuiltinModule").mockImplementation((name: string) =>
      name === "node:worker_threads" ? { Worker: Forbidden } : getBuiltinModule(name),
    );
    const device = createWasm({ threads: 2 });
    expect(device.threads).toBe(1);
    expect(ones(300, 300).to(device).exp().sum().item()).toBeCloseTo(9e4 * Math.E, -1);
    expect(warn.mock.calls).toEqual([["lumbre: the wasm device computes on one thread, because: Error: forbidden"]]);
  });
});

describe("a device that is disposed of", () => {
  test("throws when it is used", async () => {
    const device = createWasm({ threads: 2 });
    const x = ones(3).to(device);
    const message = "the wasm device was disposed of, and computes and holds nothing any more";
    device.dispose();
    device.dispose();
    expect(device.isDisposed).toBe(true);
    expect(() => x.add(1)).toThrow(DeviceError);
    expect(() => x.add(1)).toThrow(message);
    expect(() => x.readSync()).toThrow(message);
    await expect(x.read()).rejects.toThrow(message);
    expect(() => ones(2).to(device)).toThrow(message);
    expect(String(x)).toBe("tensor(..., device='wasm', size=(3,))");
    x.dispose();
  });

  test("does not warn of workers that say at once that they have ended, as in Deno", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { getBuiltinModule } = process;
    class Prompt {
      private onExit = (_: number): void => {};
      on(event: string, listener: (code: number) => void): void {
        if (event === "exit") this.onExit = listener;
      }
      unref(): void {}
      async terminate(): Promise<void> {
        this.onExit(1);
      }
    }
    vi.spyOn(process, "getBuiltinModule").mockImplementation((name: string) =>
      name === "node:worker_threads" ? { Worker: Prompt } : getBuiltinModule(name),
    );
    createWasm({ threads: 3 }).dispose();
    expect(warn).not.toHaveBeenCalled();
  });

  test("is never the CPU reference", () => {
    expect(() => cpu.dispose()).toThrow("dispose: the CPU reference stays, for all devices use it");
    expect(cpu.isDisposed).toBe(false);
  });
});

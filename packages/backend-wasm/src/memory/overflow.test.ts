import { cpu, Device, DeviceError, manualSeed, memory, ones, randn, scope, type Tensor, tensor } from "@lumbre/tensor";
import type { DeviceBuffer } from "@lumbre/tensor/backend";
import "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import { Adam } from "@lumbre/optim";
import { convCases, convOperands, expectTensor, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createWasmBackend } from "../createWasm.js";
import { HostBuffer } from "./overflow.js";

const mebibyte = 2 ** 20;

/** A device that begins to overflow after so many bytes, or after as many buffers. */
function smallDevice(bytes: number, buffers = 50_000): Device {
  return new Device(createWasmBackend({}, { burst: { bytes, buffers }, maxBytes: bytes + 64 * mebibyte }));
}

const isOutside = (x: Tensor): boolean => (x.storage.buffer as DeviceBuffer) instanceof HostBuffer;

/** Lets timers and finalizers run. */
const macrotask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test("an array beside the heap that no machine could hold is a typed error", () => {
  const device = smallDevice(0, 0);
  ones(4, { device });
  expect(() => ones(1e10, 1e10, { device })).toThrow(DeviceError);
});

describe("a loop that never yields", () => {
  test("makes 2 GB beside a heap of 80 MiB at most", () => {
    const device = smallDevice(16 * mebibyte);
    const one = ones(256, 1024, { device });
    let total = one;
    const { buffers } = memory();
    for (let i = 0; i < 2000; i++) total = one.add(i);
    expect(total.sum().item()).toBe(256 * 1024 * 2000);
    expect(isOutside(total)).toBe(true);
    // What overflowed is nobody's to give back, and so it does not count.
    expect(memory().buffers - buffers).toBeLessThan(40);
  });

  test("trains to the same losses as in the heap", () => {
    const losses = (device: Device): number[] => {
      manualSeed(3);
      const model = new nn.Sequential(
        new nn.Conv2d(1, 3, 3),
        new nn.BatchNorm2d(3),
        new nn.ReLU(),
        new nn.MaxPool2d(2),
        new nn.Flatten(),
        new nn.Dropout(0.1),
        new nn.Linear(3 * 5 * 5, 4),
      ).to(device);
      const optimizer = new Adam(model.parameters(), { lr: 1e-2 });
      const x = randn(5, 1, 12, 12).to(device);
      const y = tensor([0, 1, 2, 3, 0], { dtype: "int32" }).to(device);
      return Array.from({ length: 12 }, () => {
        optimizer.zeroGrad();
        const loss = nn.functional.crossEntropy(model.forward(x), y);
        loss.backward();
        optimizer.step();
        return loss.item();
      });
    };
    const expected = losses(smallDevice(2 ** 30));
    expect(losses(smallDevice(2 ** 30, -1))).toEqual(expected);
    expect(losses(smallDevice(40_000))).toEqual(expected);
  });

  test("goes back to the heap after a macrotask, and mixes both", async () => {
    const device = smallDevice(mebibyte);
    const early = ones(1024, 1024, { device });
    const outside = early.add(1);
    expect([isOutside(early), isOutside(outside)]).toEqual([false, true]);
    await macrotask();
    const inside = outside.narrow(0, 1, 2).mul(early.narrow(0, 0, 2));
    expect(isOutside(inside)).toBe(false);
    expect(inside.sum().item()).toBe(4096);
    // A storage that was outside and gets a buffer in the heap is counted from then on.
    const { buffers } = memory();
    outside.mul_(3);
    expect(isOutside(outside)).toBe(false);
    expect(outside.sum().item()).toBe(6 * mebibyte);
    expect(memory().buffers - buffers).toBe(2);
  });

  test("has room for as much again, once it has yielded after it", async () => {
    const device = smallDevice(mebibyte);
    const step = (): boolean => [1, 2, 3].map((i) => isOutside(ones(400_000, { device }).mul(i))).includes(true);
    expect(step()).toBe(true);
    await macrotask();
    expect(step()).toBe(false);
  });

  test("within a scope nothing overflows, for all of it comes back", () => {
    const device = smallDevice(mebibyte);
    scope(() => {
      for (let i = 0; i < 10; i++) expect(isOutside(ones(1024, 1024, { device }))).toBe(false);
    });
    expect(isOutside(ones(1000, { device }))).toBe(false);
  });
});

describe("a loop of scopes that never yields", () => {
  test("goes on beside a heap that what the scopes return would fill", () => {
    const device = smallDevice(16 * mebibyte);
    const one = ones(256, 1024, { device });
    let total = one;
    const { buffers } = memory();
    for (let i = 0; i < 500; i++) total = scope(() => one.mul(2).add(i));
    expect(total.sum().item()).toBe(256 * 1024 * 501);
    expect(isOutside(total)).toBe(true);
    expect(memory().buffers - buffers).toBeLessThan(100);
    scope(() => {
      one.requiresGrad = true;
      for (let i = 0; i < 100; i++) {
        one.grad = null;
        scope(() => one.mul(i).sum().backward());
      }
    });
    expect(one.grad?.sum().item()).toBe(99 * 256 * 1024);
  });

  test("keeps what fits in the heap there", () => {
    const device = smallDevice(mebibyte);
    const kept = [1, 2, 3].map((i) => scope(() => ones(256, 1024, { device }).mul(i)));
    expect(kept.map(isOutside)).toEqual([false, false, false]);
  });
});

describe("a machine without memory", () => {
  /** Runs `fn` as on a machine that has so much memory left. */
  function withMemory(bytes: number, fn: () => void): void {
    const available = vi.spyOn(process, "availableMemory").mockReturnValue(bytes);
    try {
      fn();
    } finally {
      available.mockRestore();
    }
  }

  test("says so when the heap would grow beyond it", () => {
    const device = smallDevice(512 * mebibyte);
    withMemory(300 * mebibyte, () => {
      expect(
        ones(2 ** 20, { device })
          .sum()
          .item(),
      ).toBe(2 ** 20);
      expect(() => ones(2 ** 26, { device })).toThrow(DeviceError);
      expect(() => ones(2 ** 26, { device })).toThrow("beside which the machine has no memory, ");
    });
  });

  test("says so when what lies beside the heap would fill it", () => {
    const device = smallDevice(mebibyte);
    const kept = [1, 2, 3, 4].map(() => ones(2 ** 20, { device }));
    withMemory(200 * mebibyte, () => {
      expect(() => {
        for (let i = 0; i < 100; i++) kept.push(ones(2 ** 20, { device }));
      }).toThrow(
        /^wasm: the machine is out of memory for tensors; let go of some \(\d+ buffers of \d+ MiB are counted/,
      );
    });
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.length).toBeLessThan(20);
  });
});

describe("kernels on operands outside of the heap", () => {
  // All buffers are outside, but for the first.
  const outside = smallDevice(mebibyte, -1);
  ones(1, { device: outside });

  function agree(fn: (x: Tensor) => Tensor, input: Tensor): void {
    const moved = input.to(outside);
    expect(isOutside(moved)).toBe(true);
    const result = fn(moved);
    expectTensor(result, fn(input), { rtol: 2e-5, atol: 2e-5 });
  }

  const x = randomTensor([4, 5, 6], 1, { dtype: "float32" });
  const indices = tensor([[[0, 3, 1]]], { dtype: "int32" });
  const cases: Record<string, (x: Tensor) => Tensor> = {
    "elementwise over a view": (t) =>
      t
        .transpose(0, 2)
        .slice(1, { start: 1, step: 2 })
        .mul(2)
        .add(t.at(0, 0, 0)),
    "a view without elements": (t) => t.narrow(1, 2, 0).add(1),
    matmul: (t) => t.matmul(t.transpose(1, 2)),
    sort: (t) => t.sort(1).values,
    "fill of a view": (t) => {
      const copy = t.clone();
      copy.narrow(2, 1, 3).fill_(9);
      return copy;
    },
    "copy into a view": (t) => {
      const copy = t.clone();
      copy.narrow(1, 1, 2).copy_(t.narrow(1, 3, 2));
      return copy;
    },
    scatter: (t) => t.clone().scatter(2, indices.to(t.device), ones(1, 1, 3, { device: t.device })),
    scatterAdd: (t) => t.clone().scatterAdd(2, indices.to(t.device), ones(1, 1, 3, { device: t.device })),
    "other dtypes": (t) => t.to("float64").exp().to("int32").cumsum(0),
  };

  test.each(Object.entries(cases))("%s", (_, fn) => {
    agree(fn, x);
  });

  test.each(Object.entries(cases))("give back what they brought into the heap: %s", (_, fn) => {
    const moved = x.to(outside);
    fn(moved);
    const before = outside.backend.pooledBytes?.();
    for (let i = 0; i < 3; i++) fn(moved);
    expect(outside.backend.pooledBytes?.()).toBe(before);
  });

  test("give it back when they throw, too", () => {
    const moved = x.to(outside);
    const index = tensor([[[9]]], { dtype: "int32" }).to(outside);
    const failing = (): void => expect(() => moved.gather(2, index).readSync()).toThrow();
    failing();
    const before = outside.backend.pooledBytes?.();
    for (let i = 0; i < 3; i++) failing();
    expect(outside.backend.pooledBytes?.()).toBe(before);
  });

  test("in-place ops, and values that are read later", async () => {
    const t = tensor([1, 2, 3], { device: outside });
    expect(t.add_(1).toArray()).toEqual([2, 3, 4]);
    expect(await t.read()).toEqual(Float32Array.of(2, 3, 4));
    expect(t.to(cpu).toArray()).toEqual([2, 3, 4]);
    t.dispose();
    expect(() => t.add(1)).toThrow("this tensor's memory was given back");
  });

  test("convolutions", () => {
    fc.assert(
      fc.property(convCases(2), (item) => {
        const { x: input, weight, bias } = convOperands(item);
        const [a, w, b] = [input, weight, bias].map((operand) => operand.to("float32"));
        const conv = (t: Tensor): Tensor => t.conv2d(w.to(t.device), b.to(t.device), item.options as never);
        agree(conv, a);
      }),
      { numRuns: sampledRuns(20) },
    );
  });
});

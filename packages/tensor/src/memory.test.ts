import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import "@lumbre/autograd";
import { describe, expect, test, vi } from "vitest";
import { createCpuBackend } from "./backends/cpu/cpuBackend.js";
import { ArgumentError, Device, keep, memory, ones, randn, scope, type Tensor, tensor, zeros } from "./index.js";
import { internals } from "./internals.js";

describe("scope", () => {
  test("gives back what was made in it, but not what it returns", () => {
    const before = memory().buffers;
    let inner = zeros(1);
    const { total, list } = scope(() => {
      inner = ones(10).mul(3);
      return { total: inner.sum(), list: [ones(2)] };
    });
    expect(total.item()).toBe(30);
    expect(list[0].toArray()).toEqual([1, 1]);
    expect(() => inner.toArray()).toThrow(
      "this tensor's memory was given back: it was disposed, or its scope ended; return it from scope() or keep() it",
    );
    expect(memory().buffers).toBe(before + 2 + 1);
  });

  test("maps and sets that are returned keep what they hold", () => {
    const before = memory().buffers;
    const { map, set } = scope(() => ({ map: new Map([[ones(1), [ones(2)]]]), set: new Set([ones(3)]) }));
    const tensors = [...map].flat(2).concat([...set]);
    expect(tensors.map((x) => x.readSync().length)).toEqual([1, 2, 3]);
    expect(memory().buffers).toBe(before + 3);
  });

  test("a view that is returned keeps its storage", () => {
    const row = scope(() => ones(3, 4).select(0, 1));
    expect(row.toArray()).toEqual([1, 1, 1, 1]);
  });

  test("nests: what an inner scope returns dies with the outer one", () => {
    let inner = zeros(1);
    scope(() => {
      inner = scope(() => ones(2));
      expect(inner.toArray()).toEqual([1, 1]);
    });
    expect(inner.storage.isDisposed).toBe(true);
  });

  test("an error gives everything back, too", () => {
    let made = zeros(1);
    expect(() =>
      scope(() => {
        made = ones(2);
        throw new Error("inside");
      }),
    ).toThrow("inside");
    expect(made.storage.isDisposed).toBe(true);
  });

  test("must not be async", () => {
    expect(() => scope(async () => 1)).toThrow("scope: the function returned a promise");
  });

  test("gradients live as long as their tensors, and old ones die", () => {
    const w = ones(4, { requiresGrad: true });
    scope(() => w.mul(3).sum().backward());
    const first = w.grad as Tensor;
    expect(first.toArray()).toEqual([3, 3, 3, 3]);
    scope(() => {
      w.grad = null;
      w.mul(5).sum().backward();
    });
    expect(first.storage.isDisposed).toBe(true);
    expect(w.grad?.toArray()).toEqual([5, 5, 5, 5]);
    scope(() => w.mul(1).sum().backward());
    expect(w.grad?.toArray()).toEqual([6, 6, 6, 6]);
  });

  test("in-place changes of tensors from outside stay", () => {
    const x = zeros(3);
    const y = zeros(2, 2);
    scope(() => {
      x.add_(ones(3));
      y.select(0, 1).copy_(ones(2));
    });
    expect(x.toArray()).toEqual([1, 1, 1]);
    expect(y.toArray()).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  test("keep lets a tensor live on", () => {
    let kept = zeros(1);
    scope(() => {
      kept = keep(ones(2).mul(2));
    });
    expect(kept.toArray()).toEqual([2, 2]);
  });

  test("a training step holds nothing that grows", () => {
    const w = randn(20, 20).requiresGrad_();
    const step = (): number =>
      scope(() => {
        w.grad = null;
        const loss = w.matmul(w).tanh().sum();
        loss.backward();
        w.detach().sub_((w.grad as unknown as Tensor).mul(1e-3));
        return loss.item();
      });
    step();
    step();
    const { buffers, bytes } = memory();
    for (let i = 0; i < 50; i++) step();
    expect(memory().buffers).toBe(buffers);
    expect(memory().bytes).toBe(bytes);
  });
});

describe("the garbage collector", () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;

  /** Has all collected that can be. */
  async function settle(): Promise<void> {
    for (let i = 0; i < 5; i++) {
      collectGarbage();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  test.each<[string, () => void]>([
    ["no scope", () => void ones(3)],
    ["a scope that returned it", () => void scope(() => ones(3))],
    ["a scope in which it was kept", () => scope(() => void keep(ones(3)))],
    ["two scopes", () => void scope(() => scope(() => ones(3)))],
    ["a scope in which it got another value", () => void scope(() => ones(3).add_(ones(3)))],
    ["a scope that made it a gradient", () => scope(() => ones(3, { requiresGrad: true }).sum().backward())],
  ])("gives back what %s left behind", async (_, make) => {
    await settle();
    const before = memory().buffers;
    make();
    await settle();
    expect(memory().buffers).toBe(before);
  });

  test("gives back the buffer that a tensor has at last, not one that was exchanged for it", async () => {
    const freed: unknown[] = [];
    const device = new Device({ ...createCpuBackend(), name: "watched", free: (buffer) => void freed.push(buffer) });
    const next = device.kernels.upload(Float32Array.of(4, 5, 6), "float32");
    const first = (() => internals(tensor([1, 2, 3], { device })).storage.exchange(next))();
    await settle();
    expect(freed).toContain(next);
    expect(freed).not.toContain(first);
  });
});

describe("the pool", () => {
  test("hands out again what was given back: a step allocates nothing after the first", () => {
    const backend = createCpuBackend();
    const device = new Device(backend);
    const x = randn(30, 30, { device });
    const step = (): void =>
      scope(() => {
        x.mul(2).add(1).relu().sum();
      });
    step();
    const pooled = backend.pooledBytes?.();
    for (let i = 0; i < 10; i++) step();
    expect(backend.pooledBytes?.()).toBe(pooled);
    expect(pooled).toBeGreaterThan(0);
  });
});

describe("a machine without memory", () => {
  test("is an error, where a loop that never yields would be killed", () => {
    const device = new Device(createCpuBackend());
    const kept: Tensor[] = [];
    const available = vi.spyOn(process, "availableMemory").mockReturnValue(200 * 2 ** 20);
    try {
      expect(() => {
        for (let i = 0; i < 200; i++) kept.push(scope(() => ones(2 ** 20, { device })));
      }).toThrow(
        /^cpu: the machine is out of memory for tensors; let go of some \(\d+ buffers of \d+ MiB are counted, and more are /,
      );
    } finally {
      available.mockRestore();
    }
    // 256 MiB are counted, and the host is asked after each 64 MiB more.
    expect(kept.length).toBeGreaterThan(64);
    expect(kept.length).toBeLessThan(90);
    for (const x of kept) x.dispose();
  });
});

describe("dispose", () => {
  test("gives memory back for a tensor and its views, once", () => {
    const before = memory().buffers;
    const x = ones(3);
    const view = x.narrow(0, 1, 2);
    x.dispose();
    x.dispose();
    expect(memory().buffers).toBe(before);
    expect(() => view.add(1)).toThrow("this tensor's memory was given back");
  });

  test("works with `using`", () => {
    let leaked = zeros(1);
    {
      using x = ones(3);
      leaked = x;
      expect(x.sum().item()).toBe(3);
    }
    expect(leaked.storage.isDisposed).toBe(true);
  });
});

describe("devices", () => {
  test("an op over two throws, naming both", () => {
    const other = new Device({ ...createCpuBackend(), name: "other" });
    expect(() => ones(2).add(ones(2, { device: other }))).toThrow(
      "add: tensors on two devices, cpu and other; move one with .to(device)",
    );
  });

  test("tensors move, and gradients come back", () => {
    const device = new Device(createCpuBackend());
    const x = tensor([1, 2], { requiresGrad: true });
    const moved = x.to(device);
    expect(moved.device).toBe(device);
    moved.mul(moved).sum().backward();
    expect(x.grad?.toArray()).toEqual([2, 4]);
    expect(x.grad?.device).toBe(x.device);
    expect(x.to(x.device)).toBe(x);
  });

  test("a dtype that a device does not hold", () => {
    const small = new Device({ ...createCpuBackend(), name: "small", dtypes: ["float32"] });
    expect(() => zeros(1, { dtype: "float64" }).to(small)).toThrow(
      "to: the small device does not hold float64; it holds float32",
    );
  });
});

describe("what is wrong says what to write", () => {
  const wrong = (fn: unknown) => fn as (...args: unknown[]) => unknown;
  test.each<[() => unknown, string]>([
    [() => wrong(scope)(), "scope: missing argument fn; write scope(fn)"],
    [() => wrong(scope)(1), "scope: fn must be a function, got 1"],
    [() => wrong(scope)(() => 1, 2), "scope: 1 argument(s) too many, got 2"],
    [() => wrong(keep)(1), "keep: tensor must be a tensor, got 1; make one with tensor(...)"],
    [() => wrong(keep)([ones(1)]), "keep: tensor must be a tensor, got an array"],
    [() => wrong(memory)(1), "memory: 1 argument(s) too many, got 1; write memory()"],
  ])("%#", (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
});

import { bareBackend, expectClose } from "@lumbre/testing";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Backend, View } from "../backend.js";
import { createCpuBackend } from "../backends/cpu/cpuBackend.js";
import { arange, cpu, Device, type KernelTrace, ones, randn, tensor, zeros } from "../index.js";
import { kernelNames } from "./kernelTable.js";

afterEach(() => vi.restoreAllMocks());

test("a missing kernel runs on the CPU, and says so once", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const device = new Device(bareBackend().backend);
  const x = randn(3, 4);
  const moved = x.to(device);
  expectClose(moved.sort(1).values, x.sort(1).values);
  expectClose(moved.t().sort(0).values, x.t().sort(0).values);
  expect(warn.mock.calls).toEqual([["lumbre: sort is missing in the bare backend and runs on the CPU"]]);
  expect(moved.sort(1).values.device).toBe(device);
});

test("kernels with several results", () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const x = randn(2, 5);
  const { values, indices } = x.to(new Device(bareBackend().backend)).sort(1);
  expectClose(values, x.sort(1).values);
  expect(indices.toArray()).toEqual(x.sort(1).indices.toArray());
  expect(indices.dtype).toBe("int32");
});

test("a kernel that changes its operand changes it wherever it lies, and nothing else", () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const device = new Device(bareBackend().backend);
  const x = arange(12, { device }).reshape(3, 4);
  const index = tensor([[0], [2]], { dtype: "int32", device });
  x.t()
    .narrow(1, 1, 2)
    .t()
    .scatter_(1, index, tensor([[-1], [-2]], { device }));
  expect(x.toArray()).toEqual([
    [0, 1, 2, 3],
    [-1, 5, 6, 7],
    [8, 9, -2, 11],
  ]);
});

test("strict devices throw instead", () => {
  const device = new Device(bareBackend().backend, { strict: true });
  expect(() => randn(2, 2).to(device).sort(1)).toThrow("sort: the bare backend has no such kernel for float32 [2, 2]");
});

test("a default made of other kernels comes before the CPU", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const calls: string[] = [];
  const trace: KernelTrace = (kernel, source) => calls.push(`${kernel} ${source}`);
  const x = randn(3, 4);
  expectClose(x.to(new Device(bareBackend().backend, { trace })).logSoftmax(1), x.logSoftmax(1));
  const parts = ["reduce", "binary", "unary", "reduce", "unary", "binary"];
  expect(calls).toEqual(["logSoftmax composed", ...parts.map((kernel) => `${kernel} native`)]);
  expect(warn).not.toHaveBeenCalled();
});

test("the reference has defaults too, and its own kernels as they are", () => {
  expect(cpu.kernels.matmul).toBe(cpu.backend.matmul);
  const missing = kernelNames.filter((name) => typeof cpu.kernels[name] !== "function");
  expect(missing).toEqual(["adaptiveStep", "sgdStep"]);
});

/** A backend that computes binary functions of float32 only, and nothing else at all. */
function decliningBackend(): Backend {
  const cpu = createCpuBackend();
  const isSingle = (a: View | number): boolean => typeof a === "number" || a.dtype === "float32";
  return {
    ...cpu,
    name: "declining",
    ...Object.fromEntries(
      kernelNames.filter((name) => name in cpu && name !== "copy").map((name) => [name, () => null]),
    ),
    binary: (op, a, b) => (isSingle(a) && isSingle(b) ? cpu.binary(op, a, b) : null),
  };
}

test("a kernel that declines a call changes nothing: another computes it", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const calls: string[] = [];
  const device = new Device(decliningBackend(), { trace: (kernel, source) => calls.push(`${kernel} ${source}`) });
  const x = tensor([1, 2, 3], { device });
  expect(x.add(1).toArray()).toEqual([2, 3, 4]);
  const ints = tensor([3, 1, 2], { dtype: "int32", device });
  expect(ints.mul(2).toArray()).toEqual([6, 2, 4]);
  expect(ints.gt(1).dtype).toBe("bool");
  expect(x.gather(0, ints.sub(1)).toArray()).toEqual([3, 1, 2]);
  expect(x.sum().item()).toBe(6);
  expect([...new Set(calls)].sort()).toEqual([
    "binary native",
    "binary reference",
    "gather reference",
    "reduce reference",
  ]);
  expect(warn.mock.calls.flat()).toEqual([
    "lumbre: binary is missing in the declining backend and runs on the CPU",
    "lumbre: gather is missing in the declining backend and runs on the CPU",
    "lumbre: reduce is missing in the declining backend and runs on the CPU",
  ]);
});

test("a declined kernel that writes into its operand is computed too", () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const x = zeros(2, 3, { device: new Device(decliningBackend()) });
  const index = tensor([[0], [2]], { dtype: "int32", device: x.device });
  x.scatterAdd_(1, index, ones(2, 1, { device: x.device }));
  expect(x.toArray()).toEqual([
    [1, 0, 0],
    [0, 0, 1],
  ]);
});

test("what can only be read later cannot run on the CPU instead", () => {
  const { readSync: _, ...backend } = decliningBackend();
  const x = tensor([1, 2], { device: new Device({ ...backend, asyncOnly: true }) });
  expect(() => x.exp()).toThrow("unary: the declining backend has no such kernel for float32 [2]");
});

describe("a device that does not hold float64", () => {
  const device = new Device({ ...createCpuBackend(), name: "single", dtypes: ["float32", "int32", "bool"] });

  test("refuses tensors of it, however they would come about", () => {
    const message = "the single device does not hold float64; it holds float32, int32, bool";
    expect(() => zeros(2, { device, dtype: "float64" })).toThrow(message);
    expect(() => tensor([1, 2], { device, dtype: "float64" })).toThrow(message);
    expect(() => tensor([1, 2], { device }).to("float64")).toThrow(`to: ${message}`);
    expect(() => tensor([1, 2], { dtype: "float64" }).to(device)).toThrow(`to: ${message}`);
  });

  test("does what needs none", () => {
    const x = tensor([7, -7, 2 ** 31 - 1, -(2 ** 31)], { dtype: "int32", device });
    expect(x.div(2, { roundingMode: "trunc" }).toArray()).toEqual([3, -3, 2 ** 30 - 1, -(2 ** 30)]);
    expect(
      x
        .narrow(0, 0, 2)
        .isclose(x.narrow(0, 0, 2).add(1), { atol: 1, rtol: 0 })
        .toArray(),
    ).toEqual([true, true]);
    expect(x.at([3, 0]).toArray()).toEqual([-(2 ** 31), 7]);
    expect(x.at([3, 0]).device).toBe(device);
  });
});

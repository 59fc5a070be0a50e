import { arange, Device, DeviceError, tensor } from "@lumbre/tensor";
import { expectClose } from "@lumbre/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createCpuBackend } from "../backends/cpu/cpuBackend.js";
import type { Backend } from "./contract.js";

/** The CPU reference with its own memory, without some of its optional kernels. */
function backendWithout(...missing: (keyof Backend)[]): Backend {
  const backend: Partial<Backend> = { ...createCpuBackend(), name: "bare" };
  for (const name of missing) delete backend[name];
  return backend as Backend;
}

const warn = vi.spyOn(console, "warn");
beforeEach(() => {
  warn.mockReset().mockImplementation(() => {});
});
afterEach(() => {
  warn.mockReset();
});

test("a missing kernel runs on the CPU reference, with one warning", () => {
  const device = new Device(backendWithout("cumsum", "sort"));
  const x = tensor([[3, 1, 2]], { device });
  expectClose(x.cumsum(1), [[3, 4, 6]]);
  expectClose(x.t().cumsum(0), [[3], [4], [6]]);
  const { values, indices } = x.sort(1);
  expect(values.device).toBe(device);
  expect(values.toArray()).toEqual([[1, 2, 3]]);
  expect(indices.dtype).toBe("int32");
  expect(indices.toArray()).toEqual([[1, 2, 0]]);
  expect(warn.mock.calls.map(([text]) => text)).toEqual([
    "lumbre: cumsum is missing in the bare backend and runs on the CPU",
    "lumbre: sort is missing in the bare backend and runs on the CPU",
  ]);
});

test("a missing kernel that changes its operand changes it, wherever it lies, and nothing else", () => {
  const device = new Device(backendWithout("scatter"));
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
  expect(warn).toHaveBeenCalledTimes(1);
});

test("a strict device throws instead", () => {
  const device = new Device(backendWithout("cumsum"), { strict: true });
  expect(() => tensor([1], { device }).cumsum(0)).toThrow(
    new DeviceError("cumsum: the bare backend has no such kernel"),
  );
  expect(warn).not.toHaveBeenCalled();
});

import { expectClose } from "@lumbre/testing";
import { afterEach, expect, test, vi } from "vitest";
import { createCpuBackend } from "../backends/cpu/cpuBackend.js";
import { arange, type Backend, Device, randn, tensor } from "../index.js";

/** A backend that has the required kernels and none of the optional ones. */
function bareBackend(): Backend {
  const cpu = createCpuBackend();
  const optional = ["softmax", "sort", "cumsum", "conv2d", "maxPool2d", "scatter"];
  return Object.fromEntries(
    Object.entries(cpu)
      .filter(([name]) => !optional.includes(name))
      .concat([["name", "bare"]]),
  ) as unknown as Backend;
}

afterEach(() => vi.restoreAllMocks());

test("a missing kernel runs on the CPU, and says so once", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const device = new Device(bareBackend());
  const x = randn(3, 4);
  const moved = x.to(device);
  expectClose(moved.softmax(1), x.softmax(1));
  expectClose(moved.t().softmax(0), x.t().softmax(0));
  expect(warn.mock.calls).toEqual([["lumbre: softmax is missing in the bare backend and runs on the CPU"]]);
  expect(moved.softmax(1).device).toBe(device);
});

test("kernels with several results", () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const x = randn(2, 5);
  const { values, indices } = x.to(new Device(bareBackend())).sort(1);
  expectClose(values, x.sort(1).values);
  expect(indices.toArray()).toEqual(x.sort(1).indices.toArray());
  expect(indices.dtype).toBe("int32");
});

test("a kernel that changes its operand changes it wherever it lies, and nothing else", () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const device = new Device(bareBackend());
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
  const device = new Device(bareBackend(), { strict: true });
  expect(() => randn(2, 2).to(device).softmax(1)).toThrow("softmax: the bare backend has no such kernel");
});

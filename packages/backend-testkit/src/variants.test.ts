import { cpu, type TypedArray } from "@lumbre/tensor";
import type { Backend, DeviceBuffer } from "@lumbre/tensor/backend";
import { isComplete } from "@lumbre/testing";
import { afterEach, expect, test, vi } from "vitest";
import { type CheckResult, type ConformanceReport, runConformance } from "./index.js";
import { kernelGroups } from "./report/sources.js";

// Backends that are right, and not like the reference: the kit must let them pass.

// Most of these tests run all checks, of which each has time of its own elsewhere.
vi.setConfig({ testTimeout: 240_000 });

afterEach(() => vi.restoreAllMocks());

function failuresOf({ checks }: ConformanceReport): readonly CheckResult[] {
  return checks.filter(({ status }) => status === "failed");
}

function without(names: readonly string[], backend: Backend): Backend {
  return Object.fromEntries(Object.entries(backend).filter(([name]) => !names.includes(name))) as unknown as Backend;
}

/** Answers later, and only then: mostly at the next turn, now and then after a task. */
function asyncOnly(backend: Backend): Backend {
  let reads = 0;
  const read = async (buffer: DeviceBuffer): Promise<TypedArray> => {
    await (++reads % 16 === 0 ? new Promise((resolve) => setImmediate(resolve)) : null);
    return (buffer as TypedArray).slice();
  };
  return { ...without(["readSync"], backend), name: "async-only", asyncOnly: true, read };
}

/** The kernels that have to be there, and nothing else. */
function requiredOnly(backend: Backend): Backend {
  return { ...without([...kernelGroups.optional, ...kernelGroups.fused], backend), name: "required-only" };
}

/** All but what takes long and has little to do with who computes. */
const filter = /^(?!memory|relations).*(?<!layouts|sizes)$/;

test("a backend that can only answer later", async () => {
  const report = await runConformance(() => asyncOnly(cpu.backend), isComplete ? {} : { filter });
  expect(failuresOf(report)).toEqual([]);
  expect(report.ops.matmul.source).toBe("native");
});

test("a backend with the required kernels only", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const report = await runConformance(() => requiredOnly(cpu.backend), { filter });
  expect(failuresOf(report)).toEqual([]);
  expect(report.kernels.matmul.sources).toEqual(["native"]);
  expect(report.kernels.sort.sources).toEqual(["reference"]);
  expect(report.ops.sort.source).toBe("reference");
});

test("a backend that declines all but float32", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const reference = cpu.backend as unknown as Record<string, (...args: unknown[]) => unknown>;
  const isOther = (operand: unknown): boolean =>
    typeof operand === "object" && operand !== null && "dtype" in operand && operand.dtype !== "float32";
  const declining = (name: string) => [
    name,
    (...args: unknown[]) => (args.some(isOther) ? null : reference[name](...args)),
  ];
  const kernels = [...kernelGroups.required, ...kernelGroups.optional].filter((name) => name !== "copy");
  const backend = { ...cpu.backend, ...Object.fromEntries(kernels.map(declining)), name: "float32-only" } as Backend;
  const report = await runConformance(() => backend, { filter });
  expect(failuresOf(report)).toEqual([]);
  expect(report.kernels.matmul.sources).toEqual(["native", "reference"]);
  expect(report.kernels.copy.sources).toEqual(["native"]);
});

test("a backend that can only answer later, with the required kernels only", async () => {
  // Nothing is made of other kernels that sorts, or that writes by position without adding.
  const needsOthers = /sort|quantile|topk|kthvalue|median|mode|scatter(?!Add)|index(Copy|Fill|Put)|diag/;
  const report = await runConformance(() => asyncOnly(requiredOnly(cpu.backend)), { filter });
  expect(failuresOf(report).filter(({ id }) => !needsOthers.test(id))).toEqual([]);
  expect(report.kernels.conv2d.sources).toEqual(["composed"]);
});

test("what only answers later cannot do without a kernel that nothing else makes up for", async () => {
  const report = await runConformance(() => asyncOnly(requiredOnly(cpu.backend)), { filter: "ops/sort" });
  expect(report.passed).toBe(false);
  expect(report.ops.sort.source).toBe("missing");
  for (const { message } of failuresOf(report)) expect(message).toContain("backend has no such kernel");
});

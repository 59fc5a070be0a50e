import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ArgumentError, cpu, ValueError } from "@lumbre/tensor";
import { type Backend, kernels } from "@lumbre/tensor/backend";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { runCommand } from "./command.js";
import { describeBackend, renderKernels, renderMatrix, runConformance } from "./index.js";

const wrong = { ...cpu.backend, name: "wrong", matmul: () => new Float32Array(1) };

test("a report says how each check went, and what computed each op and kernel", async () => {
  const report = await runConformance(() => cpu, { filter: "ops/matmul/matrices", times: true });
  expect(report.passed).toBe(true);
  expect(report.backend.name).toBe("cpu");
  expect(report.checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
    "ops/matmul/matrices/values passed",
    "ops/matmul/matrices/layouts passed",
    "ops/matmul/matrices/sizes passed",
    "ops/matmul/matrices/dtypes passed",
    "ops/matmul/matrices/gradients passed",
  ]);
  expect(report.ops.matmul).toMatchObject({ source: "native", gradientSource: "native", status: "passed", error: 0 });
  expect(report.ops.matmul.time).toBeGreaterThan(0);
  expect(report.kernels.matmul).toEqual({ group: "required", sources: ["native"] });
  expect(report.kernels.sort).toEqual({ group: "optional", sources: [] });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test("a skipped check may fail, and says why it would", async () => {
  const skips = [{ id: "ops/matmul/matrices/values", reason: "under work" }];
  const { checks, passed } = await runConformance(() => wrong, { filter: "ops/matmul/matrices/values", skips });
  expect(passed).toBe(true);
  expect(checks).toEqual([
    {
      id: "ops/matmul/matrices/values",
      op: "matmul",
      status: "skipped",
      reason: "under work",
      message: expect.stringContaining("matmul"),
    },
  ]);
});

test("a skipped check that passes fails, and so does a skip of nothing", async () => {
  const skips = [
    { id: "ops/matmul/matrices/values", reason: "under work" },
    { id: "ops/matmul/nonsense", reason: "misspelt" },
  ];
  const { checks, passed } = await runConformance(() => cpu, { filter: "ops/matmul/matrices/values", skips });
  expect(passed).toBe(false);
  expect(checks.map(({ status, message }) => [status, message])).toEqual([
    ["failed", "no check has this id: remove the skip"],
    ["failed", "ops/matmul/matrices/values unexpectedly passes: remove the skip"],
  ]);
});

test("kernels are listed by who computes them", async () => {
  const { softmax: _, reduce, ...others } = cpu.backend;
  const partial: Backend = {
    ...others,
    name: "partial",
    unary: () => null,
    reduce: (op, x, dims) => (op === "max" ? null : reduce(op, x, dims)),
  };
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const report = await runConformance(() => partial, { filter: /ops\/(softmax\/dim-1|matmul\/matrices)\/values/ });
  warn.mockRestore();
  const [called, uncalled] = renderKernels(report).split("  not called\n");
  expect(called).toBe(`kernels of partial
  native: the backend's own
    binary, matmul
  reference: computed on the CPU, to which operands are copied; write these first
    reduce (in part), unary
  composed: made of other kernels; write those whose speed matters
    softmax
`);
  const named = ["binary", "matmul", "reduce", "unary", "softmax"];
  expect(uncalled.trim().split(/,\s+/).sort()).toEqual(Object.keys(kernels).filter((name) => !named.includes(name)));
  for (const line of uncalled.split("\n")) expect(line).toMatch(/^ {4}\S.{0,95}$/);
});

test("the matrix has a column for each backend", async () => {
  const filter = "ops/matmul/matrices/values";
  const reports = [await runConformance(() => cpu, { filter }), await runConformance(() => wrong, { filter })];
  const lines = renderMatrix(reports).split("\n");
  expect(lines).toContain("| backend | dtypes | tolerance | checks |");
  expect(lines).toContain("| wrong | bool, uint8, int32, float32, float64 | exact | 1 failed |");
  expect(lines).toContain("| kernel | cpu | wrong |");
  expect(lines).toContain("| `matmul` | native | native |");
  expect(lines).toContain("| `matmul` | native; exact | native; failed |");
  expect(JSON.parse(renderMatrix(reports, "json"))).toEqual(reports);
});

test("with times, the matrix shows them", async () => {
  const report = await runConformance(() => cpu, { filter: "ops/exp/values/values", times: true });
  expect(renderMatrix([report])).toMatch(/\| `exp` \| native; exact; [\d.e+-]+x \|/);
});

describe("what is wrong says what to write", () => {
  const any = (fn: unknown) => fn as (...args: unknown[]) => unknown;
  const run = any(runConformance);
  test.each<[unknown[], string]>([
    [[], "runConformance: missing argument create; write runConformance(create, { skips?, countLive?, "],
    [
      [cpu],
      "runConformance: create must be a function that makes a backend, such as () => createWasm(), got an instance",
    ],
    [[() => cpu, { skip: [] }], "runConformance: unknown option skip; did you mean skips?"],
    [[() => cpu, { skips: ["ops/add"] }], 'runConformance: skips must be a list of { id, reason }, got ["ops/add"]'],
    [[() => cpu, { filter: 1 }], "runConformance: filter must be a text or a pattern, got 1"],
    [[() => cpu, { times: "yes" }], 'runConformance: times must be true or false, got "yes"'],
  ])("%#", async (given, message) => {
    await expect(run(...given)).rejects.toThrow(ArgumentError);
    await expect(run(...given)).rejects.toThrow(message);
  });

  test("of what is rendered and described", () => {
    expect(() => any(renderMatrix)([{}])).toThrow(
      "renderMatrix: reports must be a list of what runConformance() returned",
    );
    expect(() => any(renderMatrix)([], "html")).toThrow(
      new ValueError('renderMatrix: "html" is not a valid value for format; expected "markdown" or "json"'),
    );
    expect(() => any(renderKernels)([])).toThrow(
      "renderKernels: report must be what runConformance() returned, got []",
    );
    expect(() => any(describeBackend)("cpu", () => cpu, { timeOut: 1, skip: [] })).toThrow(
      "describeBackend: unknown option timeOut; did you mean timeout?",
    );
    expect(() => any(describeBackend)(() => cpu)).toThrow("describeBackend: name must be a string, got a function");
  });
});

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lumbre-conformance-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
  process.exitCode = 0;
});

/** A module that exports what the test has put aside. */
function moduleOf(backend: unknown): string {
  (globalThis as { backendOfTest?: unknown }).backendOfTest = backend;
  const path = join(folder, "backend.mjs");
  writeFileSync(path, "export const create = () => globalThis.backendOfTest;\n");
  return path;
}

test("the command writes the matrix to a file", async () => {
  const out = join(folder, "matrix.md");
  await runCommand(["node", "x", moduleOf(cpu), "--filter", "ops/exp/values", "--out", out]);
  expect(readFileSync(out, "utf8")).toContain("| `exp` | native; exact |");
  expect(process.exitCode ?? 0).toBe(0);
});

test("the command prints the matrix, says what failed, and fails", async () => {
  const printed = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const complained = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await runCommand(["node", "x", moduleOf(wrong), "--filter", "ops/matmul/matrices/values", "--format", "json"]);
  expect(JSON.parse(String(printed.mock.calls[0][0]))[0].backend.name).toBe("wrong");
  expect(String(complained.mock.calls[0][0])).toMatch(/^wrong: ops\/matmul\/matrices\/values: matmul/);
  expect(process.exitCode).toBe(1);
});

test("the command says what a module has to export", async () => {
  const path = join(folder, "nothing.mjs");
  writeFileSync(path, "export const other = 1;\n");
  await expect(runCommand(["node", "x", path])).rejects.toThrow("expected it to export a function `create`");
});

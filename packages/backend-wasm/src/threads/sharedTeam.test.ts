import { DeviceError } from "@lumbre/tensor";
import { afterEach, describe, expect, test, vi } from "vitest";
import { compile, instantiate } from "../engine/module.js";
import { BinaryOp } from "../generated/constants.js";
import type { WasmFunctions } from "../generated/functions.js";
import { Heap, type HeapOptions, type WasmBuffer } from "../memory/heap.js";
import { slots } from "./control.js";
import { SharedTeam, type TeamLimits } from "./sharedTeam.js";
import type { WorkerHandle } from "./spawn.js";

interface Setting {
  readonly heap: Heap;
  readonly wasm: WasmFunctions;
  readonly team: SharedTeam;
}

const teams: SharedTeam[] = [];
afterEach(() => {
  for (const team of teams.splice(0)) team.dispose();
  vi.restoreAllMocks();
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

interface Options extends TeamLimits {
  readonly threads?: number;
  readonly heap?: HeapOptions;
  /** What the main thread calls in place of the kernels. */
  readonly functions?: (wasm: WasmFunctions) => Partial<WasmFunctions>;
}

/** A team whose workers have started. */
async function setUp({ threads = 2, heap: heapOptions, functions, ...limits }: Options = {}): Promise<Setting> {
  const heap = new Heap({ ...heapOptions, isShared: true });
  const module = compile(true);
  const own = instantiate(module, heap.memory);
  own.setScratch(heap.reserve(own.scratchBytes()));
  const wasm: WasmFunctions = { ...own, ...functions?.(own) };
  const team = new SharedTeam(threads, module, heap, wasm, limits);
  teams.push(team);
  await until(() => team.present === threads - 1);
  return { heap, wasm, team };
}

/** Worker `index` of a team, as it is inside. */
function workerOf(team: SharedTeam, index: number): WorkerHandle {
  return (team as unknown as { members: WorkerHandle[] }).members[index];
}

/** Doubles 1, 2, 3, ... in pieces of 16. */
function double({ team, heap }: Setting, from: WasmBuffer, to: WasmBuffer): number[] {
  team.run("binaryScalar", [BinaryOp.mul, from.address, 2, to.address], from.length, 16);
  return Array.from(heap.viewOf(to));
}

function count(heap: Heap, length: number): { from: WasmBuffer; to: WasmBuffer; doubled: number[] } {
  const from = heap.allocate(length, "float32");
  for (let i = 0; i < length; i++) from.array[i] = i + 1;
  return { from, to: heap.allocate(length, "float32"), doubled: Array.from(from.array, (x) => 2 * x) };
}

/** Makes a worker run `code` in place of the first piece that it takes. */
const inFirstPiece = (code: string): string =>
  `const add = Atomics.add; let isFirst = true;
   Atomics.add = (words, slot, n) => {
     const piece = add(words, slot, n);
     if (slot === ${slots.taken} && isFirst) { isFirst = false; ${code} }
     return piece;
   };`;

/** Lets the main thread wait in its first piece until a worker has taken one. */
const waitForWorker =
  (team: () => SharedTeam | undefined) =>
  (wasm: WasmFunctions): Partial<WasmFunctions> => ({
    binaryScalar: (...args) => {
      const words = (team() as unknown as { words: Int32Array }).words;
      while (Atomics.load(words, slots.taken) < 2);
      wasm.binaryScalar(...args);
    },
  });

describe("a job", () => {
  test.each([1, 2, 3])("is done once, piece by piece, by %i workers and the main thread", async (workers) => {
    const setting = await setUp({ threads: workers + 1 });
    const { from, to, doubled } = count(setting.heap, 16 * 5000 + 3);
    for (let i = 0; i < 20; i++) {
      to.array.fill(0);
      expect(double(setting, from, to)).toEqual(doubled);
    }
    expect(setting.team.piecesOfWorkers).toBeGreaterThan(0);
    expect(setting.team.piecesOfWorkers).toBeLessThan(20 * 5001);
  });

  test("is not taken for the next one, however fast they follow each other", async () => {
    const { heap, team } = await setUp({ threads: 3 });
    const sources = [1, 2, 3].map((scale) => {
      const { from } = count(heap, 64 * scale);
      return { from, to: heap.allocate(from.length, "float32") };
    });
    for (let job = 1; job <= 20_000; job++) {
      const { from, to } = sources[job % 3];
      team.run("binaryScalar", [BinaryOp.mul, from.address, job, to.address], from.length, 16 * (1 + (job % 2)));
      const found = to.array;
      for (let i = 0; i < found.length; i++) if (found[i] !== (i + 1) * job) expect.fail(`job ${job}, element ${i}`);
    }
    expect(team.piecesOfWorkers).toBeGreaterThan(0);
  });

  test("of one piece, or none, is no job", async () => {
    const setting = await setUp();
    const { from, to, doubled } = count(setting.heap, 16);
    expect(double(setting, from, to)).toEqual(doubled);
    setting.team.run("binaryScalar", [BinaryOp.mul, 0, 2, 0], 0, 16);
    expect(setting.team.piecesOfWorkers).toBe(0);
  });

  test("does not wait for workers that have not started", async () => {
    const heap = new Heap({ isShared: true });
    const module = compile(true);
    const wasm = instantiate(module, heap.memory);
    const team = new SharedTeam(3, module, heap, wasm, { prelude: "while (true);" });
    teams.push(team);
    const { from, to, doubled } = count(heap, 1000);
    expect(double({ heap, wasm, team }, from, to)).toEqual(doubled);
    expect(team.present).toBe(0);
  });

  test("finds workers that sleep", async () => {
    const setting = await setUp();
    const { from, to, doubled } = count(setting.heap, 16 * 4000);
    const { words } = setting.team as unknown as { words: Int32Array };
    for (let i = 0; i < 5; i++) {
      await until(() => Atomics.load(words, slots.sleepers) === 1);
      expect(double(setting, from, to)).toEqual(doubled);
    }
    expect(setting.team.piecesOfWorkers).toBeGreaterThan(0);
  });

  test("may use memory that has grown since the last one", async () => {
    const setting = await setUp({ threads: 3 });
    const { heap } = setting;
    for (let i = 0; i < 40; i++) {
      const from = heap.allocate(2 ** 18, "float32");
      const to = heap.allocate(2 ** 18, "float32");
      from.array.fill(i);
      // Rows of 4096 elements, for which the kernel calls memory.copy: that asks for the size that its instance knows.
      const rowBytes = 2 ** 14;
      const args = [4096, 1, 64, from.address, 0, 0, rowBytes, 4, to.address, 0, 0, rowBytes, 4];
      setting.team.run("copyRuns", args, 64, 1);
      expect(to.array.every((x) => x === i)).toBe(true);
    }
    expect(heap.memory.buffer.byteLength).toBeGreaterThan(2 ** 26);
  });
});

describe("a kernel that traps", () => {
  const beyond = 2 ** 31;
  const trap = (team: SharedTeam): void => team.run("exp", [beyond, beyond], 1000, 16);

  test("is an error that names it, and the team goes on", async () => {
    const setting = await setUp();
    for (let i = 0; i < 10; i++) {
      expect(() => trap(setting.team)).toThrow(DeviceError);
      expect(() => trap(setting.team)).toThrow(/^backend-wasm: the kernel exp failed: RuntimeError: .*out of bounds/);
      const { from, to, doubled } = count(setting.heap, 1000);
      expect(double(setting, from, to)).toEqual(doubled);
    }
  });

  test("in a worker alone, too", async () => {
    const holder: { team?: SharedTeam } = {};
    const setting = await setUp({
      functions: () => ({
        // The main thread does nothing but wait for the worker's failure.
        exp: () => {
          const { words } = holder.team as unknown as { words: Int32Array };
          while (Atomics.load(words, slots.failed) === 0);
        },
      }),
    });
    holder.team = setting.team;
    expect(() => trap(setting.team)).toThrow(/^backend-wasm: the kernel exp failed: RuntimeError: .*out of bounds/);
    const { from, to, doubled } = count(setting.heap, 1000);
    expect(double(setting, from, to)).toEqual(doubled);
  });
});

describe("a worker that ends", () => {
  const endedMessage = /^lumbre: a worker of the wasm device has ended, and 2 of 3 threads go on: /;

  test("between jobs is missed by none, and the others go on", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const setting = await setUp({ threads: 3 });
    const { from, to, doubled } = count(setting.heap, 16 * 1000);
    workerOf(setting.team, 0).end();
    // Its end is not known yet.
    expect(double(setting, from, to)).toEqual(doubled);
    await until(() => setting.team.present === 1);
    expect(warn.mock.calls.map(([text]) => text)).toEqual([expect.stringMatching(endedMessage)]);
    const before = setting.team.piecesOfWorkers;
    for (let i = 0; i < 20; i++) expect(double(setting, from, to)).toEqual(doubled);
    expect(setting.team.piecesOfWorkers).toBeGreaterThan(before);
    expect(setting.team.threads).toBe(3);
  });

  test.each([
    ["ends", "process.exit()"],
    ["hangs", "while (true);"],
  ])("in the middle of a piece, where it %s, is an error, and the main thread goes on", async (_, code) => {
    const holder: { team?: SharedTeam } = {};
    const functions = waitForWorker(() => holder.team);
    const setting = await setUp({ patience: 300, prelude: inFirstPiece(code), functions });
    holder.team = setting.team;
    const { from, to, doubled } = count(setting.heap, 1000);
    expect(() => double(setting, from, to)).toThrow(
      /^backend-wasm: the kernel binaryScalar failed: a worker has not finished its part within \d+ s, and was ended; 1 threads go on$/,
    );
    expect(setting.team.present).toBe(0);
    expect(double(setting, from, to)).toEqual(doubled);
  });

  test("before it has started is one fewer", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const heap = new Heap({ isShared: true });
    const module = compile(true);
    const wasm = instantiate(module, heap.memory);
    const team = new SharedTeam(2, module, heap, wasm, { prelude: "throw new Error('no luck');" });
    teams.push(team);
    await until(() => warn.mock.calls.length > 0);
    expect(warn.mock.calls).toEqual([
      ["lumbre: a worker of the wasm device has ended, and 1 of 2 threads go on: Error: no luck"],
    ]);
  });
});

test("disposing ends workers, without a warning", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const { team } = await setUp({ threads: 3 });
  const codes = [0, 1].map((index) => {
    const worker = workerOf(team, index) as { end: WorkerHandle["end"] };
    const { end } = worker;
    return new Promise((resolve) => {
      worker.end = async () => resolve(await end());
    });
  });
  team.dispose();
  team.dispose();
  // In Node what ends a worker gives its exit code.
  expect(await Promise.all(codes)).toEqual([1, 1]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(team.present).toBe(0);
  expect(warn).not.toHaveBeenCalled();
});

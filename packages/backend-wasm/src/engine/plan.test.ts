import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { describeHostSide } from "../../hostSide.mjs";
import { chunk, poolPlan } from "../generated/layouts.js";
import { Heap } from "../memory/heap.js";
import { Plan } from "./plan.js";

const folder = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string): string => readFileSync(folder + path, "utf8");

/** Reads the assembly with one text replaced by another in one file. */
const readChanged = (file: string, from: string, to: string) => (path: string) => {
  if (path !== file) return read(path);
  expect(read(path)).toContain(from);
  return read(path).replace(from, to);
};

test("fields lie 4 bytes apart in the order of the class, addresses above 2 GiB among them", () => {
  const memory = new DataView(new ArrayBuffer(64));
  const words = new Int32Array(memory.buffer);
  const tensors = { parameter: 4294967232, gradient: 2, expAvg: 3, expAvgSq: 4, maxExpAvgSq: 5 };
  words.set(chunk.words({ ...tensors, count: -6, stepSize: 0.5, gradientStepSize: 0.25, eps: 0.125 }), 2);
  expect(Array.from({ length: 5 }, (_, i) => memory.getUint32(8 + 4 * i, true))).toEqual([4294967232, 2, 3, 4, 5]);
  expect(memory.getInt32(28, true)).toBe(-6);
  expect([32, 36, 40].map((at) => memory.getFloat32(at, true))).toEqual([0.5, 0.25, 0.125]);
});

test("a plan takes memory when it is first written, and is written where the memory is after it has grown", () => {
  const heap = new Heap();
  const plan = new Plan(heap, poolPlan);
  const first = heap.allocate(poolPlan.bytes, "uint8");
  heap.release(first);
  const fields = Object.fromEntries(
    [...poolPlan.words.toString().matchAll(/fields\.(\w+)/g)].map(([, name], i) => [name, i]),
  );
  const address = plan.write({ ...fields } as never);
  expect(address).toBe(first.address);
  heap.allocate(40 * 2 ** 20, "uint8");
  const more = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value + 7]));
  expect(plan.write(more as never)).toBe(address);
  expect(Array.from(new Int32Array(heap.memory.buffer, address, 3))).toEqual([7, 8, 9]);
});

test("a number or a field that changes in the assembly changes in the host", async () => {
  const before = await describeHostSide();
  expect(before.constants).toContain("export const NR = 8;");
  const tile = await describeHostSide(readChanged("assembly/matmul/pack.ts", "NR: i32 = 8", "NR: i32 = 2 * MR * 2"));
  expect(tile.constants).toContain("export const NR = 16;");
  const ops = await describeHostSide(readChanged("assembly/ops.ts", "  add,\n  sub,", "  sub,\n  add,"));
  expect(ops.constants).toContain("BinaryOp = { sub: 0, add: 1,");
  expect(before.layouts).toContain("[\n  fields.parameter,\n  fields.gradient,\n");
  const swapped = "  gradient: usize;\n  parameter: usize;";
  const fields = await describeHostSide(
    readChanged("assembly/optimizers.ts", "  parameter: usize;\n  gradient: usize;", swapped),
  );
  expect(fields.layouts).toContain("[\n  fields.gradient,\n  fields.parameter,\n");
});

test("a field that has not 4 bytes is refused", async () => {
  const changed = readChanged("assembly/optimizers.ts", "  eps: f32;", "  eps: f64;");
  await expect(describeHostSide(changed)).rejects.toThrow("Chunk.eps is a f64; a field must have 4 bytes");
});

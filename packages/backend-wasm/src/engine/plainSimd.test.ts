import { afterEach, expect, test, vi } from "vitest";
import { withoutRelaxedSimd } from "./plainSimd.js";
import { allowRelaxedSimd } from "./relaxedSimd.js";
import { unpackModule } from "./unpackModule.js";

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

/**
 * A module that exports a memory and a function, which computes with the vectors at 0, 16 and 32 and writes to 48. It has
 * `integers + 1` locals, and begins with so many instructions that do nothing, and with others.
 */
function moduleOf(
  opcode: number,
  { integers = 1, idle = 0, first = [] as readonly number[] } = {},
): Uint8Array<ArrayBuffer> {
  const section = (id: number, bytes: readonly number[]): number[] => [id, bytes.length, ...bytes];
  const load = (address: number): number[] => [0x41, address, 0xfd, 0x00, 4, 0];
  // A parameter and locals of two groups, so that the next local is the third or a later one. A constant holds what looks like an instruction.
  const constant = [0xfd, 12, ...new Array(5).fill([0xfd, 0x85, 2]).flat(), 0, 0x1a];
  const add = [0x41, 48, ...load(0), ...load(16), ...load(32), 0xfd, (opcode & 0x7f) | 0x80, 2, 0xfd, 0x0b, 4, 0, 0x0b];
  const many = integers < 0x80 ? [integers] : [(integers & 0x7f) | 0x80, integers >> 7];
  const body = [2, ...many, 0x7f, 1, 0x7d, ...new Array(idle).fill(0x01), ...first, ...constant, ...add];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [2, 0x60, 0, 0, 0x60, 1, 0x7f, 0]),
    ...section(3, [1, 1]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, 1, 0x6d, 2, 0, 1, 0x66, 0, 0]),
    ...section(10, [1, body.length, ...body]),
  ]);
}

function run(bytes: Uint8Array<ArrayBuffer>, Values: typeof Float32Array | typeof Float64Array): number[] {
  const { m, f } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as {
    readonly m: WebAssembly.Memory;
    f(unused: number): void;
  };
  const count = 16 / Values.BYTES_PER_ELEMENT;
  const values = new Values(m.buffer);
  for (let i = 0; i < count; i++) {
    values[i] = i + 2;
    values[count + i] = 10 * i + 3;
    values[2 * count + i] = 1000 + i;
  }
  f(0);
  return [...new Values(m.buffer, 48, count)];
}

test("a * b + c and c - a * b are computed in two steps, in float32 and float64", () => {
  expect(run(withoutRelaxedSimd(moduleOf(0x105)), Float32Array)).toEqual([1006, 1040, 1094, 1168]);
  expect(run(withoutRelaxedSimd(moduleOf(0x106)), Float32Array)).toEqual([994, 962, 910, 838]);
  expect(run(withoutRelaxedSimd(moduleOf(0x107)), Float64Array)).toEqual([1006, 1040]);
  expect(run(withoutRelaxedSimd(moduleOf(0x108)), Float64Array)).toEqual([994, 962]);
});

test("whatever number of locals there is, and however long the function gets", () => {
  const expected = [1006, 1040, 1094, 1168];
  for (const integers of [0, 1, 122, 123, 124, 125, 126, 127, 128, 129, 254, 16_379, 16_380, 16_381, 16_382, 16_383]) {
    expect(run(withoutRelaxedSimd(moduleOf(0x105, { integers })), Float32Array), `${integers}`).toEqual(expected);
  }
  // Up to 123 bytes, which become more than 127.
  for (let idle = 0; idle <= 70; idle++) {
    expect(run(withoutRelaxedSimd(moduleOf(0x105, { idle })), Float32Array), `${idle}`).toEqual(expected);
  }
});

// What looks like an instruction of relaxed SIMD, and is the offset of a load, a constant or lanes.
const disguise = [0xfd, 0x85, 0x02];
const zero = [0x41, 0];
const vector = [0xfd, 12, ...new Array(16).fill(0)];
const drop = 0x1a;

test.each<[string, number[]]>([
  ["i32.const", [0x41, ...disguise, drop]],
  ["i64.const", [0x42, ...disguise, drop]],
  ["f32.const", [0x43, ...disguise, 0, drop]],
  ["f64.const", [0x44, 0, 0, ...disguise, ...disguise, drop]],
  ...[...Array(0x36 - 0x28).keys()].map((i): [string, number[]] => [
    `load ${i}`,
    [...zero, 0x28 + i, 0, ...disguise, drop],
  ]),
  ["i32.store", [...zero, ...zero, 0x36, 0, ...disguise]],
  ["i64.store32", [...zero, 0x42, 0, 0x3e, 0, ...disguise]],
  ["memory.size", [0x3f, 0, drop]],
  ["memory.grow", [...zero, 0x40, 0, drop]],
  ["memory.copy", [...zero, ...zero, ...zero, 0xfc, 10, 0, 0]],
  ["memory.fill", [...zero, ...zero, ...zero, 0xfc, 11, 0]],
  ...[...Array(8).keys()].map((i): [string, number[]] => [
    `saturating conversion ${i}`,
    [...((i & 2) === 0 ? [0x43, ...disguise, 0] : [0x44, 0, 0, ...disguise, ...disguise]), 0xfc, i, drop],
  ]),
  ["block, br and br_if", [0x02, 0x40, ...zero, 0x0d, 0, 0x0c, 0, 0x0b]],
  ["loop, if and else", [0x03, 0x40, ...zero, 0x04, 0x40, 0x05, 0x0b, 0x0b]],
  ["br_table", [0x02, 0x40, 0x02, 0x40, ...zero, 0x0e, 2, 0, 1, 0, 0x0b, 0x0b]],
  ["locals", [0x20, 0, 0x21, 0, 0x20, 0, 0x22, 0, drop]],
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 92, 93].map((op): [string, number[]] => [
    `vector's load ${op}`,
    [...zero, 0xfd, op, 0, ...disguise, drop],
  ]),
  ["v128.store", [...zero, ...vector, 0xfd, 11, 0, ...disguise]],
  ["v128.const", [0xfd, 12, ...new Array(5).fill(disguise).flat(), 0, drop]],
  ["i8x16.shuffle", [...vector, ...vector, 0xfd, 13, ...new Array(16).fill(31), drop]],
  ...[21, 22, 24, 25, 27, 29, 31, 33].map((op): [string, number[]] => [
    `extract ${op}`,
    [...vector, 0xfd, op, 0, drop],
  ]),
  ...[23, 26, 28].map((op): [string, number[]] => [`replace ${op}`, [...vector, ...zero, 0xfd, op, 1, drop]]),
  ["replace 34", [...vector, 0x44, 0, 0, ...disguise, ...disguise, 0xfd, 34, 1, drop]],
  ...[84, 85, 86, 87].map((op): [string, number[]] => [
    `load lane ${op}`,
    [...zero, ...vector, 0xfd, op, 0, ...disguise, 1, drop],
  ]),
  ...[88, 89, 90, 91].map((op): [string, number[]] => [
    `store lane ${op}`,
    [...zero, ...vector, 0xfd, op, 0, ...disguise, 1],
  ]),
  ["vector's sum", [...vector, ...vector, 0xfd, 0xe4, 0x01, drop]],
  ["vector's square root", [...vector, 0xfd, 0xef, 0x01, drop]],
])("goes over %s, whatever it holds", (_, first) => {
  const plain = withoutRelaxedSimd(moduleOf(0x105, { first }));
  expect(Buffer.from(plain).includes(Buffer.from(first))).toBe(true);
  expect(run(plain, Float32Array)).toEqual([1006, 1040, 1094, 1168]);
});

test.each([
  ["a table's instruction", [0xfc, 12, 0, 0], "252 12"],
  ["data's", [0xfc, 9, 0], "252 9"],
  ["initial data's", [0xfc, 8, 0, 0], "252 8"],
  ["a reference's", [0xd0, 0x70, drop], "208"],
])("an instruction that the package's module has not is refused: %s", (_, first, which) => {
  expect(() => withoutRelaxedSimd(moduleOf(0x105, { first }))).toThrow(
    `backend-wasm: the module has an instruction ${which}`,
  );
});

test("an instruction of relaxed SIMD that has no such form is refused", () => {
  expect(() => withoutRelaxedSimd(moduleOf(0x109))).toThrow("backend-wasm: the module has an instruction 253 265");
});

test("of the package's module nothing is left to rewrite then, and it exports the same", () => {
  allowRelaxedSimd();
  const relaxed = unpackModule();
  const plain = withoutRelaxedSimd(relaxed);
  expect(plain.length).toBeGreaterThan(relaxed.length);
  expect(Buffer.compare(withoutRelaxedSimd(plain), plain)).toBe(0);
  const namesOf = (bytes: Uint8Array<ArrayBuffer>) =>
    WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
  expect(namesOf(plain)).toContain("matmulPieces");
  if (WebAssembly.validate(relaxed)) expect(namesOf(plain)).toEqual(namesOf(relaxed));
});

test("where there is no relaxed SIMD the device computes in plain SIMD, with each product rounded", async () => {
  vi.resetModules();
  const refuse = vi.spyOn(WebAssembly, "validate").mockReturnValueOnce(false);
  const { createWasm } = await import("../createWasm.js");
  const { cpu, randn, tensor } = await import("@lumbre/tensor");
  const device = createWasm();
  expect(refuse).toHaveBeenCalledTimes(2);
  const x = tensor([[1 + 2 ** -12, -1]], { device });
  const w = tensor([[1 + 2 ** -12], [1 + 2 ** -11]], { device });
  expect(x.matmul(w).item()).toBe(0);
  const [a, b] = [randn(37, 300), randn(300, 29)];
  expect(a.to(device).matmul(b.to(device)).to(cpu).sub(a.matmul(b)).abs().max().item()).toBeLessThan(1e-3);
  expect(a.to(device).exp().to(cpu).sub(a.exp()).abs().max().item()).toBeLessThan(1e-4);
});

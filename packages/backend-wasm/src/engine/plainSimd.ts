import { BytesReader, headerBytes } from "./bytesReader.js";

const sections = { type: 1, function: 3, code: 10 } as const;
const v128 = 0x7b;
const prefixes = { bulk: 0xfc, simd: 0xfd } as const;
const local = { get: 0x20, set: 0x21 } as const;

/** `a * b + c` and `c - a * b` of relaxed SIMD, with the plain instructions that compute the same in two steps. */
const fused = new Map<number, readonly [multiply: number, combine: number]>([
  [0x105, [0xe6, 0xe4]],
  [0x106, [0xe6, 0xe5]],
  [0x107, [0xf2, 0xf0]],
  [0x108, [0xf2, 0xf1]],
]);
const firstRelaxed = 0x100;

/** An unsigned number in LEB128. */
function encode(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...encode(value >>> 7)];
}

/** How many parameters each type of a function has, in the type section. */
function readTypes(reader: BytesReader): number[] {
  return Array.from({ length: reader.number() }, () => {
    reader.byte();
    const parameters = reader.number();
    reader.at += parameters;
    reader.skipBytes();
    return parameters;
  });
}

/** Skips what follows an instruction's opcode. */
function skipImmediates(reader: BytesReader, opcode: number): void {
  if (opcode >= 0x28 && opcode <= 0x3e) reader.skipNumbers(2);
  else if (opcode === 0x0e) reader.skipNumbers(reader.number() + 1);
  else if (opcode === 0x43) reader.at += 4;
  else if (opcode === 0x44) reader.at += 8;
  else if (opcode === 0x11) reader.skipNumbers(2);
  else if (
    (opcode >= 0x02 && opcode <= 0x04) ||
    opcode === 0x0c ||
    opcode === 0x0d ||
    opcode === 0x10 ||
    (opcode >= 0x20 && opcode <= 0x24) ||
    (opcode >= 0x3f && opcode <= 0x42)
  ) {
    reader.skipNumbers(1);
  } else if (opcode > 0xc4) throw new TypeError(`backend-wasm: the module has an instruction ${opcode}`);
}

/** The same for conversions that saturate, and for whole pieces of memory. */
function skipBulkImmediates(reader: BytesReader, opcode: number): void {
  if (opcode === 10) reader.skipNumbers(2);
  else if (opcode === 11) reader.skipNumbers(1);
  else if (opcode > 11 || opcode === 8 || opcode === 9) {
    throw new TypeError(`backend-wasm: the module has an instruction ${prefixes.bulk} ${opcode}`);
  }
}

/** The same for SIMD. */
function skipSimdImmediates(reader: BytesReader, opcode: number): void {
  if (opcode <= 11 || opcode === 92 || opcode === 93) reader.skipNumbers(2);
  else if (opcode === 12 || opcode === 13) reader.at += 16;
  else if (opcode >= 21 && opcode <= 34) reader.at += 1;
  else if (opcode >= 84 && opcode <= 91) reader.skipNumbers(3);
  else if (opcode >= firstRelaxed) {
    throw new TypeError(`backend-wasm: the module has an instruction ${prefixes.simd} ${opcode}`);
  }
}

/** Bytes and pieces of bytes that follow each other. */
class Pieces {
  private readonly pieces: ArrayLike<number>[] = [];
  length = 0;

  push(piece: ArrayLike<number>): void {
    this.pieces.push(piece);
    this.length += piece.length;
  }

  join(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.length);
    let at = 0;
    for (const piece of this.pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }
}

/** The declarations of a function's locals, and how many locals there are with its parameters. */
function readLocals(reader: BytesReader, parameters: number): { groups: number; declared: Uint8Array; count: number } {
  const groups = reader.number();
  const start = reader.at;
  let count = parameters;
  for (let i = 0; i < groups; i++) {
    count += reader.number();
    reader.byte();
  }
  return { groups, declared: reader.bytes.subarray(start, reader.at), count };
}

/** A function's body, up to `end`. Two locals more hold a sum and a product while they change places. */
function rewriteBody(reader: BytesReader, end: number, parameters: number): Uint8Array {
  const whole = reader.bytes.subarray(reader.at, end);
  const { groups, declared, count } = readLocals(reader, parameters);
  const [sum, product] = [encode(count), encode(count + 1)];
  const target = new Pieces();
  for (const piece of [encode(groups + 1), declared, [2, v128]]) target.push(piece);
  let copied = reader.at;
  let changes = 0;
  while (reader.at < end) {
    const start = reader.at;
    const opcode = reader.byte();
    if (opcode === prefixes.bulk) skipBulkImmediates(reader, reader.number());
    else if (opcode !== prefixes.simd) skipImmediates(reader, opcode);
    else {
      const simd = reader.number();
      const found = fused.get(simd);
      if (found === undefined) skipSimdImmediates(reader, simd);
      else {
        const [multiply, combine] = found;
        target.push(reader.bytes.subarray(copied, start));
        target.push([local.set, ...sum, prefixes.simd, ...encode(multiply), local.set, ...product]);
        target.push([local.get, ...sum, local.get, ...product, prefixes.simd, ...encode(combine)]);
        copied = reader.at;
        changes++;
      }
    }
  }
  if (changes === 0) return whole;
  target.push(reader.bytes.subarray(copied, end));
  return target.join();
}

function rewriteCode(reader: BytesReader, parameters: readonly number[]): Uint8Array {
  const target = new Pieces();
  target.push(encode(reader.number()));
  for (const count of parameters) {
    const end = reader.number() + reader.at;
    const body = rewriteBody(reader, end, count);
    target.push(encode(body.length));
    target.push(body);
  }
  return target.join();
}

/**
 * The same WebAssembly module in plain SIMD: each product that relaxed SIMD adds unrounded is rounded first. Only engines
 * without relaxed SIMD need it, so that the module is packed, and downloaded, once.
 *
 * @see https://webassembly.github.io/spec/core/binary/instructions.html
 */
export function withoutRelaxedSimd(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const target = new Pieces();
  target.push(bytes.subarray(0, headerBytes));
  const reader = new BytesReader(bytes, headerBytes);
  let types: number[] = [];
  let parameters: number[] = [];
  while (reader.at < bytes.length) {
    const start = reader.at;
    const section = reader.byte();
    const end = reader.number() + reader.at;
    if (section === sections.code) {
      const code = rewriteCode(reader, parameters);
      target.push([section, ...encode(code.length)]);
      target.push(code);
    } else {
      if (section === sections.type) types = readTypes(reader);
      if (section === sections.function)
        parameters = Array.from({ length: reader.number() }, () => types[reader.number()]);
      target.push(bytes.subarray(start, end));
    }
    reader.at = end;
  }
  return target.join();
}

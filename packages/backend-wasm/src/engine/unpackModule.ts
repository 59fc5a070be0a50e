import { localBytes, packed, unpackedBytes, unpacker } from "../generated/module.js";

const pageBytes = 65_536;

interface Unpacker {
  readonly memory: WebAssembly.Memory;
  /** The first address for what is compressed. */
  readonly free: WebAssembly.Global;
  decompress(source: number, bytes: number, target: number, size: number): void;
  joinLocals(source: number, localBytes: number, bytes: number, target: number): void;
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/**
 * What packModule.mjs has compressed to `bytes`: `size` bytes, or with `locals` the module whose first so many bytes are those
 * of its locals.
 *
 * @throws {WebAssembly.CompileError} where the page's policy forbids compiling.
 */
export function unpack(bytes: Uint8Array, size: number, locals?: number): Uint8Array<ArrayBuffer> {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(decode(unpacker)));
  const { memory, free, decompress, joinLocals } = instance.exports as unknown as Unpacker;
  const source = free.value as number;
  const split = source + bytes.length;
  const joined = split + size;
  memory.grow(Math.ceil((joined + size) / pageBytes));
  new Uint8Array(memory.buffer, source).set(bytes);
  decompress(source, bytes.length, split, size);
  if (locals === undefined) return new Uint8Array(memory.buffer).slice(split, joined);
  joinLocals(split, locals, size - locals, joined);
  return new Uint8Array(memory.buffer).slice(joined, joined + size);
}

/** The module, which takes relaxed SIMD. */
export function unpackModule(): Uint8Array<ArrayBuffer> {
  return unpack(decode(packed), unpackedBytes, localBytes);
}

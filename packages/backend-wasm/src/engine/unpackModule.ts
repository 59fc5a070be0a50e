import { lzma, packed, unpackedBytes } from "../generated/module.js";

const pageBytes = 65_536;

interface Lzma {
  readonly memory: WebAssembly.Memory;
  /** The first address for what is compressed. */
  readonly free: WebAssembly.Global;
  decompress(source: number, bytes: number, target: number, size: number): void;
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/**
 * The `size` bytes that packModule.mjs has compressed.
 *
 * @throws {WebAssembly.CompileError} where the page's policy forbids compiling.
 */
export function decompress(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(decode(lzma)));
  const { memory, free, decompress: run } = instance.exports as unknown as Lzma;
  const source = free.value as number;
  const target = source + bytes.length;
  memory.grow(Math.ceil((target + size) / pageBytes));
  new Uint8Array(memory.buffer, source).set(bytes);
  run(source, bytes.length, target, size);
  return new Uint8Array(memory.buffer).slice(target, target + size);
}

/** The module, which takes relaxed SIMD. */
export function unpackModule(): Uint8Array<ArrayBuffer> {
  return decompress(decode(packed), unpackedBytes);
}

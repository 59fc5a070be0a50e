import { inflate, packed, unpackedBytes } from "../generated/modules.js";

/** The bits of the modules that have a piece. */
const owners = { plain: 1, relaxed: 2 } as const;
const pageBytes = 65_536;

interface Inflate {
  readonly memory: WebAssembly.Memory;
  /** The first address for what is compressed. */
  readonly free: WebAssembly.Global;
  inflate(source: number, bytes: number, target: number): number;
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/**
 * The `size` bytes that deflate has compressed.
 *
 * @throws {WebAssembly.CompileError} where the page's policy forbids compiling.
 */
export function decompress(bytes: Uint8Array, size: number): Uint8Array {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(decode(inflate)));
  const { memory, free, inflate: run } = instance.exports as unknown as Inflate;
  const source = free.value as number;
  const target = source + bytes.length;
  memory.grow(Math.ceil((target + size) / pageBytes));
  new Uint8Array(memory.buffer, source).set(bytes);
  return new Uint8Array(memory.buffer).slice(target, run(source, bytes.length, target));
}

/** The pieces of one module: behind three bytes, whose it is and how long. */
function collect(stream: Uint8Array, owner: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(stream.length);
  let end = 0;
  for (let at = 0; at < stream.length; ) {
    const start = at + 3;
    const length = stream[at + 1] + 256 * stream[at + 2];
    if (stream[at] & owner) {
      bytes.set(stream.subarray(start, start + length), end);
      end += length;
    }
    at = start + length;
  }
  return bytes.slice(0, end);
}

/** The modules for plain and for relaxed SIMD, which packModules.mjs has made one text of. */
export function unpackModules(): {
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly relaxed: Uint8Array<ArrayBuffer>;
} {
  const stream = decompress(decode(packed), unpackedBytes);
  return { plain: collect(stream, owners.plain), relaxed: collect(stream, owners.relaxed) };
}

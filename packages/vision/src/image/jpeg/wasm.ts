// libjpeg in WebAssembly, from @jsquash/jpeg: the pixels are those of Pillow and torchvision, byte for byte.
import { FormatError } from "@lumbre/serialize";
import { importModule } from "../host.js";
import type { Pixels } from "../pixels.js";

/** The part of Emscripten's module that is used. */
interface Decoder {
  decode(
    bytes: Uint8Array,
    preserveOrientation: boolean,
  ): { readonly data: Uint8ClampedArray; width: number; height: number };
}

type MakeDecoder = (options: {
  readonly noInitialRun: true;
  readonly instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => object;
  readonly printErr: (line: string) => void;
}) => Promise<Decoder>;

let compiled: Promise<readonly [MakeDecoder, WebAssembly.Module]> | null = null;

/** Loads the library when the first JPEG file is read. */
function load(): Promise<readonly [MakeDecoder, WebAssembly.Module]> {
  compiled ??= (async () => {
    const { createRequire } = await importModule("node:module");
    const { readFile } = await importModule("node:fs/promises");
    const script = "@jsquash/jpeg/codec/dec/mozjpeg_dec.js";
    const binary = createRequire(import.meta.url).resolve("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm");
    const { default: make } = (await import(/* webpackIgnore: true */ /* @vite-ignore */ script)) as {
      default: MakeDecoder;
    };
    return [make, await WebAssembly.compile(await readFile(binary))] as const;
  })();
  compiled.catch(() => {
    compiled = null;
  });
  return compiled;
}

/** The decoder, and what it has said of the file that it reads. */
let current: { readonly decoder: Decoder; readonly said: string[] } | null = null;

async function getDecoder(): Promise<{ readonly decoder: Decoder; readonly said: string[] }> {
  if (current !== null) return current;
  const [make, module] = await load();
  const said: string[] = [];
  const decoder = await make({
    noInitialRun: true,
    instantiateWasm: (imports, done) => {
      const instance = new WebAssembly.Instance(module, imports);
      done(instance);
      return instance.exports;
    },
    printErr: (line) => said.push(line),
  });
  current = { decoder, said };
  return current;
}

/** What libjpeg says, as a warning, of files that it has had to fill in. */
const isDamage = (line: string): boolean => /premature end|bad Huffman|corrupt/i.test(line) && !/extraneous/.test(line);

/** libjpeg's own copy of an image and of its coefficients is in memory of its own, which does not shrink. */
const largestKept = 2 ** 24;

/** @throws {FormatError} for what libjpeg does not read as a whole. */
export async function decodeWithWasm(op: string, bytes: Uint8Array): Promise<Pixels> {
  const { decoder, said } = await getDecoder();
  said.length = 0;
  try {
    const { data, width, height } = decoder.decode(bytes, false);
    const damage = said.find(isDamage);
    if (damage !== undefined) throw new FormatError(`${op}: the file is cut or damaged: ${damage}`);
    if (data.length > largestKept) current = null;
    return { data, channels: 4, width, height };
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    // What it was at is left in its memory.
    current = null;
    throw new FormatError(`${op}: the file is damaged: ${said[said.length - 1] ?? String(cause)}`, { cause });
  }
}

// Compresses the module, locals apart from the rest: by LZMA, with properties and sizes left out that assembly/unpack knows or
// is told.
import { Buffer } from "node:buffer";
import lzma from "lzma";
import { splitLocals } from "./splitLocals.mjs";

/** One byte of properties, the dictionary's size in 4 and what it decompresses to in 8. */
const headerBytes = 13;
/** Of properties: 3 bits of the byte before, 2 of the address. */
const properties = 3 + 9 * 5 * 2;
const level = 9;

/** @param {Uint8Array} bytes */
export function compress(bytes) {
  const packed = Uint8Array.from(lzma.compress(bytes, level));
  if (packed[0] !== properties) throw new Error(`LZMA took the properties ${packed[0]}, not ${properties}`);
  return packed.subarray(headerBytes);
}

/**
 * @param {Uint8Array} module
 * @returns {{ packed: Uint8Array, localBytes: number }}
 */
export function packModule(module) {
  const { locals, rest } = splitLocals(module);
  return { packed: compress(Buffer.concat([locals, rest])), localBytes: locals.length };
}

// Compresses the module: by LZMA, with properties and sizes left out that assembly/lzma knows or is told.
import lzma from "lzma";

/** One byte of properties, the dictionary's size in 4 and what it decompresses to in 8. */
const headerBytes = 13;
/** Of properties: 3 bits of the byte before, 2 of the address. */
const properties = 3 + 9 * 5 * 2;
const level = 9;

/** @param {Uint8Array} bytes */
export function packModule(bytes) {
  const packed = Uint8Array.from(lzma.compress(bytes, level));
  if (packed[0] !== properties) throw new Error(`LZMA took the properties ${packed[0]}, not ${properties}`);
  return packed.subarray(headerBytes);
}

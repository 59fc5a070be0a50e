import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The bytes of an IDX file of bytes. */
function idx(sizes: readonly number[], value: (i: number) => number): Uint8Array {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.writeUInt32BE(0x800 + sizes.length);
  for (const [i, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * i);
  const length = sizes.reduce((product, size) => product * size, 1);
  return Buffer.concat([header, Uint8Array.from({ length }, (_, i) => value(i))]);
}

/** Writes images of noise and the labels 0 to 9 in turn as MNIST's files, into a folder that is made if there is none. */
export function writeNoiseMnist(folder: string, train: number, test: number, seed = 7919): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, count] of [
    ["train", train],
    ["t10k", test],
  ] as const) {
    const images = idx([count, 28, 28], (i) => (i * seed) % 256);
    const labels = idx([count], (i) => i % 10);
    writeFileSync(join(folder, `${name}-images-idx3-ubyte`), images);
    writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), labels);
  }
}

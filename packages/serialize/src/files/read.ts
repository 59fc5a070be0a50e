import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { FormatError } from "../errors.js";
import type { FilePath } from "./path.js";

/** Reads a whole file; errors of its format begin with its name. */
export function readWith<T>(op: string, path: FilePath, read: (bytes: Uint8Array) => T): T {
  return named(op, path, () => read(readFileSync(path)));
}

/** Opens a file for as long as `use` runs. `readAt` gives bytes of it that nobody else has. */
export function readParts<T>(
  op: string,
  path: FilePath,
  use: (length: number, readAt: (begin: number, end: number) => Uint8Array<ArrayBuffer>) => T,
): T {
  return named(op, path, () => {
    const file = openSync(path, "r");
    try {
      const { size } = fstatSync(file);
      return use(size, (begin, end) => readBetween(file, begin, end));
    } finally {
      closeSync(file);
    }
  });
}

function readBetween(file: number, begin: number, end: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(end - begin);
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(file, bytes, filled, bytes.length - filled, begin + filled);
    if (count === 0) throw new FormatError(`the file ends at byte ${begin + filled}, expected ${end}`);
    filled += count;
  }
  return bytes;
}

function named<T>(op: string, path: FilePath, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const problem = error.message.startsWith(`${op}: `) ? error.message.slice(op.length + 2) : error.message;
    throw new FormatError(`${op}: ${String(path)}: ${problem}`, { cause: error });
  }
}

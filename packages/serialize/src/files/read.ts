import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import type { ByteSource } from "../byteSource.js";
import { FormatError } from "../errors.js";
import type { FilePath } from "./path.js";

/** Reads a whole file; errors of its format begin with its name. */
export function readWith<T>(op: string, path: FilePath, read: (bytes: Uint8Array) => T): T {
  return named(op, path, () => read(readFileSync(path)));
}

/** A file of which each part that is read lies in memory of its own, which nobody else has. */
export interface FileSource extends ByteSource {
  readonly bytesBetween: (begin: number, end: number) => Uint8Array<ArrayBuffer>;
}

/** Opens a file for as long as `use` runs. */
export function readParts<T>(op: string, path: FilePath, use: (source: FileSource) => T): T {
  return named(op, path, () => {
    const file = openSync(path, "r");
    try {
      const { size } = fstatSync(file);
      return use({ length: size, bytesBetween: (begin, end) => readBetween(file, begin, end) });
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

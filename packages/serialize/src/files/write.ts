import { randomUUID } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { FilePath } from "./path.js";

/**
 * Writes a file so that at any moment, whatever happens, the path has either what it had before or all of what it gets:
 * beside it first, then, when that is on the disk, renamed.
 */
export function writeWhole(path: FilePath, bytes: Uint8Array): void {
  const target = targetOf(typeof path === "string" ? path : fileURLToPath(path));
  // A pipe or a device takes bytes, but must not be replaced by a file.
  const isOther = statSync(target, { throwIfNoEntry: false })?.isFile() === false;
  if (isOther) {
    writeFileSync(target, bytes);
    return;
  }
  const aside = `${target}.${process.pid}.${randomUUID()}.part`;
  try {
    writeAndSync(aside, bytes);
    renameSync(aside, target);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
  syncFolder(dirname(target));
}

/** What a link leads to is replaced, and the link stays. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function writeAndSync(path: string, bytes: Uint8Array): void {
  const file = openSync(path, "wx");
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The new name, too, must outlive a power cut. Windows has no such call. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

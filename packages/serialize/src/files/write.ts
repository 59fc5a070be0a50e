import { randomUUID } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FilePath } from "./path.js";

/**
 * Writes a file so that at any moment, whatever happens, the path has either what it had before or all of what it gets:
 * beside it first, then, when that is on the disk, renamed. Images are written by it, too.
 *
 * @internal
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
  try {
    removeAbandoned(target);
  } catch {
    // A folder that cannot be listed keeps what lies in it; the file is written.
  }
}

/** A file that was written aside is given up when its process has gone for a minute, or after a day. */
const minute = 60_000;
const day = 24 * 60 * minute;

/** Removes what processes left beside the target that were killed while they wrote. */
function removeAbandoned(target: string): void {
  const start = `${basename(target)}.`;
  for (const name of readdirSync(dirname(target))) {
    if (!name.startsWith(start)) continue;
    const [, pid] = /^(\d+)\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.part$/.exec(name.slice(start.length)) ?? [];
    if (pid === undefined) continue;
    const path = join(dirname(target), name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > day || (age > minute && !isAlive(Number(pid)))) rmSync(path, { force: true });
  }
}

/** True for a process that runs, also for one of somebody else. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
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

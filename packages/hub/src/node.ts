// What only Node has, without an import that a browser or its bundler would stumble over.
import { HubError } from "./errors.js";

/** Imports a module of Node's. Its name comes as a value, so that bundlers leave it alone. */
function importModule(name: string): Promise<unknown> {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ name);
}

type FileSystem = typeof import("node:fs/promises");
type Path = typeof import("node:path");
type OperatingSystem = typeof import("node:os");

/** Where downloads are kept: `$LUMBRE_CACHE`, or `~/.cache/lumbre`. */
export async function cacheFolder(): Promise<string> {
  const { homedir } = (await importModule("node:os")) as OperatingSystem;
  return process.env.LUMBRE_CACHE || `${homedir()}/.cache/lumbre`;
}

/** Where a dataset's file may lie in a folder; the first place is where a download goes. */
export async function placesIn(root: string, dataset: string, name: string): Promise<string[]> {
  const { resolve } = (await importModule("node:path")) as Path;
  return [resolve(root, dataset, "raw", name), resolve(root, "raw", name), resolve(root, name)];
}

/** A file's path and bytes. */
export interface FoundFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The first of some files that is there, or null.
 * @throws {HubError} for one that is there but cannot be read.
 */
export async function readFirst(paths: readonly string[]): Promise<FoundFile | null> {
  const fs = (await importModule("node:fs/promises")) as FileSystem;
  for (const path of paths) {
    try {
      return { path, bytes: new Uint8Array(await fs.readFile(path)) };
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "ENOTDIR") throw new HubError(`${path} cannot be read: ${message}`, { cause });
    }
  }
  return null;
}

let temporaryFiles = 0;

/**
 * Writes a file as a whole or not at all: under a temporary name first, which is then changed.
 * @throws {HubError} when it cannot be written.
 */
export async function writeWhole(target: string, bytes: Uint8Array): Promise<void> {
  const fs = (await importModule("node:fs/promises")) as FileSystem;
  const { dirname } = (await importModule("node:path")) as Path;
  const temporary = `${target}.${process.pid}-${temporaryFiles++}.part`;
  try {
    await fs.mkdir(dirname(target), { recursive: true });
    await fs.writeFile(temporary, bytes, { flag: "wx" });
    await fs.rename(temporary, target);
  } catch (cause) {
    await fs.rm(temporary, { force: true }).catch(() => {});
    const { message } = cause as Error;
    throw new HubError(`${target} cannot be written: ${message}; LUMBRE_CACHE names another folder for downloads`, {
      cause,
    });
  }
}

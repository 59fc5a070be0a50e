// Files in a folder, where there is a file system.
import { HubError } from "../errors.js";
import { importModule } from "../host.js";

/**
 * The folder where downloads are kept, in Node: `$LUMBRE_HOME`, else `lumbre` in `$XDG_CACHE_HOME`, else
 * `~/.cache/lumbre`.
 *
 * @example
 * // no-run: it depends on the machine
 * await cacheFolder(); // => /home/me/.cache/lumbre
 * @see https://pytorch.org/docs/stable/hub.html#torch.hub.get_dir
 */
export async function cacheFolder(): Promise<string> {
  const { homedir } = await importModule("node:os");
  const { join } = await importModule("node:path");
  const { LUMBRE_HOME, XDG_CACHE_HOME } = process.env;
  return LUMBRE_HOME || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "lumbre");
}

/** A file's path and bytes. */
export interface FoundFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The first of some files that is there, or null.
 *
 * @throws {HubError} for one that is there but cannot be read, is no file, or has more bytes than it may.
 */
export async function readFirst(paths: readonly string[], maxBytes: number): Promise<FoundFile | null> {
  for (const path of paths) {
    const bytes = await readIfThere(path, maxBytes);
    if (bytes !== null) return { path, bytes };
  }
  return null;
}

async function readIfThere(path: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const fs = await importModule("node:fs/promises");
  try {
    const stats = await fs.stat(path);
    // To open a pipe would wait for whoever writes to it.
    if (!stats.isFile()) throw new HubError(`${path} cannot be read: it is ${sortOf(stats)}, expected a file`);
    if (stats.size > maxBytes) throw new HubError(`${path} has ${stats.size} bytes, expected no more than ${maxBytes}`);
    const { buffer, byteOffset, byteLength } = await fs.readFile(path);
    return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new HubError(`${path} cannot be read: ${message}`, { cause });
  }
}

function sortOf(stats: { isDirectory(): boolean; isFIFO(): boolean; isSocket(): boolean }): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a named pipe";
  return stats.isSocket() ? "a socket" : "a device";
}

/**
 * Writes a file as a whole or not at all: under a name of its own beside it first, which is then changed. The serialize
 * package has its own, for neither imports the other; this one waits for the disk without blocking, and makes folders.
 *
 * @throws {HubError} when it cannot be written; nothing of it is left then.
 */
export async function writeWhole(target: string, bytes: Uint8Array): Promise<void> {
  const fs = await importModule("node:fs/promises");
  const { dirname } = await importModule("node:path");
  const temporary = `${target}.${crypto.randomUUID()}.part`;
  try {
    await fs.mkdir(dirname(target), { recursive: true });
    const file = await fs.open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      // What is renamed must be on the disk, or a power cut leaves an empty file under the right name.
      await file.sync();
    } finally {
      await file.close();
    }
    await fs.rename(temporary, target);
  } catch (cause) {
    await fs.rm(temporary, { force: true }).catch(() => {});
    const { message } = cause as Error;
    throw new HubError(`${target} cannot be written: ${message}; LUMBRE_HOME names another folder for downloads`, {
      cause,
    });
  }
}

const abandonedAfter = 3_600_000;

/** Deletes what writers of a file left behind when they were killed; no writer takes an hour. */
export async function removeAbandoned(target: string): Promise<void> {
  const fs = await importModule("node:fs/promises");
  const { basename, dirname, join } = await importModule("node:path");
  const folder = dirname(target);
  const names = await fs.readdir(folder).catch((): string[] => []);
  for (const name of names) {
    if (!name.startsWith(`${basename(target)}.`) || !name.endsWith(".part")) continue;
    const path = join(folder, name);
    const { mtimeMs } = await fs.stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > abandonedAfter) await fs.rm(path, { force: true }).catch(() => {});
  }
}

import { transferKinds, usualMaxBytes } from "../download/download.js";
import { HubError, NotFoundError } from "../errors.js";
import { checkHash, type Hashes, hashKinds } from "../hash.js";
import { hasFileSystem, importModule } from "../host.js";
import { aBoolean, aCount, aString, checkArgument, checkOptions, someStrings, strings } from "../options.js";
import { untar } from "../unpack/untar.js";
import { isZip, unzip } from "../unpack/unzip.js";
import { cacheFolder, readFirst, writeWhole } from "./folder.js";
import { type LoadedFile, type LoadFileOptions, loadFile } from "./loadFile.js";
import { withLock } from "./lock.js";
import { shared } from "./shared.js";

/** A file in an archive. */
export interface ArchivedFile extends Hashes {
  /** Its path in the archive, such as "cifar-10-batches-bin/test_batch.bin". */
  readonly path: string;
  /** How many bytes it has. Default: not known. */
  readonly size?: number | null;
}

/** An archive, tar (gzipped or not) or zip, and those of its files that matter. */
export interface Archive extends Hashes {
  /** Its name in a folder, such as "cifar-10-binary.tar.gz". */
  readonly name: string;
  /** Where it and its files lie in a folder, such as "EMNIST/raw". Default: in the folder itself. */
  readonly folder?: string | null;
  /** Where it may be downloaded from, in the order in which they are tried. */
  readonly urls: string | readonly string[];
  /** How many bytes it has. Default: not known. */
  readonly size?: number | null;
  readonly files: readonly ArchivedFile[];
}

/** Options of {@link loadArchive}. */
export interface LoadArchiveOptions
  extends Pick<
    LoadFileOptions,
    "signal" | "onProgress" | "folder" | "download" | "cache" | "retryDelays" | "idleTimeout" | "timeout"
  > {
  /** The paths of the files that are wanted. Default: all that the archive lists. */
  readonly wanted?: readonly string[] | null;
  /** True to compare sizes and hashes. Default true. */
  readonly verify?: boolean | null;
}

const { maxBytes: _, ...transfers } = transferKinds;
const kinds = {
  ...transfers,
  folder: aString,
  download: aBoolean,
  cache: aBoolean,
  wanted: strings,
  verify: aBoolean,
};
const fileKinds = { ...hashKinds, path: aString, size: aCount };

/** What is asked for, with defaults. */
interface Wish {
  readonly archive: Archive;
  readonly options: LoadArchiveOptions;
  readonly wanted: readonly ArchivedFile[];
  readonly signal: AbortSignal | null;
}

/**
 * Files of an archive: from a folder or the cache where they lie unpacked, from the archive that lies there, or from the
 * archive that is downloaded. In Node it is the files that are kept, all that the archive lists, and in browsers the
 * archive.
 *
 * @param archive The archive, and those of its files that matter.
 * @param options.wanted The paths of the files that are wanted. Default: all that the archive lists.
 * @param options.verify True to compare sizes and hashes. Default true.
 * @param options.folder A folder in place of the cache. Default: the cache. Not in browsers.
 * @param options.download True to download what is not there. Default true.
 * @param options.cache True to use the cache. Default true.
 * @param options.signal Ends it; the promise then rejects with the signal's reason. Default: none.
 * @param options.onProgress Called as bytes arrive: how many there are, and how many there will be, or null.
 * @returns The files in the order in which they were wanted, each with where it came from.
 * @throws {NotFoundError} when neither files nor archive are there, and nothing may be downloaded.
 * @throws {HubError} for an archive that cannot be fetched, is damaged, or lacks a file.
 * @example
 * // no-run: it downloads 170 MB
 * const path = "cifar-10-batches-bin/test_batch.bin";
 * const urls = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz";
 * const [{ bytes }] = await loadArchive({ name: "cifar-10-binary.tar.gz", urls, files: [{ path }] });
 * bytes.length; // => 30730000
 */
export async function loadArchive(archive: Archive, options: LoadArchiveOptions = {}): Promise<LoadedFile[]> {
  const wish = readWish(archive, options);
  wish.signal?.throwIfAborted();
  if (!hasFileSystem()) return unpackFrom(await fetchArchive(wish, options.folder ?? null, keeps(wish)), wish);
  if (typeof options.folder !== "string" && !keeps(wish))
    return unpackFrom(await fetchArchive(wish, null, false), wish);
  return loadInFolder(wish);
}

const keeps = ({ options }: Wish): boolean => options.cache ?? true;
const verifies = ({ options }: Wish): boolean => options.verify ?? true;

function readWish(archive: Archive, options: LoadArchiveOptions): Wish {
  checkOptions("loadArchive", options, kinds);
  checkOptions(
    "loadArchive",
    { ...archive, files: null },
    { ...hashKinds, name: aString, folder: aString, size: aCount, urls: someStrings, files: strings },
  );
  for (const file of archive.files) checkOptions("loadArchive", file, fileKinds);
  checkArgument("loadArchive", "name", archive.name, aString);
  const wanted = (options.wanted ?? archive.files.map(({ path }) => path)).map((path) => {
    const file = archive.files.find((one) => one.path === path);
    if (file === undefined) throw new HubError(`loadArchive: ${archive.name} lists no file ${path}`);
    return file;
  });
  return { archive, options, wanted, signal: options.signal ?? null };
}

async function loadInFolder(wish: Wish): Promise<LoadedFile[]> {
  const { archive, options, signal } = wish;
  const { resolve } = await importModule("node:path");
  const isUsers = typeof options.folder === "string";
  const root = resolve(options.folder ?? (await cacheFolder()));
  const folder = resolve(root, archive.folder ?? "");
  const find = async (): Promise<LoadedFile[] | null> => {
    try {
      return await findFiles(wish, [folder, root]);
    } catch (error) {
      if (isUsers || options.download === false) throw error;
      return null;
    }
  };
  const found = await find();
  if (found !== null) return found;
  const archived = await findArchive(wish, root, isUsers);
  if (archived !== null) return unpackFrom(archived, wish);
  if (options.download === false) {
    throw new NotFoundError(
      `found neither ${wish.wanted[0].path} nor ${archive.name}; looked in ${[...new Set([folder, root])].join(", ")}; expected one of them, or ` +
        "download: true",
    );
  }
  const target = resolve(folder, archive.name);
  return shared(`${target} ${wish.wanted.map(({ path }) => path).join(" ")}`, signal, () =>
    withLock(`${target}.lock`, signal, async (hasWaited) => {
      const other = hasWaited ? await find() : null;
      return other ?? unpackInto(await fetchArchive(wish, null, false), wish, folder);
    }),
  );
}

/** The files where they lie unpacked, by their paths in the folder or side by side in it, or null. */
async function findFiles(wish: Wish, folders: readonly string[]): Promise<LoadedFile[] | null> {
  const { basename, resolve } = await importModule("node:path");
  const files: LoadedFile[] = [];
  for (const file of wish.wanted) {
    const paths = folders.flatMap((folder) => [resolve(folder, file.path), resolve(folder, basename(file.path))]);
    const found = await readFirst(paths, (verifies(wish) ? file.size : null) ?? usualMaxBytes);
    if (found === null) return null;
    await checkFile(wish, file, found.path, found.bytes);
    files.push({ name: found.path, bytes: found.bytes });
  }
  return files;
}

/** The archive where it lies in a folder, checked, or null. */
async function findArchive(wish: Wish, root: string, isUsers: boolean): Promise<LoadedFile | null> {
  try {
    return await loadFile(pathOf(wish), wish.archive.urls, {
      ...archiveOptions(wish),
      folder: root,
      alternatives: [wish.archive.name],
      download: false,
    });
  } catch (error) {
    if (error instanceof NotFoundError || (!isUsers && wish.options.download !== false)) return null;
    throw error;
  }
}

function fetchArchive(wish: Wish, folder: string | null, cache: boolean): Promise<LoadedFile> {
  const { download } = wish.options;
  return loadFile(pathOf(wish), wish.archive.urls, {
    ...archiveOptions(wish),
    folder,
    cache,
    download: download ?? true,
  });
}

const pathOf = ({ archive: { folder, name } }: Wish): string =>
  typeof folder === "string" ? `${folder}/${name}` : name;

function archiveOptions(wish: Wish): LoadFileOptions {
  const { sha256, md5, size } = wish.archive;
  const { signal, onProgress, retryDelays, idleTimeout, timeout } = wish.options;
  const transfer = {
    signal: signal ?? null,
    onProgress: onProgress ?? null,
    retryDelays: retryDelays ?? null,
    idleTimeout: idleTimeout ?? null,
    timeout: timeout ?? null,
  };
  return verifies(wish) ? { ...transfer, sha256: sha256 ?? null, md5: md5 ?? null, size: size ?? null } : transfer;
}

/** The wanted files of an archive. */
async function unpackFrom(archive: LoadedFile, wish: Wish): Promise<LoadedFile[]> {
  const { wanted } = wish;
  const unpack = isZip(archive.bytes) ? unzip : untar;
  const files = await unpack(archive.bytes, { name: archive.name, files: wanted.map(({ path }) => path) });
  return Promise.all(
    wanted.map(async (file) => {
      const name = `${archive.name}: ${file.path}`;
      const bytes = files.get(file.path) as Uint8Array<ArrayBuffer>;
      await checkFile(wish, file, name, bytes);
      return { name, bytes };
    }),
  );
}

/** Writes all files of an archive into a folder, and gives those that are wanted. */
async function unpackInto(archive: LoadedFile, wish: Wish, folder: string): Promise<LoadedFile[]> {
  const { resolve } = await importModule("node:path");
  const all = wish.archive.files;
  const files = await unpackFrom(archive, { ...wish, wanted: all });
  for (const [i, { path }] of all.entries()) await writeWhole(resolve(folder, path), files[i].bytes);
  return wish.wanted.map((file) => files[all.indexOf(file)]);
}

async function checkFile(wish: Wish, file: ArchivedFile, name: string, bytes: Uint8Array): Promise<void> {
  if (!verifies(wish)) return;
  if (typeof file.size === "number" && bytes.length !== file.size) {
    throw new HubError(`${name} has the wrong contents: it has ${bytes.length} bytes, expected ${file.size}`);
  }
  await checkHash(bytes, name, { sha256: file.sha256 ?? null, md5: file.md5 ?? null });
}

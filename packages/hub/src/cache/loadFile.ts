import { PermanentError } from "../download/answer.js";
import { type TransferOptions, transfer, transferKinds, usualMaxBytes } from "../download/download.js";
import { HubError, NotFoundError } from "../errors.js";
import { checkHash, type Hashes, hashKinds } from "../hash.js";
import { hasFileSystem, importModule } from "../host.js";
import { aBoolean, aCount, aString, checkArgument, checkOptions, someStrings, strings } from "../options.js";
import { decompress, isGzip } from "../unpack/decompress.js";
import { cacheFolder, readFirst, removeAbandoned, writeWhole } from "./folder.js";
import { withLock } from "./lock.js";
import { shared } from "./shared.js";
import { readStored, store, withWebLock } from "./storage.js";

/** Options of {@link loadFile}. */
export interface LoadFileOptions extends TransferOptions, Hashes {
  /** A folder to look in and to download to, in place of the cache. Default: the cache. Not in browsers. */
  readonly folder?: string | null;
  /** Other paths in the folder where the file may lie. Default: none. */
  readonly alternatives?: readonly string[] | null;
  /** True to download what is not there. Default true. */
  readonly download?: boolean | null;
  /** True to use the cache, false for what must not be kept. A folder is used all the same. Default true. */
  readonly cache?: boolean | null;
  /** True to unpack what is gzipped; a path that ends with ".gz" then counts too. Default false. */
  readonly gunzip?: boolean | null;
  /** How many bytes it has when it is unpacked; no more are taken from anywhere. Default: not known. */
  readonly size?: number | null;
}

/** A file's bytes, and where they came from: a path or a URL. */
export interface LoadedFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const kinds = {
  ...hashKinds,
  ...transferKinds,
  folder: aString,
  alternatives: strings,
  download: aBoolean,
  cache: aBoolean,
  gunzip: aBoolean,
  size: aCount,
};

/** What is asked for, with defaults. */
interface Wish extends LoadFileOptions {
  readonly path: string;
  readonly urls: readonly string[];
  readonly signal: AbortSignal | null;
}

/**
 * A file's bytes: from a folder or the cache, or downloaded to it, where the next call finds them.
 *
 * In Node the cache is a folder ({@link cacheFolder}); in browsers it is the Cache Storage of the page's origin, which
 * secure pages have. What does not have the right hash is never used, and downloaded again if it lies in the cache. A
 * file is written aside and renamed, so that one under its name is whole. Of several processes, threads or pages that
 * want the same file at once, one downloads it and the others wait.
 *
 * @param path Its path in the folder or the cache, such as "checkpoints/resnet18-f37072fd.pth".
 * @param urls Where it may be downloaded from, in the order in which they are tried: URLs of https, or of http where the
 *   SHA-256 is compared.
 * @param options.sha256 The SHA-256 that it must have when unpacked, or its first 8 digits or more. Default: any.
 * @param options.md5 The MD5 that it must have when unpacked. Default: any.
 * @param options.size How many bytes it has when unpacked. Default: not known.
 * @param options.maxBytes The most bytes that may come. Default: what `size` says, and else 2^30.
 * @param options.gunzip True to unpack what is gzipped. Default false.
 * @param options.folder A folder to look in and to download to. Default: the cache. Not in browsers.
 * @param options.alternatives Other paths in the folder where it may lie. Default: none.
 * @param options.download True to download what is not there. Default true.
 * @param options.cache True to use the cache. Default true.
 * @param options.signal Ends it; the promise then rejects with the signal's reason. Default: none.
 * @param options.onProgress Called as bytes arrive: how many there are, and how many there will be, or null.
 * @throws {NotFoundError} for a file that is not there, when nothing may be downloaded.
 * @throws {HubError} for a file that cannot be fetched, or is damaged.
 * @example
 * // no-run: it downloads 45 MB
 * const url = "https://download.pytorch.org/models/resnet18-f37072fd.pth";
 * const { bytes } = await loadFile("checkpoints/resnet18-f37072fd.pth", url, { sha256: hashInName(url) });
 * @see https://pytorch.org/docs/stable/hub.html#torch.hub.load_state_dict_from_url
 */
export async function loadFile(
  path: string,
  urls: string | readonly string[],
  options: LoadFileOptions = {},
): Promise<LoadedFile> {
  checkArgument("loadFile", "path", path, aString);
  checkArgument("loadFile", "urls", urls, someStrings);
  checkOptions("loadFile", options, kinds);
  const wish = { ...options, path, urls: [urls].flat(), signal: options.signal ?? null };
  wish.signal?.throwIfAborted();
  if (hasFileSystem()) return loadInFolder(wish);
  if (typeof wish.folder === "string") {
    throw new HubError(`${path}: there are no folders in a browser; leave ${JSON.stringify(wish.folder)} out`);
  }
  return loadInBrowser(wish);
}

const downloads = ({ download }: Wish): boolean => download ?? true;
const keeps = ({ cache }: Wish): boolean => cache ?? true;

async function loadInBrowser(wish: Wish): Promise<LoadedFile> {
  const { path, signal } = wish;
  const read = async (): Promise<LoadedFile | null> => {
    const bytes = keeps(wish) ? await readStored(path) : null;
    // What the browser kept is ours: if it is damaged, it is fetched again.
    return bytes === null ? null : prepare(wish, path, bytes).catch(() => null);
  };
  const found = await read();
  if (found !== null) return found;
  if (!downloads(wish)) throw new NotFoundError(`${path} is not in this browser's cache, and download is false`);
  if (!keeps(wish)) return fetchFirst(wish);
  return shared(path, signal, () =>
    withWebLock(path, signal, async () => {
      const other = await read();
      if (other !== null) return other;
      const fetched = await fetchFirst(wish);
      await store(path, fetched.bytes);
      return fetched;
    }),
  );
}

async function loadInFolder(wish: Wish): Promise<LoadedFile> {
  const isUsers = typeof wish.folder === "string";
  if (!isUsers && !keeps(wish)) {
    if (downloads(wish)) return fetchFirst(wish);
    throw new NotFoundError(`${wish.path}: there is no folder to look for it in, and download is false`);
  }
  const { resolve } = await importModule("node:path");
  const folder = wish.folder ?? (await cacheFolder());
  const paths = [wish.path, ...(wish.alternatives ?? [])].map((path) => resolve(folder, path));
  const places = paths.flatMap((path) => (wish.gunzip ? [path, `${path}.gz`] : [path]));
  const target = paths[0];
  const find = async (): Promise<LoadedFile | null> => {
    try {
      const found = await readFirst(places, fileBound(wish));
      return found === null ? null : await prepare(wish, found.path, found.bytes);
    } catch (error) {
      // The cache is ours: what is damaged there is fetched again. What lies in the user's folder is the user's.
      if (isUsers || !downloads(wish)) throw error;
      return null;
    }
  };
  const found = await find();
  if (found !== null) return found;
  if (!downloads(wish)) throw notFound(wish, paths);
  return shared(target, wish.signal, () =>
    withLock(`${target}.lock`, wish.signal, async (hasWaited) => {
      const other = hasWaited ? await find() : null;
      if (other !== null) return other;
      await removeAbandoned(target);
      const fetched = await fetchFirst(wish);
      await writeWhole(target, fetched.bytes);
      return fetched;
    }),
  );
}

function notFound(wish: Wish, paths: readonly string[]): NotFoundError {
  const names = wish.gunzip ? `neither ${wish.path} nor ${wish.path}.gz` : `no ${wish.path}`;
  const expected = paths.length === 1 ? "it" : "one of them";
  return new NotFoundError(`found ${names}; looked for ${paths.join(", ")}; expected ${expected}, or download: true`);
}

/** Unpacks and checks bytes that were found or fetched. @throws {HubError} */
async function prepare(wish: Wish, name: string, packed: Uint8Array<ArrayBuffer>): Promise<LoadedFile> {
  const maxBytes = wish.size ?? null;
  const isPacked = wish.gunzip === true && isGzip(packed);
  const bytes = isPacked ? await decompress(packed, "gzip", { name, maxBytes }) : packed;
  if (maxBytes !== null && bytes.length !== maxBytes) {
    throw new HubError(`${name} has the wrong contents: it has ${bytes.length} bytes, expected ${maxBytes}`);
  }
  await checkHash(bytes, name, { sha256: wish.sha256 ?? null, md5: wish.md5 ?? null });
  return { name, bytes };
}

/** The most bytes that a file may have, packed or not: gzip makes what it cannot compress a little longer. */
function fileBound({ size, gunzip, maxBytes }: Wish): number {
  if (typeof maxBytes === "number") return maxBytes;
  if (typeof size !== "number") return usualMaxBytes;
  return gunzip ? size + Math.ceil(size / 1000) + 1024 : size;
}

/**
 * Tries each URL until one gives the right file. Of several in one folder of a server, such as a file gzipped and plain,
 * the others are tried only where it has not the first: what else is wrong there is wrong with all.
 *
 * @throws {HubError} that says why each did not.
 */
async function fetchFirst(wish: Wish): Promise<LoadedFile> {
  const reasons: string[] = [];
  const options = { ...wish, maxBytes: fileBound(wish) };
  const trust = { isHashed: typeof wish.sha256 === "string" };
  let failed: string | null = null;
  for (const url of wish.urls) {
    const parent = url.slice(0, url.lastIndexOf("/"));
    if (parent === failed) continue;
    try {
      return await prepare(wish, url, await transfer(url, options, trust));
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      reasons.push(error.message);
      if (!(error.cause instanceof PermanentError)) failed = parent;
    }
  }
  throw new HubError(`could not get ${wish.path}\n${reasons.map((line) => `  ${line}`).join("\n")}`);
}

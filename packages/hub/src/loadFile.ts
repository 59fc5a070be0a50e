import { type DownloadOptions, download, PermanentError } from "./download.js";
import { HubError } from "./errors.js";
import * as node from "./node.js";
import { checkSha256, unpack } from "./unpack.js";

/** A file of a published dataset. */
export interface DataFile {
  /** Its name without `.gz`. */
  readonly name: string;
  /** The SHA-256 of what it holds when unpacked, in hexadecimal digits. */
  readonly sha256: string;
}

/** Where a file may come from, and what is asked of it. */
export interface FileSource {
  /** The dataset's name; in folders its files lie in `<dataset>/raw`. */
  readonly dataset: string;
  /** A folder in place of the cache. */
  readonly root?: string | undefined;
  /** Base URLs, in the order in which they are tried. */
  readonly urls: readonly string[];
  /** Whether a file that is not in the folder may be downloaded. */
  readonly download: boolean;
  /** Whether the SHA-256 counts. */
  readonly verify: boolean;
  readonly downloadOptions?: DownloadOptions;
}

/** A file's bytes, unpacked, and what error messages call it. */
interface LoadedFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Whether there is a file system: Node, Bun or Deno. */
function hasFileSystem(): boolean {
  return typeof process === "object" && typeof process.versions?.node === "string";
}

/** Downloads under way, by the path that they will be stored at, so that a file asked for twice is fetched once. */
const underWay = new Map<string, Promise<LoadedFile>>();

/**
 * A file of a dataset: from a folder or the cache where there is a file system, and else from the network.
 *
 * @throws {HubError} for a file that is not found, cannot be fetched, or is damaged.
 */
export async function loadFile(file: DataFile, source: FileSource): Promise<LoadedFile> {
  // The cache holds what was verified, and only that.
  if (!hasFileSystem() || (source.root === undefined && !source.verify)) {
    if (source.download) return fetchFile(file, source);
    throw new HubError(`${source.dataset}: there is no folder to look for ${file.name} in, and download is false`);
  }
  const places = await node.placesIn(source.root ?? (await node.cacheFolder()), source.dataset, file.name);
  const found = await node.readFirst(places.flatMap((path) => [path, `${path}.gz`]));
  if (found !== null) {
    try {
      return await prepare(file, source, found.path, found.bytes);
    } catch (error) {
      // The cache is ours: what is damaged there is fetched again. What lies in the user's folder is the user's.
      if (source.root !== undefined || !source.download) throw error;
    }
  } else if (!source.download) {
    throw new HubError(
      `${source.dataset}: found neither ${file.name} nor ${file.name}.gz; looked for ${places.join(", ")}; expected one ` +
        "of them, or download: true",
    );
  }
  return once(places[0], async () => {
    const fetched = await fetchFile(file, source);
    await node.writeWhole(places[0], fetched.bytes);
    return fetched;
  });
}

function once(path: string, run: () => Promise<LoadedFile>): Promise<LoadedFile> {
  const earlier = underWay.get(path);
  if (earlier !== undefined) return earlier;
  const promise = run().finally(() => underWay.delete(path));
  underWay.set(path, promise);
  return promise;
}

async function prepare(
  file: DataFile,
  source: FileSource,
  name: string,
  packed: Uint8Array<ArrayBuffer>,
): Promise<LoadedFile> {
  const bytes = await unpack(packed, name);
  if (source.verify) await checkSha256(bytes, file.sha256, name);
  return { name, bytes };
}

/** Tries each URL, gzipped and plain, until one gives the right file. */
async function fetchFile(file: DataFile, source: FileSource): Promise<LoadedFile> {
  const reasons: string[] = [];
  for (const base of source.urls) {
    for (const suffix of [".gz", ""]) {
      const url = `${base.replace(/\/+$/, "")}/${file.name}${suffix}`;
      try {
        return await prepare(file, source, url, await download(url, source.downloadOptions));
      } catch (error) {
        if (!(error instanceof HubError)) throw error;
        reasons.push(error.message);
        // Only a server that has the one form not may have the other.
        if (!(error.cause instanceof PermanentError)) break;
      }
    }
  }
  throw new HubError(`${source.dataset}: could not get ${file.name}\n${reasons.map((line) => `  ${line}`).join("\n")}`);
}

import {
  decompress,
  HubError,
  isGzip,
  type LoadedFile,
  type LoadFileOptions,
  loadFile,
  type TransferOptions,
} from "@lumbre/hub";
import { DataError } from "./errors.js";

/** A file of a published dataset. */
export interface DataFile {
  /** Its name without `.gz`. */
  readonly name: string;
  /** The SHA-256 of what it holds when unpacked, in hexadecimal digits, or else {@link packed}. */
  readonly sha256?: string;
  /** The SHA-256 of the gzipped file, where that of what it holds is not published. */
  readonly packed?: string;
  /** How many bytes it has when unpacked. */
  readonly size: number;
}

/** Where a dataset's files may come from, and what is asked of them. */
export interface DataSource extends Pick<TransferOptions, "signal"> {
  /** The dataset's name; in folders its files lie in `<dataset>/raw`. */
  readonly dataset: string;
  /** A folder in place of the cache, or null. */
  readonly root: string | null;
  /** Base URLs, in the order in which they are tried. */
  readonly urls: readonly string[];
  /** True to download what is not there. */
  readonly download: boolean;
  /** True to compare size and SHA-256. */
  readonly verify: boolean;
  readonly onProgress: ((progress: LoadProgress) => void) | null;
}

/** How far the download of a file is. */
export interface LoadProgress {
  /** The file's name, as it is published. */
  readonly file: string;
  /** Bytes that have arrived. */
  readonly bytes: number;
  /** Bytes that will have arrived, or null where the server does not say. */
  readonly totalBytes: number | null;
}

/**
 * A file of a dataset, unpacked: from a folder, the cache or the network.
 *
 * @throws {DataError} for a file that is not found, cannot be fetched, or is damaged.
 */
export function loadDataFile(file: DataFile, source: DataSource): Promise<LoadedFile> {
  return asDataError(file.packed === undefined ? loadUnpacked(file, source) : loadPacked(file, source));
}

/** A file that is kept unpacked. @throws {HubError} */
export function loadUnpacked({ name, sha256, size }: DataFile, source: DataSource): Promise<LoadedFile> {
  return loadFile(`${source.dataset}/raw/${name}`, urlsOf(source, `${name}.gz`, name), {
    ...optionsOf(source, name),
    gunzip: true,
    ...(source.verify ? { sha256: sha256 ?? null, size } : {}),
  });
}

/** A file that is kept gzipped, because it is then that it can be checked. Without a check it may lie unpacked too. */
async function loadPacked({ name, packed, size }: DataFile, source: DataSource): Promise<LoadedFile> {
  if (source.root !== null && !source.verify) return loadUnpacked({ name, size }, source);
  const file = `${name}.gz`;
  const { name: from, bytes } = await loadFile(`${source.dataset}/raw/${file}`, urlsOf(source, file), {
    ...optionsOf(source, file),
    ...(source.verify ? { sha256: packed ?? null } : {}),
  });
  if (!isGzip(bytes)) return { name: from, bytes };
  return { name: from, bytes: await decompress(bytes, "gzip", { name: from, maxBytes: size }) };
}

function urlsOf({ urls }: DataSource, ...names: readonly string[]): string[] {
  return urls.flatMap((url) => names.map((name) => `${url.replace(/\/+$/, "")}/${name}`));
}

function optionsOf({ root, download, verify, signal, onProgress }: DataSource, name: string): LoadFileOptions {
  return {
    folder: root,
    alternatives: root === null ? null : [`raw/${name}`, name],
    download,
    cache: verify,
    signal: signal ?? null,
    onProgress: onProgress === null ? null : (bytes, totalBytes) => onProgress({ file: name, bytes, totalBytes }),
  };
}

/** What a download comes to, with its error as this package's. @throws {DataError} */
export async function asDataError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    throw new DataError(error.message, { cause: error });
  }
}

/**
 * What bytes compressed by `deflate-raw` or gzip hold; IDX files as they are. None of the three starts as another does.
 *
 * @param maxBytes The most that it may be.
 * @throws {DataError} for bytes that are damaged, and for more.
 */
export async function unpackIdx(bytes: Uint8Array, name: string, maxBytes: number): Promise<Uint8Array> {
  if (!isGzip(bytes) && bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8) return bytes;
  return asDataError(decompress(bytes, isGzip(bytes) ? "gzip" : "deflate-raw", { name, maxBytes }));
}

import type { ParsedTarEntryWithData } from "modern-tar";
import { HubError } from "../errors.js";
import { aCount, aString, bytesOfFile, checkArgument, checkOptions, strings } from "../options.js";
import { decompressed, isGzip, usualLimit } from "./decompress.js";

/** Options of {@link untar}. */
export interface UntarOptions {
  /** What errors call the archive. Default "the archive". */
  readonly name?: string | null;
  /** The paths of the files that are wanted, all of which must be there. Default: all files. */
  readonly files?: readonly string[] | null;
  /** The most bytes that a gzipped archive may unpack to, as in `decompress`. */
  readonly maxBytes?: number | null;
}

const kinds = { name: aString, files: strings, maxBytes: aCount };

/**
 * The files of a tar archive, gzipped or not, by their paths in it. Folders and links are left out.
 *
 * @param options.name What errors call the archive. Default "the archive".
 * @param options.files The paths of the files that are wanted, all of which must be there. Default: all files.
 * @param options.maxBytes The most bytes that a gzipped archive may unpack to. Default: as in {@link decompress}.
 * @throws {HubError} for an archive that is damaged or truncated, lacks a file, has one twice, or names one outside of
 *   the folder that it would be unpacked to.
 * @example
 * // no-run: it downloads 170 MB
 * const archive = await download("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz");
 * const files = await untar(archive, { maxBytes: 2 ** 28 });
 * files.get("cifar-10-batches-bin/test_batch.bin")?.length; // => 30730000
 */
export async function untar(
  bytes: Uint8Array,
  options: UntarOptions = {},
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  checkArgument("untar", "bytes", bytes, bytesOfFile);
  checkOptions("untar", options, kinds);
  const name = options.name ?? "the archive";
  const limit = options.maxBytes ?? usualLimit(bytes);
  const archive = isGzip(bytes) ? decompressed(bytes, "gzip", limit, name) : bytes;
  const wanted = options.files ?? null;
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { header, data } of await read(archive, name, wanted)) {
    const path = safePath(header.name, name);
    if (header.type !== "file") continue;
    if (files.has(path)) throw new HubError(`${name} has two files ${path}`);
    files.set(path, data ?? new Uint8Array(0));
  }
  const missing = wanted?.find((path) => !files.has(path));
  if (missing !== undefined) throw new HubError(`${name} has no file ${missing}`);
  return files;
}

async function read(
  archive: Uint8Array | ReadableStream<Uint8Array>,
  name: string,
  wanted: readonly string[] | null,
): Promise<ParsedTarEntryWithData[]> {
  const { unpackTar } = await import("modern-tar");
  try {
    return await unpackTar(archive, {
      strict: true,
      filter: (header) => wanted === null || wanted.includes(safePath(header.name, name)),
    });
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    throw new HubError(`${name} is a damaged or truncated tar archive: ${(cause as Error).message}`, { cause });
  }
}

/** A path without the "./" that it may begin with. @throws {HubError} for one that leads out of the folder. */
function safePath(path: string, name: string): string {
  if (/^([/\\]|[a-z]:)|(^|[/\\])\.\.([/\\]|$)/i.test(path)) {
    throw new HubError(`${name} names a file outside of its folder: ${path}`);
  }
  return path.replace(/^(\.\/)+/, "");
}

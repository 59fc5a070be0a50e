import type { ParsedTarEntryWithData } from "modern-tar";
import { HubError } from "../errors.js";
import { bytesOfFile, checkArgument, checkOptions } from "../options.js";
import { Contents, type UnpackOptions, unpackKinds } from "./contents.js";
import { decompressed, isGzip, usualLimit } from "./decompress.js";

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
  options: UnpackOptions = {},
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  checkArgument("untar", "bytes", bytes, bytesOfFile);
  checkOptions("untar", options, unpackKinds);
  const name = options.name ?? "the archive";
  const limit = options.maxBytes ?? usualLimit(bytes);
  const archive = isGzip(bytes) ? decompressed(bytes, "gzip", limit, name) : bytes;
  const contents = new Contents(name, options.files ?? null);
  for (const { header, data } of await read(archive, name, contents)) {
    if (header.type === "file") contents.add(header.name, data ?? new Uint8Array(0));
  }
  return contents.complete();
}

async function read(
  archive: Uint8Array | ReadableStream<Uint8Array>,
  name: string,
  contents: Contents,
): Promise<ParsedTarEntryWithData[]> {
  const { unpackTar } = await import("modern-tar");
  try {
    return await unpackTar(archive, { strict: true, filter: (header) => contents.wants(header.name) });
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    throw new HubError(`${name} is a damaged or truncated tar archive: ${(cause as Error).message}`, { cause });
  }
}

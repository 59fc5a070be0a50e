import { HubError } from "../errors.js";
import { bytesOfFile, checkArgument, checkOptions } from "../options.js";
import { Contents, type UnpackOptions, unpackKinds } from "./contents.js";
import { usualLimit } from "./decompress.js";

// The serialize package reads zip archives by itself: of a file that lies on a disk, part by part, where this reads one that
// was downloaded. Neither imports the other.

/** Deflate makes at most 1,032 bytes of one. */
const largestRatio = 1032;

/** True for the bytes of a zip archive. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes.length > 3 && bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/**
 * The files of a zip archive, stored or deflated, by their paths in it. Folders are left out.
 *
 * @param options.name What errors call the archive. Default "the archive".
 * @param options.files The paths of the files that are wanted, all of which must be there. Default: all files.
 * @param options.maxBytes The most bytes that the files may unpack to together. Default: as in {@link decompress}.
 * @throws {HubError} for an archive that is damaged or truncated, lacks a file, has one twice, or names one outside of
 *   the folder that it would be unpacked to.
 * @example
 * // no-run: it downloads 560 MB
 * const files = await unzip(await download("https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip"));
 * files.has("gzip/emnist-letters-test-labels-idx1-ubyte.gz"); // => true
 */
export async function unzip(
  bytes: Uint8Array,
  options: UnpackOptions = {},
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  checkArgument("unzip", "bytes", bytes, bytesOfFile);
  checkOptions("unzip", options, unpackKinds);
  const name = options.name ?? "the archive";
  let left = options.maxBytes ?? usualLimit(bytes);
  const contents = new Contents(name, options.files ?? null);
  const lengths = new Map<string, number>();
  const { unzipSync } = await import("fflate");
  try {
    const files = unzipSync(bytes, {
      // The lengths are what the archive says, so that they are checked before anything is made of that length.
      filter: ({ name: path, size, originalSize, compression }) => {
        if (path.endsWith("/") || !contents.wants(path)) return false;
        if (lengths.has(path)) throw new HubError(`${name} has two files ${path}`);
        lengths.set(path, originalSize);
        const isStored = compression === 0;
        const isPossible = isStored
          ? originalSize === size
          : originalSize <= largestRatio * Math.min(size, bytes.length);
        if (!isPossible) {
          const words = isStored ? "stored" : "compressed";
          throw new Error(`${path} cannot have ${originalSize} bytes, of ${size} ${words} ones`);
        }
        left -= originalSize;
        if (left < 0) throw new HubError(`${name} unpacks to too many bytes; expected fewer, or a larger maxBytes`);
        return true;
      },
    });
    for (const [path, data] of Object.entries(files)) {
      const length = lengths.get(path);
      if (data.length !== length) throw new Error(`${path} has ${data.length} bytes, expected ${length}`);
      contents.add(path, data as Uint8Array<ArrayBuffer>);
    }
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    throw new HubError(`${name} is a damaged or truncated zip archive: ${(cause as Error).message}`, { cause });
  }
  return contents.complete();
}

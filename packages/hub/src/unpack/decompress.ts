import { HubError } from "../errors.js";
import { aCount, aString, bytesOfFile, checkArgument, checkOptions, oneOf } from "../options.js";

/** A format that {@link decompress} reads. */
export type Compression = "gzip" | "deflate" | "deflate-raw";

/** Options of {@link decompress}. */
export interface DecompressOptions {
  /** What errors call the file. Default "the file". */
  readonly name?: string | null;
  /**
   * The most bytes that may come out, an integer >= 0: with more the work is ended, so that a small file cannot fill the
   * memory. Default: 200 times as many as went in, and at least 16 MiB.
   */
  readonly maxBytes?: number | null;
}

const kinds = { name: aString, maxBytes: aCount };
const usualRatio = 200;
const alwaysFine = 2 ** 24;

/** True for the bytes of a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The bytes of which others are the compressed form.
 *
 * @param compression "gzip", "deflate" (zlib's format) or "deflate-raw" (without a header).
 * @param options.name What errors call the file. Default "the file".
 * @param options.maxBytes The most bytes that may come out. Default: 200 times as many as went in, at least 16 MiB.
 * @throws {HubError} for bytes that are damaged or truncated, and for more than `maxBytes`.
 * @example
 * const packed = Uint8Array.from(atob("H4sIAAAAAAAAA0tMSgYAwkEkNQMAAAA="), (letter) => letter.charCodeAt(0));
 * new TextDecoder().decode(await decompress(packed, "gzip")); // => abc
 */
export async function decompress(
  bytes: Uint8Array,
  compression: Compression,
  options: DecompressOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  checkArgument("decompress", "bytes", bytes, bytesOfFile);
  checkArgument("decompress", "compression", compression, oneOf("gzip", "deflate", "deflate-raw"));
  checkOptions("decompress", options, kinds);
  const name = options.name ?? "the file";
  const limit = options.maxBytes ?? usualLimit(bytes);
  return collect(decompressed(bytes, compression, limit, name));
}

/** What {@link decompress} gives, piece by piece. The errors of the stream are those of decompress. */
export function decompressed(
  bytes: Uint8Array,
  compression: Compression,
  limit: number,
  name: string,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const isOf = compression === "gzip" ? "a damaged or truncated gzip file" : `damaged or truncated ${compression} data`;
  const source = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  const reader = source.pipeThrough(new DecompressionStream(compression)).getReader();
  let length = 0;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read().catch((cause) => {
        throw new HubError(`${name} is ${isOf} of ${bytes.length} bytes`, { cause });
      });
      if (done) return controller.close();
      length += value.length;
      if (length > limit) {
        await reader.cancel().catch(() => {});
        throw new HubError(`${name} unpacks to more than ${limit} bytes; expected no more, or a larger maxBytes`);
      }
      controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** The bound of what some bytes may unpack to, where nothing else is known. */
export const usualLimit = (bytes: Uint8Array): number => Math.max(alwaysFine, usualRatio * bytes.length);

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    chunks.push(value);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

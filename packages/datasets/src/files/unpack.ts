import { DataError } from "../errors.js";

/** Whether these are the bytes of a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function decompress(
  bytes: Uint8Array<ArrayBuffer>,
  format: "gzip" | "deflate-raw",
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * What a gzip file holds; other bytes as they are. Servers and browsers sometimes unpack on the way, so the name does
 * not tell.
 *
 * @throws {DataError} for a gzip file that is damaged.
 */
export async function unpack(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array<ArrayBuffer>> {
  if (!isGzip(bytes)) return bytes;
  try {
    return await decompress(bytes, "gzip");
  } catch (cause) {
    throw new DataError(`${name} is a damaged or truncated gzip file of ${bytes.length} bytes`, { cause });
  }
}

/**
 * What bytes compressed by `deflate-raw` or gzip hold; IDX files as they are. None of the three starts as another does.
 *
 * @throws {DataError} for bytes that are damaged.
 */
export async function unpackIdx(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array<ArrayBuffer>> {
  if (isGzip(bytes)) return unpack(bytes, name);
  if (bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8) return bytes;
  try {
    return await decompress(bytes, "deflate-raw");
  } catch (cause) {
    throw new DataError(`${name} is damaged or truncated: ${bytes.length} bytes that deflate did not write`, { cause });
  }
}

/**
 * Throws unless the bytes have a SHA-256.
 *
 * @param expected In hexadecimal digits.
 * @throws {DataError} for another hash, or where the hash cannot be computed.
 */
export async function checkSha256(bytes: Uint8Array<ArrayBuffer>, expected: string, name: string): Promise<void> {
  // Browsers have it on secure pages only.
  if (globalThis.crypto?.subtle === undefined) {
    throw new DataError(
      `${name} cannot be checked: this page has no crypto.subtle; serve it over https, or pass verify: false`,
    );
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== expected) {
    throw new DataError(`${name} has the wrong contents: its SHA-256 is ${found}, expected ${expected}`);
  }
}

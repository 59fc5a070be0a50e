import { HubError } from "./errors.js";

/** Whether these are the bytes of a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The bytes of which these are the compressed form. @throws {Error} for bytes that are damaged. */
export async function decompress(
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
 * @throws {HubError} for a gzip file that is damaged.
 */
export async function unpack(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array<ArrayBuffer>> {
  if (!isGzip(bytes)) return bytes;
  try {
    return await decompress(bytes, "gzip");
  } catch (cause) {
    throw new HubError(`${name} is a damaged or truncated gzip file of ${bytes.length} bytes`, { cause });
  }
}

/**
 * Throws unless the bytes have a SHA-256.
 *
 * @param expected In hexadecimal digits.
 * @throws {HubError} for another hash, or where the hash cannot be computed.
 */
export async function checkSha256(bytes: Uint8Array<ArrayBuffer>, expected: string, name: string): Promise<void> {
  // Browsers have it on secure pages only.
  if (globalThis.crypto?.subtle === undefined) {
    throw new HubError(
      `${name} cannot be checked: this page has no crypto.subtle; serve it over https, or pass verify: false`,
    );
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== expected) {
    throw new HubError(`${name} has the wrong contents: its SHA-256 is ${found}, expected ${expected}`);
  }
}

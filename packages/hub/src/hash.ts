import { HubError } from "./errors.js";
import { hasFileSystem, importModule } from "./host.js";
import { anMd5, aSha256, bytesOfFile, checkArgument, checkOptions, oneOf } from "./options.js";

/** What a file's contents must hash to; null or undefined: anything. */
export interface Hashes {
  /** The SHA-256 in hexadecimal digits, or its first 8 or more, as in the names of PyTorch's weights. Default: none. */
  readonly sha256?: string | null;
  /** The MD5 in hexadecimal digits: it tells a damaged file, but not one that was forged. Default: none. */
  readonly md5?: string | null;
}

export const hashKinds = { sha256: aSha256, md5: anMd5 };

/**
 * The hash of some bytes, in hexadecimal digits.
 *
 * @param algorithm "sha256" or "md5".
 * @throws {HubError} for another algorithm.
 * @example
 * await hashOf(new TextEncoder().encode("abc"), "md5"); // => 900150983cd24fb0d6963f7d28e17f72
 */
export async function hashOf(bytes: Uint8Array, algorithm: "sha256" | "md5"): Promise<string> {
  checkArgument("hashOf", "bytes", bytes, bytesOfFile);
  checkArgument("hashOf", "algorithm", algorithm, oneOf("sha256", "md5"));
  const digest = algorithm === "md5" ? await md5Of(bytes) : await sha256Of(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sha256Of(bytes: Uint8Array): Promise<Uint8Array> {
  // Browsers have it on secure pages only.
  if (globalThis.crypto?.subtle !== undefined) {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
  }
  const { sha256 } = await import("@noble/hashes/sha2.js");
  return sha256(bytes);
}

async function md5Of(bytes: Uint8Array): Promise<Uint8Array> {
  if (hasFileSystem()) {
    const { createHash, getHashes } = await importModule("node:crypto");
    if (getHashes().includes("md5")) return createHash("md5").update(bytes).digest();
  }
  const { md5 } = await import("@noble/hashes/legacy.js");
  return md5(bytes);
}

/**
 * Throws unless some bytes have the hashes that they should have.
 *
 * @param name What the error calls the file.
 * @param hashes The SHA-256, or its first digits, and the MD5; what is left out is not compared.
 * @throws {HubError} for another hash.
 * @example
 * const bytes = new TextEncoder().encode("abc");
 * await checkHash(bytes, "abc.txt", { sha256: "ba7816bf" });
 * await checkHash(bytes, "abc.txt", { sha256: "12fca82f" }); // throws HubError: abc.txt has the wrong contents
 */
export async function checkHash(bytes: Uint8Array, name: string, hashes: Hashes): Promise<void> {
  checkOptions("checkHash", hashes, hashKinds);
  for (const [algorithm, title] of [
    ["sha256", "SHA-256"],
    ["md5", "MD5"],
  ] as const) {
    const expected = hashes[algorithm]?.toLowerCase();
    if (expected === undefined) continue;
    const found = await hashOf(bytes, algorithm);
    if (found.startsWith(expected)) continue;
    const words = expected.length === found.length ? expected : `one that starts with ${expected}`;
    throw new HubError(`${name} has the wrong contents: its ${title} is ${found}, expected ${words}`);
  }
}

/**
 * The first digits of the SHA-256 that a file's name carries, as PyTorch's weights do, or null for a name without any.
 *
 * @param name A file's name, a path or a URL.
 * @example
 * hashInName("https://download.pytorch.org/models/resnet18-f37072fd.pth"); // => f37072fd
 * hashInName("resnet18.pth"); // => null
 * @see https://pytorch.org/docs/stable/hub.html#torch.hub.load_state_dict_from_url
 */
export function hashInName(name: string): string | null {
  return /-([0-9a-f]{8,64})\.[^/]*$/.exec(name)?.[1] ?? null;
}

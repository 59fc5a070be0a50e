import { pixelsPerImage } from "../../protocol.js";
import { sha256Of } from "./hash.js";
import type { Part } from "./parts.js";

export type Failure = "network" | "hash" | "format";

/** A part that did not arrive whole. */
export class PartError extends Error {
  constructor(
    readonly file: string,
    readonly reason: Failure,
  ) {
    super(`${file}: ${reason}`);
  }
}

// MNIST.fromParts of @lumbre/datasets does the same with tensors, and brings those along: the first digits would come after
// a file twenty times as large as this worker's first one.
/** Fetches a part, compares its hash and unpacks it: labels first, then pixels. */
export async function fetchPart(part: Part, base: URL, isRetry: boolean): Promise<Uint8Array<ArrayBuffer>> {
  const packed = await download(part, new URL(part.file, base), isRetry);
  if (!(await matches(packed, part.sha256))) throw new PartError(part.file, "hash");
  const bytes = await inflate(packed).catch(() => null);
  if (bytes?.length !== part.images * (pixelsPerImage + 1)) throw new PartError(part.file, "format");
  return bytes;
}

async function download(part: Part, url: URL, isRetry: boolean): Promise<ArrayBuffer> {
  try {
    // A second try must not be given the same broken bytes from a cache.
    const response = await fetch(url, { cache: isRetry ? "reload" : "default" });
    if (!response.ok) throw new PartError(part.file, "network");
    return await response.arrayBuffer();
  } catch {
    throw new PartError(part.file, "network");
  }
}

/** True if the bytes have the hash. Browsers hash only on https and localhost; elsewhere the size is what is compared. */
async function matches(bytes: ArrayBuffer, sha256: string): Promise<boolean> {
  return !isSecureContext || (await sha256Of(bytes)) === sha256;
}

async function inflate(packed: ArrayBuffer): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Response(packed).body!.pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

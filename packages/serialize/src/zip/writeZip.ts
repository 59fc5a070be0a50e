import { type Zippable, zipSync } from "fflate";

/** Archives of the same files are the same bytes: they carry the first day that the format knows. */
const mtime = new Date(1980, 0, 1);
/** Files start at multiples of this, as PyTorch's do, so that they can be mapped into memory. */
const alignment = 64;
/** A name for extra bytes that nobody reads; PyTorch's. */
const paddingField = 0x4246;

/** A file to be put into an archive. */
export interface ZipMember {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * A zip archive with some files.
 *
 * @param isCompressed True to deflate them; otherwise they are stored as they are, each at a multiple of 64 bytes.
 */
export function writeZip(members: readonly ZipMember[], isCompressed = false): Uint8Array<ArrayBuffer> {
  const files: Zippable = {};
  let at = 0;
  for (const { name, bytes } of members) {
    if (isCompressed) {
      files[name] = [bytes, { level: 6, mtime }];
      continue;
    }
    const headerLength = 30 + new TextEncoder().encode(name).length + 4;
    const padding = (alignment - ((at + headerLength) % alignment)) % alignment;
    files[name] = [bytes, { level: 0, mtime, extra: { [paddingField]: new Uint8Array(padding) } }];
    at += headerLength + padding + bytes.length;
  }
  return zipSync(files) as Uint8Array<ArrayBuffer>;
}

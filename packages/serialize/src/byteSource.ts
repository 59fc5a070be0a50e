/** Bytes that are read in parts: of an array in memory, or of a file that no array could hold. */
export interface ByteSource {
  readonly length: number;
  /** The bytes from `begin` to before `end`: on the array's memory, or of a file in memory of their own. */
  readonly bytesBetween: (begin: number, end: number) => Uint8Array;
}

export function sourceOf(bytes: Uint8Array): ByteSource {
  return { length: bytes.length, bytesBetween: (begin, end) => bytes.subarray(begin, end) };
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

import { defineKind } from "@lumbre/tensor/engine";

/** The contents of a file. */
export const fileBytes = defineKind<Uint8Array | ArrayBuffer>(
  "a Uint8Array or an ArrayBuffer with the contents of the file",
  (value) => value instanceof Uint8Array || value instanceof ArrayBuffer,
);

/** The contents as a Uint8Array proper, on the same memory: Node's Buffer has a `slice` of another meaning. */
export function asBytes(given: Uint8Array | ArrayBuffer): Uint8Array<ArrayBuffer> {
  if (given instanceof ArrayBuffer) return new Uint8Array(given);
  return new Uint8Array(given.buffer as ArrayBuffer, given.byteOffset, given.byteLength);
}

import { type Device, getDefaultDevice, type Tensor } from "@lumbre/tensor";
import { aDevice, bind, defineSignature, nullable, optional, positional } from "@lumbre/tensor/engine";
import { asBytes, fileBytes } from "../kinds.js";
import { readArray } from "./array.js";

/** Options of {@link loadNpy} and {@link loadNpz}. */
export interface LoadNpyOptions {
  /** Where the tensors go. Default: the default device. */
  readonly device?: Device | null;
}

const signature = defineSignature(
  "loadNpy",
  positional("bytes", fileBytes),
  optional("device", nullable(aDevice), null),
);

/**
 * Reads a .npy file, an array of numpy.
 *
 * float32 and float64 stay what they are, float16 becomes, exactly, float32; bool and uint8 stay, other integers become
 * int32. Either byte order is read, and an array in Fortran's order keeps it in its strides.
 *
 * @param bytes The contents of the file: a Uint8Array, such as what Node's `readFile` gives, or an ArrayBuffer.
 * @param device Where the tensor goes. Default: the default device.
 * @throws {FormatError} for bytes that are no whole .npy file, for complex numbers, texts, records and objects, and for an
 *   integer that int32 cannot hold.
 * @example
 * loadNpy(saveNpy(tensor([[1, 2], [3, 4]]))); // => tensor([[1., 2.], [3., 4.]])
 * loadNpy(new Uint8Array(20)); // throws FormatError: loadNpy: the bytes do not start as a .npy file does
 * @see https://numpy.org/doc/stable/reference/generated/numpy.load.html
 */
export function loadNpy(bytes: Uint8Array | ArrayBuffer, device?: Device | null | LoadNpyOptions): Tensor {
  [bytes, device] = bind(signature, arguments);
  return readArray("loadNpy", asBytes(bytes), device ?? getDefaultDevice());
}

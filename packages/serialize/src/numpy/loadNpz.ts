import { type Device, getDefaultDevice, type Tensor } from "@lumbre/tensor";
import { aDevice, bind, defineSignature, nullable, optional, positional } from "@lumbre/tensor/engine";
import { type ByteSource, sourceOf } from "../byteSource.js";
import { FormatError } from "../errors.js";
import { asBytes, fileBytes } from "../kinds.js";
import { contentsOf, readZip } from "../zip/readZip.js";
import { readArray } from "./array.js";
import type { LoadNpyOptions } from "./loadNpy.js";

const signature = defineSignature(
  "loadNpz",
  positional("bytes", fileBytes),
  optional("device", nullable(aDevice), null),
);

/**
 * Reads a .npz file, arrays of numpy by name: what `numpy.savez` and `numpy.savez_compressed` write.
 *
 * @param bytes The contents of the file: a Uint8Array, such as what Node's `readFile` gives, or an ArrayBuffer.
 * @param device Where the tensors go. Default: the default device.
 * @throws {FormatError} for bytes that are no whole .npz file, and for an array that {@link loadNpy} does not read.
 * @example
 * const arrays = loadNpz(saveNpz({ images: zeros(2, 28, 28), labels: tensor([7, 2], { dtype: "int32" }) }));
 * arrays.get("labels"); // => tensor([7, 2])
 * @see https://numpy.org/doc/stable/reference/generated/numpy.load.html
 */
export function loadNpz(bytes: Uint8Array | ArrayBuffer, device?: Device | null | LoadNpyOptions): Map<string, Tensor> {
  [bytes, device] = bind(signature, arguments);
  return readNpz(sourceOf(asBytes(bytes)), device ?? getDefaultDevice());
}

export function readNpz(source: ByteSource, device: Device): Map<string, Tensor> {
  const arrays = new Map<string, Tensor>();
  for (const [file, entry] of readZip("loadNpz", source)) {
    if (!file.endsWith(".npy")) {
      throw new FormatError(`loadNpz: the archive has the file ${JSON.stringify(file)}, which is no .npy file`);
    }
    const where = `loadNpz: ${JSON.stringify(file)}`;
    arrays.set(file.slice(0, -4), readArray(where, contentsOf("loadNpz", source, entry), device));
  }
  return arrays;
}

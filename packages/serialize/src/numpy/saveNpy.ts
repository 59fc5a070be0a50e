import type { Tensor } from "@lumbre/tensor";
import { aTensor, bind, defineSignature, required } from "@lumbre/tensor/engine";
import { writeArray } from "./array.js";

const signature = defineSignature("saveNpy", required("x", aTensor));

/**
 * The bytes of a .npy file with a tensor, which `numpy.load` and {@link loadNpy} read.
 *
 * @param x The tensor; a view is written as it looks, in row-major order.
 * @throws {DeviceError} for a tensor on a device that can be read with `await` only.
 * @example
 * const bytes = saveNpy(arange(6).view(2, 3));
 * loadNpy(bytes).shape; // => [2, 3]
 * @see https://numpy.org/doc/stable/reference/generated/numpy.save.html
 */
export function saveNpy(x: Tensor): Uint8Array<ArrayBuffer> {
  [x] = bind(signature, arguments);
  return writeArray(x);
}

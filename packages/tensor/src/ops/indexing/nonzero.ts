import { bind } from "../../arguments/bind.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { fromTypedArray } from "../../creation/tensor.js";
import { DTypeError } from "../../errors.js";
import { broadcastShapes, contiguousStrides } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const nonzeroSignature = defineSignature("nonzero", required("x", aTensor));
const argwhereSignature = defineSignature("argwhere", required("x", aTensor));
const maskedSelectSignature = defineSignature("maskedSelect", required("x", aTensor), required("mask", aTensor));

/** The flat indices of the elements that are not zero. Reads the tensor. */
function flatNonzero(x: Tensor): Int32Array {
  const data = x.readSync();
  const found: number[] = [];
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) found.push(i);
  return Int32Array.from(found);
}

/**
 * The indices of the elements that are not zero, in row-major order: one row per element, one column per dimension.
 * The values have to be read, so on a device that answers only with `await` this throws.
 *
 * Shapes: x of n dimensions with k elements that are not zero -> int32 [k, n].
 *
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * tensor([[0, 7], [8, 0]]).nonzero(); // => tensor([[0, 1],
 * //            [1, 0]])
 * @see https://pytorch.org/docs/stable/generated/torch.nonzero.html
 */
export function nonzero(x: Tensor): Tensor {
  [x] = bind(nonzeroSignature, arguments);
  const flat = flatNonzero(x);
  const strides = contiguousStrides(x.shape);
  const rows = new Int32Array(flat.length * x.ndim);
  for (const [row, position] of flat.entries()) {
    let rest = position;
    for (const [d, stride] of strides.entries()) {
      rows[row * x.ndim + d] = Math.floor(rest / stride);
      rest %= stride;
    }
  }
  return fromTypedArray(rows, [flat.length, x.ndim], { device: x.device });
}

/**
 * {@link nonzero} under its other name.
 *
 * @example
 * tensor([0, 7, 8]).argwhere(); // => tensor([[1],
 * //            [2]])
 * @see https://pytorch.org/docs/stable/generated/torch.argwhere.html
 */
export function argwhere(x: Tensor): Tensor {
  [x] = bind(argwhereSignature, arguments);
  return nonzero(x);
}

/**
 * The elements where a mask holds, in row-major order, as a 1-d tensor. The gradient goes back to those elements. The
 * mask has to be read, so on a device that answers only with `await` this throws.
 *
 * @param mask A bool tensor; both broadcast.
 * @throws {DTypeError} unless the mask is bool.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * tensor([1, 2, 3]).maskedSelect(tensor([true, false, true])); // => tensor([1., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.masked_select.html
 */
export function maskedSelect(x: Tensor, mask: Tensor): Tensor {
  [x, mask] = bind(maskedSelectSignature, arguments);
  if (mask.dtype !== "bool") throw new DTypeError(`maskedSelect: expected a bool mask, got ${mask.dtype}`);
  const shape = [...broadcastShapes("maskedSelect", x.shape, mask.shape)];
  const flat = flatNonzero(mask.expand(shape));
  const all = x.expand(shape);
  return all.reshape(all.numel()).indexSelect(0, fromTypedArray(flat, [flat.length], { device: x.device }));
}

import { bind } from "../../arguments/bind.js";
import { aBoolean } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { written } from "../../creation/written.js";
import type { TypedArray } from "../../dtype.js";
import { DTypeError } from "../../errors.js";
import { peek } from "../../reading.js";
import { broadcastShapes, numel, type Shape, sameShape } from "../../shape.js";
import { isTensor, type Tensor } from "../../tensor.js";

const nonzeroSignature = defineSignature("nonzero", required("x", aTensor), named("asTuple", aBoolean, false));
const argwhereSignature = defineSignature("argwhere", required("x", aTensor));
const maskedSelectSignature = defineSignature("maskedSelect", required("x", aTensor), required("mask", aTensor));

/** The flat indices of the elements that are not zero, as int32 [k]. Reads the tensor. */
export function flatNonzero(x: Tensor): Tensor {
  const mask = (x.dtype === "bool" ? x.detach() : x.detach().ne(0)).contiguous();
  const read = (): TypedArray => peek("readSync", mask);
  let count = 0;
  const data = read();
  for (let i = 0; i < data.length; i++) count += data[i];
  return written([count], "int32", x.device, (out) => writePositions(read(), count, out));
}

/** Each index is written, and stays where the mask goes on: a jump that nobody can foresee would take longer. */
function writePositions(bytes: TypedArray, count: number, out: TypedArray): void {
  for (let i = 0, k = 0; k < count; i++) {
    out[k] = i;
    k += bytes[i];
  }
}

/**
 * The flat indices, in the leading dimensions of x, of what an index picks that is one mask over these; null for another index,
 * and for a mask of another shape.
 */
export function maskedPositions(x: Tensor, parts: readonly unknown[]): Tensor | null {
  const [mask] = parts;
  if (parts.length !== 1 || !isTensor(mask) || mask.dtype !== "bool" || mask.ndim === 0) return null;
  return sameShape(mask.shape, x.shape.slice(0, mask.ndim)) ? flatNonzero(mask) : null;
}

/** Options of {@link nonzero}. */
export interface NonzeroOptions<AsTuple extends boolean = boolean> {
  /** A list with a vector of indices for each dimension, with which {@link at} picks, in place of one matrix. Default false. */
  readonly asTuple?: AsTuple;
}

/**
 * The indices of the elements that are not zero, in row-major order: one row per element, one column per dimension.
 * The values have to be read, so on a device that answers only with `await` this throws.
 *
 * Shapes: x of n dimensions with k elements that are not zero -> int32 [k, n], or with `asTuple` n times [k].
 *
 * @param options.asTuple Give a list with a vector for each dimension; a 0-d tensor counts as one of one. Default false.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * tensor([[0, 7], [8, 0]]).nonzero(); // => tensor([[0, 1],
 * //            [1, 0]])
 * const x = tensor([[0, 7], [8, 0]]);
 * x.at(...x.nonzero({ asTuple: true })); // => tensor([7., 8.])
 * @see https://pytorch.org/docs/stable/generated/torch.nonzero.html
 */
export function nonzero(x: Tensor, options: NonzeroOptions<true> & { readonly asTuple: true }): Tensor[];
export function nonzero(x: Tensor, options?: NonzeroOptions<false>): Tensor;
export function nonzero(): Tensor | Tensor[] {
  const [x, asTuple] = bind(nonzeroSignature, arguments);
  if (!asTuple) return indicesOf(x, x.shape);
  return indicesOf(x, x.ndim === 0 ? [1] : x.shape).unbind(1);
}

/** The indices of the elements that are not zero, as those of a shape. */
function indicesOf(x: Tensor, shape: Shape): Tensor {
  const flat = flatNonzero(x);
  const [count, ndim] = [flat.numel(), shape.length];
  if (ndim === 1) return flat.view(count, 1);
  return written([count, ndim], "int32", x.device, (rows) => writeIndices(peek("readSync", flat), shape, rows));
}

function writeIndices(positions: TypedArray, shape: Shape, rows: TypedArray): void {
  const ndim = shape.length;
  for (let k = 0; k < positions.length; k++) {
    let rest = positions[k];
    for (let d = ndim - 1; d >= 0; d--) {
      const size = shape[d];
      const outer = Math.floor(rest / size);
      rows[k * ndim + d] = rest - outer * size;
      rest = outer;
    }
  }
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
  return x.expand(shape).reshape(numel(shape)).gather(0, flat.to(x.device));
}

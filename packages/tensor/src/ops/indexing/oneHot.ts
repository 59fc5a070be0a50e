import { bind } from "../../arguments/bind.js";
import { aNumber, nullable } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { zeros } from "../../creation/fill.js";
import { written } from "../../creation/written.js";
import { requireIndex, type TypedArray } from "../../dtype.js";
import { ShapeError, ValueError } from "../../errors.js";
import { tensorFromBuffer } from "../../op/apply.js";
import { peek } from "../../reading.js";
import { formatShape, sameShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const oneHotSignature = defineSignature("oneHot", required("x", aTensor), optional("numClasses", aNumber, -1));
const bincountSignature = defineSignature(
  "bincount",
  required("x", aTensor),
  optional("weights", nullable(aTensor), null),
  optional("minlength", aNumber, 0),
);

/** The least and the largest of some integers; [0, -1] of none. */
function extent(data: TypedArray): readonly [least: number, most: number] {
  if (data.length === 0) return [0, -1];
  let least = data[0];
  let most = data[0];
  for (let i = 1; i < data.length; i++) {
    if (data[i] < least) least = data[i];
    else if (data[i] > most) most = data[i];
  }
  return [least, most];
}

/**
 * Class numbers as rows of zeros with a single one, in a new last dimension, int32. The numbers are read to check them.
 *
 * Shapes: x [..] -> [.., numClasses].
 *
 * @param numClasses Length of the rows, >= 1; -1: the largest class plus one. Default -1.
 * @throws {ValueError} for a class that is negative or not below numClasses.
 * @throws {ShapeError} when x is empty and numClasses is not given.
 * @throws {DTypeError} for class numbers that are no integers.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * tensor([0, 2], { dtype: "int32" }).oneHot(); // => tensor([[1, 0, 0],
 * //            [0, 0, 1]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html
 */
export function oneHot(x: Tensor, numClasses?: number | { readonly numClasses?: number }): Tensor {
  [x, numClasses] = bind(oneHotSignature, arguments);
  requireIndex("oneHot", x.dtype);
  if (!Number.isInteger(numClasses) || numClasses < -1 || numClasses === 0) {
    throw new ValueError(`oneHot: numClasses must be a whole number >= 1, or -1, got ${numClasses}`);
  }
  if (x.numel() === 0 && numClasses === -1) {
    throw new ShapeError(
      `oneHot: cannot infer the number of classes from an empty tensor of shape ${formatShape(x.shape)}`,
    );
  }
  const labels = x.contiguous();
  const [least, most] = extent(peek("oneHot", labels));
  if (least < 0) throw new ValueError(`oneHot: class values must be non-negative, got ${least}`);
  const classes = numClasses === -1 ? most + 1 : numClasses;
  if (most >= classes) {
    throw new ValueError(`oneHot: class values must be smaller than numClasses (${classes}), got ${most}`);
  }
  return written([...x.shape, classes], "int32", x.device, (out) => writeOnes(peek("oneHot", labels), classes, out));
}

function writeOnes(labels: TypedArray, classes: number, out: TypedArray): void {
  out.fill(0);
  for (let i = 0; i < labels.length; i++) out[i * classes + labels[i]] = 1;
}

/** The same by kernels, where the device has one that counts. */
function extentOf(numbers: Tensor): readonly [least: number, most: number] {
  const isOnDevice = numbers.device.kernels.countNumbers !== undefined && numbers.dtype === "int32";
  if (!isOnDevice || numbers.numel() === 0) return extent(peek("bincount", numbers));
  return [numbers.min().item(), numbers.max().item()];
}

function count(numbers: TypedArray, out: TypedArray): void {
  out.fill(0);
  for (let i = 0; i < numbers.length; i++) out[numbers[i]]++;
}

/** Options of {@link bincount}. */
export interface BincountOptions {
  /** What each element adds to its bin, in x's shape; null: 1 each. Default null. */
  readonly weights?: Tensor | null;
  /** The least number of bins, >= 0. Default 0. */
  readonly minlength?: number;
}

/**
 * How often each number occurs in a 1-d tensor of integers >= 0; with weights, their sums. Reads the tensor.
 *
 * Shapes: x [n] -> [max(largest number + 1, minlength)]; int32 without weights, and their dtype, or float64 for
 * integers, with them.
 *
 * @param weights What each element adds to its bin, in x's shape; null: 1 each. Default null.
 * @param minlength The least number of bins, >= 0. Default 0.
 * @throws {ValueError} for a negative number or minlength.
 * @throws {ShapeError} unless x has one dimension, and the weights its shape.
 * @throws {DTypeError} for numbers that are no integers.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * const x = tensor([1, 3, 1], { dtype: "int32" });
 * x.bincount(); // => tensor([0, 2, 0, 1])
 * x.bincount(tensor([1, 2, 3]), { minlength: 6 }); // => tensor([0., 4., 0., 2., 0., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.bincount.html
 */
export function bincount(
  x: Tensor,
  weights?: Tensor | null | BincountOptions,
  minlength?: number | Pick<BincountOptions, "minlength">,
): Tensor {
  [x, weights, minlength] = bind(bincountSignature, arguments);
  requireIndex("bincount", x.dtype);
  if (x.ndim !== 1) throw new ShapeError(`bincount: expected a 1-d tensor, got shape ${formatShape(x.shape)}`);
  if (!Number.isInteger(minlength) || minlength < 0) {
    throw new ValueError(`bincount: minlength must be a whole number >= 0, got ${minlength}`);
  }
  if (weights !== null && !sameShape(weights.shape, x.shape)) {
    throw new ShapeError(
      `bincount: weights of shape ${formatShape(weights.shape)} must have the input's shape, ${formatShape(x.shape)}`,
    );
  }
  const numbers = x.detach().contiguous();
  const [least, most] = extentOf(numbers);
  if (least < 0) throw new ValueError(`bincount: expected numbers >= 0, got ${least}`);
  const { device } = x;
  const bins = Math.max(minlength, most + 1);
  if (weights === null) {
    const counted = x.dtype === "int32" ? device.kernels.countNumbers?.(numbers, bins) : null;
    if (counted !== undefined && counted !== null) return tensorFromBuffer(device, counted, "int32", [bins]);
    return written([bins], "int32", device, (out) => count(peek("bincount", numbers), out));
  }
  const added = weights.isFloatingPoint() ? weights : weights.to("float64");
  return zeros([bins], { dtype: added.dtype, device }).scatterAdd(0, x, added);
}

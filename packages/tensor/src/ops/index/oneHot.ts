import { zeros } from "../../creation/fill.js";
import { requireIndex } from "../../dtype.js";
import { ShapeError, ValueError } from "../../errors.js";
import type { Tensor } from "../../tensor.js";

/**
 * Class numbers as rows of zeros with a single one, in a new last dimension, int32.
 *
 * @param numClasses Length of the rows; the largest class plus one when left out.
 * @throws {ValueError} for a class that is negative or not below numClasses.
 * @example
 * tensor([0, 2], { dtype: "int32" }).oneHot(); // => tensor([[1, 0, 0],
 * //            [0, 0, 1]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html
 */
export function oneHot(x: Tensor, numClasses = -1): Tensor {
  requireIndex("oneHot", x.dtype);
  if (x.numel() === 0 && numClasses <= 0)
    throw new ShapeError("oneHot: can not infer total number of classes from empty tensor");
  const least = x.numel() === 0 ? 0 : x.min().item();
  const most = x.numel() === 0 ? -1 : x.max().item();
  if (least < 0) throw new ValueError(`oneHot: class values must be non-negative, got ${least}`);
  const classes = numClasses === -1 ? most + 1 : numClasses;
  if (most >= classes)
    throw new ValueError(`oneHot: class values must be smaller than numClasses (${classes}), got ${most}`);
  return zeros([...x.shape, classes], { dtype: "int32", device: x.device }).scatter(x.ndim, x.unsqueeze(-1), 1);
}

/** Options of {@link bincount}. */
export interface BincountOptions {
  /** What each element adds to its bin. Default 1. */
  readonly weights?: Tensor;
  /** The least number of bins. Default 0. */
  readonly minlength?: number;
}

/**
 * How often each number occurs in a 1-d tensor of integers >= 0.
 *
 * @throws {ValueError} for a negative number.
 * @throws {ShapeError} unless x has one dimension.
 * @example
 * tensor([1, 3, 1], { dtype: "int32" }).bincount(); // => tensor([0, 2, 0, 1])
 * @see https://pytorch.org/docs/stable/generated/torch.bincount.html
 */
export function bincount(x: Tensor, options: BincountOptions = {}): Tensor {
  requireIndex("bincount", x.dtype);
  if (x.ndim !== 1) throw new ShapeError(`bincount: expected a 1-d tensor, got ${x.ndim} dimensions`);
  if (x.numel() > 0 && x.min().item() < 0)
    throw new ValueError(`bincount: expected numbers >= 0, got ${x.min().item()}`);
  const bins = Math.max(options.minlength ?? 0, x.numel() === 0 ? 0 : x.max().item() + 1);
  const weights = options.weights ?? x.mul(0).add(1);
  return zeros([bins], { dtype: weights.dtype, device: x.device }).scatterAdd(0, x, weights);
}

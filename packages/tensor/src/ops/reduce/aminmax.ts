import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber, nullable } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { callAs } from "../../op/callAs.js";
import type { Tensor } from "../../tensor.js";
import type { KeepDimOptions } from "./reduction.js";

const signature = defineSignature(
  "aminmax",
  required("x", aTensor),
  named("dim", nullable(aNumber), null),
  named("keepDim", aBoolean, false),
);

/** The smallest and the largest elements: `{ min, max }`, or `[min, max]`. */
export interface MinAndMax extends Iterable<Tensor> {
  readonly min: Tensor;
  readonly max: Tensor;
}

const iteratorOfBoth = {
  value(this: MinAndMax): Iterator<Tensor> {
    return [this.min, this.max][Symbol.iterator]();
  },
};

/** Options of {@link aminmax}. */
export interface AminmaxOptions extends KeepDimOptions {
  /** Dimension to reduce; null: all. Default null. */
  readonly dim?: number | null;
}

/**
 * The smallest and the largest element, along a dimension or of all; equal ones share the gradient evenly.
 *
 * @param options.dim Dimension to reduce, -ndim <= dim < ndim; null: all. Default null.
 * @param options.keepDim Keep the reduced dimension with size 1. Default false.
 * @throws {IndexError} for a dimension out of range, or nothing to reduce.
 * @example
 * const [min, max] = aminmax(tensor([3, 1, 2]));
 * min; // => tensor(1.)
 * max; // => tensor(3.)
 * @see https://pytorch.org/docs/stable/generated/torch.aminmax.html
 */
export function aminmax(x: Tensor, options?: AminmaxOptions): MinAndMax {
  const [input, dim, keepDim] = bind(signature, arguments);
  const [min, max] = callAs("aminmax", () => [input.amin(dim, keepDim), input.amax(dim, keepDim)]);
  return Object.defineProperty({ min, max }, Symbol.iterator, iteratorOfBoth) as unknown as MinAndMax;
}

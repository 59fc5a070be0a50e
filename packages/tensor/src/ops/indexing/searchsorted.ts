import { bind } from "../../arguments/bind.js";
import { aBoolean, nullable, oneOf } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { anOperand, aTensor } from "../../arguments/tensorKinds.js";
import { full } from "../../creation/fill.js";
import { written } from "../../creation/written.js";
import type { TypedArray } from "../../dtype.js";
import { DeviceError, ShapeError, ValueError } from "../../errors.js";
import type { Operand } from "../../op/op.js";
import { peek } from "../../reading.js";
import { formatShape, sameShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const sides = [named("outInt32", aBoolean, false), named("right", aBoolean, false)] as const;
const searchSignature = defineSignature(
  "searchsorted",
  required("sortedSequence", aTensor),
  required("values", anOperand),
  ...sides,
  named("side", nullable(oneOf("left", "right")), null),
  named("sorter", nullable(aTensor), null),
);
const bucketizeSignature = defineSignature(
  "bucketize",
  required("x", anOperand),
  required("boundaries", aTensor),
  ...sides,
);

/** Options of {@link bucketize}. */
export interface BucketizeOptions {
  /** The indices are int32 in any case. Default false. */
  readonly outInt32?: boolean;
  /** The index behind equal elements, not that of the first of them. Default false. */
  readonly right?: boolean;
}

/** Options of {@link searchsorted}. */
export interface SearchsortedOptions extends BucketizeOptions {
  /** `"right"` is `right: true`; null: as `right` says. Default null. */
  readonly side?: "left" | "right" | null;
  /** int32 indices that sort the sequence, as `argsort` gives; null: it is sorted. Default null. */
  readonly sorter?: Tensor | null;
}

/** Where a value belongs among n sorted elements from `start` on; NaN comes last. */
function placeIn(sorted: TypedArray, start: number, n: number, value: number, right: boolean): number {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = (low + high) >> 1;
    const element = sorted[start + middle];
    const isSmaller = element < value || (Number.isNaN(value) && !Number.isNaN(element));
    const isLarger = element > value || (Number.isNaN(element) && !Number.isNaN(value));
    const isBefore = right ? !isLarger : isSmaller;
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return low;
}

function search(op: string, sequence: Tensor, values: Operand, right: boolean): Tensor {
  const { device, ndim } = sequence;
  if (typeof values !== "number" && values.device !== device) {
    throw new DeviceError(
      `${op}: tensors on two devices, ${device.name} and ${values.device.name}; move one with .to(device)`,
    );
  }
  if (ndim === 0) throw new ShapeError(`${op}: the sorted elements must have at least one dimension, got shape []`);
  if (ndim > 1 && (typeof values === "number" || !sameShape(values.shape.slice(0, -1), sequence.shape.slice(0, -1)))) {
    const shape = typeof values === "number" ? "[]" : formatShape(values.shape);
    throw new ShapeError(
      `${op}: all dimensions but the last must be those of the sorted sequence, ${formatShape(sequence.shape)}, got ${shape}`,
    );
  }
  const sorted = sequence.detach().contiguous();
  const wanted = (typeof values === "number" ? full([], values, { dtype: "float64" }) : values).detach().contiguous();
  const n = sequence.shape[ndim - 1];
  const perLine = ndim === 1 ? wanted.numel() : wanted.shape[wanted.ndim - 1];
  return written(wanted.shape, "int32", device, (out) => {
    const [among, data] = [peek(op, sorted), peek(op, wanted)];
    for (let i = 0; i < data.length; i++) {
      out[i] = placeIn(among, Math.floor(i / perLine) * n, n, data[i], right);
    }
  });
}

/**
 * Where values belong in a sorted sequence, so that it stays sorted: the int32 index of the first element that is not
 * smaller, or with `right` of the first that is larger. Reads the tensors.
 *
 * Shapes: a 1-d sequence takes values of any shape; `[.., n]` takes `[.., k]`. The result has the values' shape.
 *
 * @param sortedSequence Elements that increase along the last dimension.
 * @param values A tensor, or a number.
 * @param options.outInt32 The indices are int32 in any case. Default false.
 * @param options.right The index behind equal elements, not that of the first of them. Default false.
 * @param options.side `"right"` is `right: true`; null: as `right` says. Default null.
 * @param options.sorter int32 indices that sort the sequence; null: it is sorted. Default null.
 * @throws {ShapeError} when the leading dimensions differ.
 * @throws {ValueError} when `side` and `right` contradict each other.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * searchsorted(tensor([1, 3, 5]), tensor([3, 4])); // => tensor([1, 2])
 * searchsorted(tensor([1, 3, 5]), tensor([3, 4]), { right: true }); // => tensor([2, 2])
 * @see https://pytorch.org/docs/stable/generated/torch.searchsorted.html
 */
export function searchsorted(sortedSequence: Tensor, values: Operand, options?: SearchsortedOptions): Tensor {
  const [sequence, wanted, , right, side, sorter] = bind(searchSignature, arguments);
  if (side === "left" && right) {
    throw new ValueError(
      "searchsorted: side and right can't be set to opposites, got side of left while right was True",
    );
  }
  if (sorter !== null && !sameShape(sorter.shape, sequence.shape)) {
    throw new ShapeError(
      `searchsorted: sorter of shape ${formatShape(sorter.shape)} must have the sequence's, ${formatShape(sequence.shape)}`,
    );
  }
  const sorted = sorter === null ? sequence : sequence.detach().takeAlongDim(sorter, -1);
  return search("searchsorted", sorted, wanted, right || side === "right");
}

/**
 * The int32 index of the bucket of each value, between boundaries: `boundaries[i - 1] < x <= boundaries[i]`, or with `right`
 * `boundaries[i - 1] <= x < boundaries[i]`. Reads the tensors.
 *
 * Shapes: those of x.
 *
 * @param x A tensor, or a number.
 * @param boundaries Boundaries that increase, 1-d.
 * @param options.outInt32 The indices are int32 in any case. Default false.
 * @param options.right The lower boundary is included, not the upper one. Default false.
 * @throws {ShapeError} unless the boundaries have one dimension.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * bucketize(tensor([1, 4, 9]), tensor([2, 4, 6])); // => tensor([0, 1, 3])
 * @see https://pytorch.org/docs/stable/generated/torch.bucketize.html
 */
export function bucketize(x: Operand, boundaries: Tensor, options?: BucketizeOptions): Tensor {
  const [values, bounds, , right] = bind(bucketizeSignature, arguments);
  if (bounds.ndim !== 1) {
    throw new ShapeError(`bucketize: boundaries must have 1 dimension, got shape ${formatShape(bounds.shape)}`);
  }
  return search("bucketize", bounds, values, right);
}

import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { DeviceBuffer, Kernels, View } from "../../backend/contract.js";
import { Scratch } from "../../backend/scratch.js";
import { full } from "../../creation/fill.js";
import { isFloat } from "../../dtype.js";
import { apply } from "../../op/apply.js";
import { defineOp } from "../../op/op.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { shareEvenly } from "../reduce/amax.js";
import { type KeepDimOptions, requireElements } from "../reduce/reduction.js";
import { type ValuesAndIndices, valuesAndIndices } from "../valuesAndIndices.js";
import { placeAlong } from "./select.js";
import { argsort } from "./sort.js";

/** The middle of a sorted line; of two middle elements the lower one. */
function middle(length: number): number {
  return (length - 1) >> 1;
}

/** The middle of the sorted line, or the NaN that sorting has brought to its end. */
function medianKernels(kernels: Kernels, x: View): DeviceBuffer {
  const { shape, dtype } = x;
  const [values, indices] = kernels.sort(x, 0, false);
  const scratch = new Scratch(kernels);
  scratch.view(indices, shape, "int32");
  const sorted = scratch.view(values, shape, dtype);
  const at = (offset: number): View => ({ ...sorted, shape: [], strides: [], offset });
  const last = at(shape[0] - 1);
  const lastIsNaN = scratch.view(kernels.unary("isnan", last), [], "bool");
  const result = kernels.where(lastIsNaN, last, at(middle(shape[0])));
  scratch.release();
  return result;
}

/** With the index of the median, where it was found without sorting. */
const medianOp = defineOp<Tensor | null>({
  name: "median",
  shape: () => [],
  forward: (kernels, [x], index) =>
    index === null ? medianKernels(kernels, x as View) : kernels.gather(x as View, 0, index),
  saves: { inputs: [0], output: true },
  grad: [(g, ctx) => shareEvenly(g, ctx.input(0), ctx.output(), { dims: [0], keepDim: false })],
});

const allSignature = defineSignature("median", required("x", aTensor));
const alongSignature = defineSignature(
  "median",
  required("x", aTensor),
  required("dim", aNumber),
  optional("keepDim", aBoolean, false),
);

/** The element of a line at an index, [1] or null for the middle one; all that equal it share its gradient. */
export function medianAt(line: Tensor, index: Tensor | null): Tensor {
  return apply(medianOp, [line], index);
}

function medianOfAll(x: Tensor): Tensor {
  if (x.numel() === 0) return full([], NaN, { dtype: x.dtype, device: x.device });
  const line = x.reshape(-1);
  return medianAt(line, placeAlong(line, 0, middle(line.numel()), true));
}

/** The indices of the medians of lines that are sorted as a whole. */
function middleOfSorted(line: Tensor, along: number): Tensor {
  const n = line.shape[along];
  const order = argsort(line, along);
  const indices = order.narrow(along, middle(n), 1).contiguous();
  if (!isFloat(line.dtype)) return indices;
  const last = line.detach().gather(along, order.narrow(along, n - 1, 1));
  // argmax finds the first NaN, where there is one.
  return line.argmax(along, { keepDim: true }).where(last.isnan(), indices);
}

function medianAlong(x: Tensor, dim: number, keepDim: boolean): ValuesAndIndices {
  const along = normalizeDim("median", dim, x.ndim);
  const line = x.ndim === 0 ? x.unsqueeze(0) : x;
  requireElements("median", line.shape, [along], true);
  const n = line.shape[along];
  const indices = placeAlong(line, along, middle(n), true) ?? middleOfSorted(line, along);
  const values = line.gather(along, indices);
  if (keepDim && x.ndim > 0) return valuesAndIndices(values, indices);
  return valuesAndIndices(values.squeeze(along), indices.squeeze(along));
}

/**
 * The median of all elements; or, given a dimension, the medians along it with their indices. Of two middle
 * elements the lower one is taken, and a NaN makes the result NaN.
 *
 * Without `dim`, equal elements share the gradient evenly, and the median of nothing is NaN.
 *
 * @param dim Dimension to reduce, -ndim <= dim < ndim.
 * @param keepDim Keep the reduced dimension with size 1. Default false.
 * @throws {IndexError} for a dimension out of range or of size 0.
 * @example
 * tensor([5, 1, 4, 2]).median(); // => tensor(2.)
 * tensor([[3, 1, 2], [6, 5, 4]]).median(1).values; // => tensor([2., 5.])
 * @see https://pytorch.org/docs/stable/generated/torch.median.html
 */
export function median(
  x: Tensor,
  dim: number | (KeepDimOptions & { readonly dim: number }),
  keepDim?: boolean | KeepDimOptions,
): ValuesAndIndices;
export function median(x: Tensor): Tensor;
export function median(x: Tensor): Tensor | ValuesAndIndices {
  const given: ArrayLike<unknown> = arguments;
  if (given[1] === undefined && given.length <= 2) return medianOfAll(bind(allSignature, [given[0]])[0]);
  return medianAlong(...bind(alongSignature, given));
}

import type { View } from "../../backend/contract.js";
import { applyMulti } from "../../op/apply.js";
import { defineMultiOp } from "../../op/op.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { scatterToInput, type ValuesAndIndices } from "../reduce/max.js";

/** Options of {@link sort} and {@link argsort}. */
export interface SortOptions {
  /** Largest first. Default false. */
  readonly descending?: boolean;
}

const sortOp = defineMultiOp<{ readonly dim: number; readonly descending: boolean }>({
  name: "sort",
  outputs: ([input]) => {
    const { shape, dtype } = input as Tensor;
    return [
      { shape, dtype },
      { shape, dtype: "int32" },
    ];
  },
  forward: (kernels, [x], { dim, descending }) => kernels.sort(x as View, dim, descending),
  saves: { output: true },
  grad: [(g, ctx) => scatterToInput(g, ctx.output(1), ctx.inputShape(0), ctx.attributes.dim)],
});

/**
 * The elements in sorted order along `dim`, and where each was. Equal elements keep their order, as with PyTorch's
 * `stable=True`; NaN counts as the largest.
 *
 * @param dim Dimension to sort along, -ndim <= dim < ndim. Default -1.
 * @param options.descending Largest first. Default false.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * const { values, indices } = tensor([3, 1, 2]).sort();
 * values; // => tensor([1., 2., 3.])
 * indices; // => tensor([1, 2, 0])
 * @see https://pytorch.org/docs/stable/generated/torch.sort.html
 */
export function sort(x: Tensor, dim = -1, options: SortOptions = {}): ValuesAndIndices {
  const along = normalizeDim("sort", dim, x.ndim);
  const attributes = { dim: along, descending: options.descending ?? false };
  const [values, indices] = applyMulti(sortOp, [x.ndim === 0 ? x.unsqueeze(0) : x], attributes);
  return x.ndim === 0 ? { values: values.squeeze(0), indices: indices.squeeze(0) } : { values, indices };
}

/**
 * The int32 indices that would sort the tensor along `dim`; stable.
 *
 * @param dim Dimension to sort along, -ndim <= dim < ndim. Default -1.
 * @param options.descending Largest first. Default false.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * tensor([3, 1, 2]).argsort(); // => tensor([1, 2, 0])
 * @see https://pytorch.org/docs/stable/generated/torch.argsort.html
 */
export function argsort(x: Tensor, dim = -1, options: SortOptions = {}): Tensor {
  return sort(x.detach(), dim, options).indices;
}

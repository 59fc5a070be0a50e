import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber } from "../../arguments/kinds.js";
import { defineSignature, named, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { applyMulti } from "../../op/apply.js";
import { defineMultiOp } from "../../op/op.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { scatterToInput } from "../reduce/max.js";
import { type ValuesAndIndices, valuesAndIndices } from "../valuesAndIndices.js";

/** Options of {@link sort} and {@link argsort}. */
export interface SortOptions {
  /** Dimension to sort along, -ndim <= dim < ndim. Default -1. */
  readonly dim?: number;
  /** Largest first. Default false. */
  readonly descending?: boolean;
  /** Equal elements keep their order, which they do in any case. Default false. */
  readonly stable?: boolean;
}

function sortSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    optional("dim", aNumber, -1),
    optional("descending", aBoolean, false),
    named("stable", aBoolean, false),
  );
}

const valuesSignature = sortSignature("sort");
const indicesSignature = sortSignature("argsort");

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

function sortWith(op: string, x: Tensor, dim: number, descending: boolean): ValuesAndIndices {
  const along = normalizeDim(op, dim, x.ndim);
  const [values, indices] = applyMulti(sortOp, [x.ndim === 0 ? x.unsqueeze(0) : x], { dim: along, descending });
  return x.ndim === 0 ? valuesAndIndices(values.squeeze(0), indices.squeeze(0)) : valuesAndIndices(values, indices);
}

/**
 * The elements in sorted order along `dim`, and where each was. Equal elements keep their order, as with PyTorch's
 * `stable=True`; NaN counts as the largest.
 *
 * @param dim Dimension to sort along, -ndim <= dim < ndim. Default -1.
 * @param descending Largest first. Default false.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * const { values, indices } = tensor([3, 1, 2]).sort();
 * values; // => tensor([1., 2., 3.])
 * indices; // => tensor([1, 2, 0])
 * tensor([3, 1, 2]).sort({ descending: true }).values; // => tensor([3., 2., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.sort.html
 */
export function sort(
  x: Tensor,
  dim?: number | SortOptions,
  descending?: boolean | Omit<SortOptions, "dim">,
  options?: Pick<SortOptions, "stable">,
): ValuesAndIndices {
  [x, dim, descending] = bind(valuesSignature, arguments);
  return sortWith("sort", x, dim, descending);
}

/**
 * The int32 indices that would sort the tensor along `dim`; stable.
 *
 * @param dim Dimension to sort along, -ndim <= dim < ndim. Default -1.
 * @param descending Largest first. Default false.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * tensor([3, 1, 2]).argsort(); // => tensor([1, 2, 0])
 * @see https://pytorch.org/docs/stable/generated/torch.argsort.html
 */
export function argsort(
  x: Tensor,
  dim?: number | SortOptions,
  descending?: boolean | Omit<SortOptions, "dim">,
  options?: Pick<SortOptions, "stable">,
): Tensor {
  [x, dim, descending] = bind(indicesSignature, arguments);
  return sortWith("argsort", x.detach(), dim, descending).indices;
}

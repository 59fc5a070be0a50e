import { bind } from "../../arguments/bind.js";
import { isPlainObject } from "../../arguments/describe.js";
import { aBoolean, aNumber } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { ArgReduceOp, DeviceBuffer, View } from "../../backend/contract.js";
import { zeros } from "../../creation/fill.js";
import { apply, applyMulti } from "../../op/apply.js";
import { callAs } from "../../op/callAs.js";
import { defineMultiOp, type MultiOp } from "../../op/op.js";
import { contiguousStrides, keptShape, normalizeDim, reducedShape, type Shape } from "../../shape.js";
import { isTensor, type Tensor } from "../../tensor.js";
import { type ValuesAndIndices, valuesAndIndices } from "../valuesAndIndices.js";
import { defineExtremumOp } from "./amax.js";
import { type KeepDimOptions, reduceAttributes, requireElements } from "./reduction.js";

/** What ops over one dimension are told. */
export interface DimAttributes {
  readonly dim: number;
  readonly keepDim: boolean;
}

/**
 * The gradient of values that were picked out along a dimension: each goes back to the position it came from.
 * `g` and `indices` have one element per result along `dim`.
 */
export function scatterToInput(g: Tensor, indices: Tensor, inputShape: Shape, dim: number): Tensor {
  return zeros(inputShape, { dtype: g.dtype, device: g.device }).scatterAdd(dim, indices, g);
}

function defineExtremumAlongOp(name: string, kernel: ArgReduceOp): MultiOp<DimAttributes> {
  return defineMultiOp<DimAttributes>({
    name,
    outputs: ([input], { dim, keepDim }) => {
      const x = input as Tensor;
      const shape = reducedShape(x.shape, [dim], keepDim);
      return [
        { shape, dtype: x.dtype },
        { shape, dtype: "int32" },
      ];
    },
    forward: (kernels, [input], { dim }): readonly DeviceBuffer[] => {
      const x = input as View;
      const buffer = kernels.argReduce(kernel, x, dim);
      const shape = keptShape(x.shape, [dim]);
      const indices: View = { buffer, shape, strides: contiguousStrides(shape), offset: 0, dtype: "int32" };
      return [kernels.gather(x, dim, indices), buffer];
    },
    saves: { output: true },
    grad: [
      (g, ctx) => {
        const { dim, keepDim } = ctx.attributes;
        const indices = ctx.output(1);
        const along = keepDim ? g : g.unsqueeze(dim);
        return scatterToInput(along, keepDim ? indices : indices.unsqueeze(dim), ctx.inputShape(0), dim);
      },
    ],
  });
}

const maxOp = defineExtremumOp("max", "max");
const minOp = defineExtremumOp("min", "min");
const maxAlongOp = defineExtremumAlongOp("max", "argmax");
const minAlongOp = defineExtremumAlongOp("min", "argmin");

function along(op: MultiOp<DimAttributes>, x: Tensor, dim: number, keepDim: boolean): ValuesAndIndices {
  const d = normalizeDim(op.name, dim, x.ndim);
  // A 0-d tensor is a line of one element.
  const line = x.ndim === 0 ? x.unsqueeze(0) : x;
  requireElements(op.name, line.shape, [d], true);
  const attributes = { dim: d, keepDim: keepDim && x.ndim > 0 };
  const [values, indices] = applyMulti(op, [line], attributes);
  return valuesAndIndices(values, indices);
}

function overAll(op: typeof maxOp, x: Tensor): Tensor {
  const attributes = reduceAttributes(op.name, x, null, false);
  requireElements(op.name, x.shape, attributes.dims, false);
  return apply(op, [x], attributes);
}

function signaturesOf(op: string) {
  return {
    all: defineSignature(op, required("x", aTensor)),
    along: defineSignature(op, required("x", aTensor), required("dim", aNumber), optional("keepDim", aBoolean, false)),
    elementwise: defineSignature(op, required("x", aTensor), required("other", aTensor)),
  };
}

const signatures = { max: signaturesOf("max"), min: signaturesOf("min") };

/** One of PyTorch's three functions of this name, which the second argument tells apart. */
function extremum(
  name: "max" | "min",
  op: typeof maxOp,
  alongOp: MultiOp<DimAttributes>,
  given: ArrayLike<unknown>,
): Tensor | ValuesAndIndices {
  const { all, along: one, elementwise } = signatures[name];
  const second = given[1];
  if (second === undefined && given.length <= 2) return overAll(op, bind(all, [given[0]])[0]);
  if (isTensor(second) || (isPlainObject(second) && "other" in second)) {
    const [x, other] = bind(elementwise, given);
    return callAs(name, () => x[name === "max" ? "maximum" : "minimum"](other));
  }
  const [x, dim, keepDim] = bind(one, given);
  return along(alongOp, x, dim, keepDim);
}

/**
 * The largest element of all; or, given a dimension, the largest elements along it with their positions; or, given a
 * tensor, the elementwise maximum of the two.
 *
 * NaN counts as the largest. Of equal largest elements all share the gradient evenly when there is no `dim`; with
 * one, the first takes all of it.
 *
 * @param other The tensor to compare with, elementwise; it broadcasts.
 * @param dim Dimension to reduce, -ndim <= dim < ndim.
 * @param keepDim Keep the reduced dimension with size 1. Default false.
 * @throws {IndexError} for a dimension out of range, or when there is no element to choose from.
 * @example
 * const x = tensor([[1, 5], [7, 2]]);
 * x.max(); // => tensor(7.)
 * x.max(1).values; // => tensor([5., 7.])
 * const [values, indices] = x.max(1);
 * indices; // => tensor([1, 0])
 * @see https://pytorch.org/docs/stable/generated/torch.max.html
 */
export function max(
  x: Tensor,
  dim: number | (KeepDimOptions & { readonly dim: number }),
  keepDim?: boolean | KeepDimOptions,
): ValuesAndIndices;
export function max(x: Tensor, other?: Tensor): Tensor;
export function max(x: Tensor): Tensor | ValuesAndIndices {
  return extremum("max", maxOp, maxAlongOp, arguments);
}

/**
 * The smallest element of all; or, given a dimension, the smallest elements along it with their positions; or, given
 * a tensor, the elementwise minimum of the two.
 *
 * A NaN makes the result NaN. Of equal smallest elements all share the gradient evenly when there is no `dim`; with
 * one, the first takes all of it.
 *
 * @param other The tensor to compare with, elementwise; it broadcasts.
 * @param dim Dimension to reduce, -ndim <= dim < ndim.
 * @param keepDim Keep the reduced dimension with size 1. Default false.
 * @throws {IndexError} for a dimension out of range, or when there is no element to choose from.
 * @example
 * const x = tensor([[1, 5], [7, 2]]);
 * x.min(); // => tensor(1.)
 * x.min(0).indices; // => tensor([0, 1])
 * @see https://pytorch.org/docs/stable/generated/torch.min.html
 */
export function min(
  x: Tensor,
  dim: number | (KeepDimOptions & { readonly dim: number }),
  keepDim?: boolean | KeepDimOptions,
): ValuesAndIndices;
export function min(x: Tensor, other?: Tensor): Tensor;
export function min(x: Tensor): Tensor | ValuesAndIndices {
  return extremum("min", minOp, minAlongOp, arguments);
}

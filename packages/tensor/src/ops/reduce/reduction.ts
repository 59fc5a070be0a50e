import { aBoolean, nullable } from "../../arguments/kinds.js";
import { defineSignature, named, optional, required } from "../../arguments/signature.js";
import { aDType, aTensor, dims } from "../../arguments/tensorKinds.js";
import { type DType, isFloat } from "../../dtype.js";
import { IndexError } from "../../errors.js";
import { keptShape, normalizeDims, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/** Dimensions to reduce: one, several, or (null, an empty list or left out) all of them. */
export type Dims = number | readonly number[] | null;

/** Options of reductions. */
export interface KeepDimOptions {
  /** Keep the reduced dimensions with size 1. Default false. */
  readonly keepDim?: boolean;
}

/** {@link KeepDimOptions} with the dimensions. */
export interface ReductionOptions extends KeepDimOptions {
  /** Dimensions to reduce. Default: all. */
  readonly dim?: Dims;
}

/** Options of reductions that add or multiply. */
export interface AccumulationOptions {
  /** Dtype to convert to first, and of the result; null: the tensor's own, int32 for integers and bools. Default null. */
  readonly dtype?: DType | null;
}

/** {@link AccumulationOptions} behind the dimensions. */
export interface KeepDimDTypeOptions extends KeepDimOptions, AccumulationOptions {}

/** {@link AccumulationOptions} with the dimensions. */
export interface ReductionDTypeOptions extends ReductionOptions, AccumulationOptions {}

/** The dtype that accumulations are made in, and give. */
export const dtypeParameter = named("dtype", nullable(aDType), null);

/** The signature of reductions that add or multiply. */
export function accumulationSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    optional("dim", dims, null),
    optional("keepDim", aBoolean, false),
    dtypeParameter,
  );
}

/** Adds or multiplies in `dtype`; without one integers and bools as int32, which small integers are counted in anyway. */
export function accumulate(x: Tensor, dtype: DType | null, reduce: (numbers: Tensor) => Tensor): Tensor {
  const given = dtype === null ? x : x.to(dtype);
  if (isFloat(given.dtype)) return reduce(given);
  const result = reduce(given.to("int32"));
  return dtype === null ? result : result.to(dtype);
}

/** The signature that most reductions share. */
export function reductionSignature(op: string) {
  return defineSignature(op, required("x", aTensor), optional("dim", dims, null), optional("keepDim", aBoolean, false));
}

/** What a reduction op is told. `dims` is sorted and counts from the front. */
export interface ReduceAttributes {
  readonly dims: readonly number[];
  readonly keepDim: boolean;
}

/** What a reduction op is told, from the arguments that all reductions share. */
export function reduceAttributes(op: string, x: Tensor, dim: Dims, keepDim: boolean): ReduceAttributes {
  return { dims: normalizeDims(op, dim, x.ndim), keepDim };
}

/** A reduced tensor with its reduced dimensions put back as size 1, so that it broadcasts against the input. */
export function restoreDims(reduced: Tensor, inputShape: Shape, { dims, keepDim }: ReduceAttributes): Tensor {
  return keepDim ? reduced : reduced.reshape(keptShape(inputShape, dims));
}

/**
 * For reductions that have no value for nothing at all, such as the largest element.
 * @throws {IndexError} when a reduced dimension has size 0; `named` says whether the caller named dimensions.
 */
export function requireElements(op: string, shape: Shape, dims: readonly number[], named: boolean): void {
  const empty = dims.find((d) => shape[d] === 0);
  if (empty === undefined) return;
  throw new IndexError(
    named
      ? `${op}: Expected reduction dim ${empty} to have non-zero size.`
      : `${op}: Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.`,
  );
}

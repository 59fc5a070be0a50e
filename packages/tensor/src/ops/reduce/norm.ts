import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber, either, oneOf } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor, dims } from "../../arguments/tensorKinds.js";
import type { DeviceBuffer, Kernels, View } from "../../backend/contract.js";
import { Scratch } from "../../backend/scratch.js";
import { requireFloat } from "../../dtype.js";
import { ValueError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { defineOp, type GradContext } from "../../op/op.js";
import { keptShape, reducedShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { shareEvenly } from "./amax.js";
import {
  type AccumulationOptions,
  type Dims,
  dtypeParameter,
  type KeepDimDTypeOptions,
  type ReduceAttributes,
  type ReductionDTypeOptions,
  reduceAttributes,
  requireElements,
  restoreDims,
} from "./reduction.js";

interface NormAttributes extends ReduceAttributes {
  readonly p: number;
}

function normKernels(kernels: Kernels, x: View, { p, dims }: NormAttributes): DeviceBuffer {
  const { shape, dtype } = x;
  const kept = keptShape(shape, dims);
  const scratch = new Scratch(kernels);
  const total = (terms: DeviceBuffer): DeviceBuffer => kernels.reduce("sum", scratch.view(terms, shape, dtype), dims);
  const size = (): View => scratch.view(kernels.unary("abs", x), shape, dtype);
  const result = ((): DeviceBuffer => {
    if (p === 2) return kernels.unary("sqrt", scratch.view(total(kernels.unary("square", x)), kept, dtype));
    if (p === 1) return total(kernels.unary("abs", x));
    if (p === Infinity) return kernels.reduce("max", size(), dims);
    if (p === -Infinity) return kernels.reduce("min", size(), dims);
    if (p === 0) {
      const nonzero = scratch.view(kernels.binary("ne", x, 0), shape, "bool");
      return total(kernels.cast(nonzero, dtype));
    }
    const sum = scratch.view(total(kernels.binary("pow", size(), p)), kept, dtype);
    return kernels.binary("pow", sum, 1 / p);
  })();
  scratch.release();
  return result;
}

/** `|x|^(p-1) * sign(x) / norm^(p-1)`, with PyTorch's choices where that is undefined. */
function normGrad(g: Tensor, ctx: GradContext<NormAttributes>): Tensor | null {
  const { attributes } = ctx;
  const { p } = attributes;
  if (p === 0) return null;
  const x = ctx.input(0);
  const upstream = restoreDims(g, x.shape, attributes);
  if (p === 1) return upstream.mul(x.sign());
  if (p === Infinity || p === -Infinity) return shareEvenly(g, x.abs(), ctx.output(), attributes).mul(x.sign());
  const norm = restoreDims(ctx.output(), x.shape, attributes);
  // Below, the slope at norm 0 or at an element 0 is undefined or infinite; it is taken to be 0.
  if (p === 2) return upstream.mul(x.div(norm).maskedFill(norm.eq(0), 0));
  if (p < 1) {
    const direction = x
      .sign()
      .mul(x.abs().pow(p - 1))
      .maskedFill(x.eq(0), 0);
    return direction.mul(upstream.mul(norm.pow(1 - p)));
  }
  const scale = upstream.div(norm.pow(p - 1)).maskedFill(norm.eq(0), 0);
  const direction = p < 2 ? x.sign().mul(x.abs().pow(p - 1)) : x.mul(x.abs().pow(p - 2));
  return direction.mul(scale);
}

const normOp = defineOp<NormAttributes>({
  name: "norm",
  shape: ([x], { dims, keepDim }) => reducedShape((x as Tensor).shape, dims, keepDim),
  forward: (kernels, [x], attributes) => normKernels(kernels, x as View, attributes),
  saves: { inputs: [0], output: true },
  grad: [normGrad],
});

/** Options of {@link norm}. */
export interface NormOptions extends ReductionDTypeOptions {
  /** Any number or +-Infinity; "fro" is 2. Default 2. */
  readonly p?: number | "fro";
}

const signature = defineSignature(
  "norm",
  required("x", aTensor),
  optional<number | "fro">("p", either(aNumber, oneOf("fro")), 2),
  optional("dim", dims, null),
  optional("keepDim", aBoolean, false),
  dtypeParameter,
);

/**
 * The p-norm over `dim` (default: all), `sum(|x|^p)^(1/p)`. Infinity gives the largest and -Infinity the smallest
 * absolute value; 0 counts the elements that are not zero. A matrix is treated as the vector of its elements.
 *
 * The gradient at norm 0 is 0.
 *
 * @param p Any number or +-Infinity; "fro" is 2. Default 2.
 * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @param options.dtype Float dtype to convert to first, and of the result. Default: the tensor's own.
 * @throws {DTypeError} for integers and bools, unless a float dtype is given.
 * @throws {ValueError} when p is NaN.
 * @throws {IndexError} for a dimension out of range, or one of size 0 when p is negative or Infinity.
 * @example
 * tensor([3, -4]).norm(); // => tensor(5.)
 * tensor([[3, -4], [1, 1]]).norm(1, 1); // => tensor([7., 2.])
 * tensor([3, 4], { dtype: "int32" }).norm({ dtype: "float32" }); // => tensor(5.)
 * @see https://pytorch.org/docs/stable/generated/torch.norm.html
 */
export function norm(
  x: Tensor,
  p?: number | "fro" | NormOptions,
  dim?: Dims | ReductionDTypeOptions,
  keepDim?: boolean | KeepDimDTypeOptions,
  options?: AccumulationOptions,
): Tensor {
  const [input, order, along, isKept, dtype] = bind(signature, arguments);
  requireFloat("norm", dtype ?? input.dtype);
  const power = order === "fro" ? 2 : order;
  if (Number.isNaN(power)) throw new ValueError("norm: p must be a number or +-Infinity, got NaN");
  const attributes = reduceAttributes("norm", input, along, isKept);
  if (power < 0 || power === Infinity) requireElements("norm", input.shape, attributes.dims, along !== null);
  return apply(normOp, [dtype === null ? input : input.to(dtype)], { ...attributes, p: power });
}

import { bind } from "../../arguments/bind.js";
import { describe } from "../../arguments/describe.js";
import { aBoolean, defineKind, type Kind } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { anOperand, aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { full } from "../../creation/fill.js";
import { ArgumentError, ShapeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import { defineOp, type Operand } from "../../op/op.js";
import { formatShape, isContiguous, numel, type Shape } from "../../shape.js";
import { isTensor, type Tensor } from "../../tensor.js";
import { copyInto } from "../copy.js";
import { changedCopy } from "./gather.js";
import { flatPositions, type Index, locate } from "./locate.js";
import { maskedPositions } from "./nonzero.js";
import { valuesInto } from "./source.js";

/** Options of {@link indexPut}. */
export interface IndexPutOptions {
  /** Add instead of replacing, also where an index is named several times. Default false. */
  readonly accumulate?: boolean;
}

/** The parts of an index; what each of them has to be is checked where they are read. */
const aListOfParts: Kind<readonly Index[]> = defineKind(
  "a list of indices",
  Array.isArray,
  (op, name, value) =>
    new ArgumentError(
      `${op}: ${name} must be a list, one part for each dimension, got ${describe(value)}; write ${op}([index], values)`,
    ),
);

function indexPutSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    required("indices", aListOfParts),
    required("values", anOperand),
    optional("accumulate", aBoolean, false),
  );
}

const copySignature = indexPutSignature("indexPut");
const inPlaceSignature = indexPutSignature("indexPut_");

interface IndexPutAttributes {
  readonly accumulate: boolean;
}

/** A row-major tensor's memory as one line. */
function lineOf(x: View): View {
  return { buffer: x.buffer, shape: [numel(x.shape)], strides: [1], offset: x.offset, dtype: x.dtype };
}

function kernelFor({ accumulate }: IndexPutAttributes): "scatter" | "scatterAdd" {
  return accumulate ? "scatterAdd" : "scatter";
}

/** Inputs: x, 1-d indices in the flat x, and a value for each. */
const indexPutOp = defineOp<IndexPutAttributes>({
  name: "indexPut",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [x, places, values], attributes, shape) =>
    changedCopy(kernels, x as View, shape, (target) =>
      kernels[kernelFor(attributes)](lineOf(target), 0, places as View, values as View),
    ),
  overwrite: (kernels, [input, places, values], attributes) => {
    const x = input as View;
    if (!isContiguous(x.shape, x.strides)) return false;
    kernels[kernelFor(attributes)](lineOf(x), 0, places as View, values as View);
    return true;
  },
  saves: { inputs: [1] },
  grad: [
    (g, ctx) => {
      if (ctx.attributes.accumulate) return g;
      return g.reshape(g.numel()).scatter(0, ctx.input(1), 0).reshape(ctx.inputShape(0));
    },
    null,
    (g, ctx) => g.reshape(g.numel()).gather(0, ctx.input(1)),
  ],
});

/** One value per index, in x's dtype. */
function valuesFor(op: string, x: Tensor, values: Operand, shape: Shape): Tensor {
  let source = valuesInto(op, x, values);
  if (typeof source === "number") {
    return full([], source, { dtype: x.dtype, device: x.device }).expand([numel(shape)]);
  }
  // As in Python's assignment, leading dimensions of size 1 do not count.
  while (source.ndim > shape.length && source.shape[0] === 1) source = source.squeeze(0);
  const fits = source.shape.every((size, d) => {
    const wanted = shape[d - source.ndim + shape.length];
    return size === 1 || size === wanted;
  });
  if (!fits || source.ndim > shape.length) {
    throw new ShapeError(
      `${op}: shape mismatch: value tensor of shape ${formatShape((values as Tensor).shape)} cannot be broadcast to ` +
        `indexing result of shape ${formatShape(shape)}`,
    );
  }
  return source.expand([...shape]).reshape(numel(shape));
}

type Apply = typeof apply | typeof applyInPlace;

function putWith(
  op: string,
  run: Apply,
  x: Tensor,
  parts: readonly Index[],
  values: Operand,
  accumulate: boolean,
): Tensor {
  if (accumulate && x.dtype === "bool") {
    const added = valuesInto(op, x, values);
    const addends = typeof added === "number" ? Number(added !== 0) : added.to("int32");
    const sums = putWith(op, apply, x.to("int32"), parts, addends, true).ne(0);
    return run === applyInPlace ? copyInto(op, x, sums) : sums;
  }
  const isWhole = isTensor(parts[0]) && parts[0].ndim === x.ndim;
  const places = (isWhole ? maskedPositions(x, parts) : null) ?? flatPositions(x, locate(op, x, parts));
  const inputs = [x, places.reshape(places.numel()), valuesFor(op, x, values, places.shape)] as const;
  return run(indexPutOp, inputs, { accumulate });
}

/**
 * A copy of x with values written through an index: Python's `x[index] = values`, or `+=` with accumulate. Takes the
 * same parts as {@link at}, as a list. Without accumulate, of several values for one index the last one stays.
 *
 * @param indices The parts of the index, in a list.
 * @param values A number, or a tensor that broadcasts to `x.at(...indices)`.
 * @param accumulate Add instead of replacing, also where an index is named several times. Default false.
 * @throws {IndexError} as {@link at}.
 * @throws {ShapeError} when the values do not broadcast.
 * @throws {DTypeError} for values of a higher kind than x.
 * @example
 * zeros(2, 3).indexPut([[0, 1], [2, 0]], 5); // => tensor([[0., 0., 5.],
 * //            [5., 0., 0.]])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_put_.html
 */
export function indexPut(
  x: Tensor,
  indices: readonly Index[],
  values: Operand,
  accumulate?: boolean | IndexPutOptions,
): Tensor {
  return putWith("indexPut", apply, ...bind(copySignature, arguments));
}

/**
 * {@link indexPut}, in place.
 *
 * @example
 * const x = tensor([1, -2, 3, -4]);
 * x.indexPut_([x.lt(0)], 0);
 * x; // => tensor([1., 0., 3., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_put_.html
 */
export function indexPut_(
  x: Tensor,
  indices: readonly Index[],
  values: Operand,
  accumulate?: boolean | IndexPutOptions,
): Tensor {
  return putWith("indexPut_", applyInPlace, ...bind(inPlaceSignature, arguments));
}

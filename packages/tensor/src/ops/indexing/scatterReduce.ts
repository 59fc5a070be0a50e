import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber, oneOf } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { onesLike, zerosLike } from "../../creation/fill.js";
import { isFloat, requireAllFit, type TypedArray } from "../../dtype.js";
import { DTypeError, IndexError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { callAs } from "../../op/callAs.js";
import { defineOp, type GradContext, type KernelOp } from "../../op/op.js";
import { contiguousStrides, normalizeDim, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { elementsOf } from "../onHost.js";
import { asLine, checkIndex } from "./gather.js";
import { sourceFor } from "./source.js";

type Folding = "prod" | "amax" | "amin";

/** What {@link scatterReduce} makes of several values. */
export type ScatterReduction = "sum" | "mean" | Folding;

interface FoldAttributes {
  readonly dim: number;
  readonly reduce: Folding;
  readonly includeSelf: boolean;
}

const signature = defineSignature(
  "scatterReduce",
  required("x", aTensor),
  required("dim", aNumber),
  required("index", aTensor),
  required("src", aTensor),
  required("reduce", oneOf("sum", "prod", "mean", "amax", "amin")),
  named("includeSelf", aBoolean, true),
);

const fold: Readonly<Record<Folding, (a: number, b: number) => number>> = {
  prod: (a, b) => a * b,
  amax: Math.max,
  amin: Math.min,
};

/** For each element of an index, in row-major order, the address in a tensor of `shape` that it names along `dim`. */
function addresses(index: TypedArray, indexShape: Shape, shape: Shape, dim: number): Float64Array {
  const steps = contiguousStrides(indexShape);
  const strides = contiguousStrides(shape);
  const found = new Float64Array(index.length);
  for (let k = 0; k < index.length; k++) {
    if (index[k] < 0 || index[k] >= shape[dim]) {
      throw new IndexError(
        `scatterReduce: index ${index[k]} is out of bounds for dimension ${dim} with size ${shape[dim]}`,
      );
    }
    for (let d = 0, rest = k; d < steps.length; rest %= steps[d], d++) {
      found[k] += (d === dim ? index[k] : Math.floor(rest / steps[d])) * strides[d];
    }
  }
  return found;
}

/** Folds the elements of `src` into x, computed on the host: no backend has a kernel for it. */
const foldOp: KernelOp<FoldAttributes> = defineOp<FoldAttributes>({
  name: "scatterReduce",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, inputs, { dim, reduce, includeSelf }, shape) => {
    const [x, index, src] = inputs as readonly View[];
    const [data, indices, source] = [x, index, src].map((view) => elementsOf("scatterReduce", kernels, view));
    const places = addresses(indices, index.shape, shape, dim);
    const result = Float64Array.from(data);
    const isFresh = new Uint8Array(includeSelf ? 0 : result.length).fill(1);
    for (const [k, at] of places.entries()) {
      result[at] = isFresh[at] === 1 ? source[k] : fold[reduce](result[at], source[k]);
      if (!includeSelf) isFresh[at] = 0;
    }
    requireAllFit("scatterReduce", x.dtype, result);
    data.set(result);
    return kernels.upload(data, x.dtype);
  },
  saves: { inputs: [0, 1, 2], output: true },
  grad: [
    (g, ctx) => {
      const { dim, reduce, includeSelf } = ctx.attributes;
      const share = reduce === "prod" ? productGradOfSelf(g, ctx) : extremumShare(g, ctx).mul(isExtremum(ctx).self);
      return includeSelf ? share : share.scatter(dim, ctx.input(1), 0);
    },
    null,
    (g, ctx) => {
      const { dim, reduce } = ctx.attributes;
      if (reduce === "prod") return productGradOfSource(g, ctx);
      return extremumShare(g, ctx).gather(dim, ctx.input(1)).mul(isExtremum(ctx).src);
    },
  ],
});

type Context = GradContext<FoldAttributes>;

/** Which elements of x and of the source are the result, as numbers. */
function isExtremum(ctx: Context): { readonly self: Tensor; readonly src: Tensor } {
  const [x, index, src, result] = [ctx.input(0), ctx.input(1), ctx.input(2), ctx.output()];
  const chosen = result.gather(ctx.attributes.dim, index);
  return { self: x.eq(result).to(x.dtype), src: src.eq(chosen).to(x.dtype) };
}

/** The gradient of each result, divided by the number of elements that equal it. */
function extremumShare(g: Tensor, ctx: Context): Tensor {
  const { self, src } = isExtremum(ctx);
  return g.div(self.scatterAdd(ctx.attributes.dim, ctx.input(1), src));
}

function product(x: Tensor, src: Tensor, ctx: Context): Tensor {
  return apply(foldOp, [x, ctx.input(1), src], ctx.attributes);
}

/** The product of the others: of the result without x's own factor, which may be 0. */
function productGradOfSelf(g: Tensor, ctx: Context): Tensor {
  const x = ctx.input(0);
  const factor = x.maskedFill(x.eq(0), 1);
  return g.mul(product(factor, ctx.input(2), ctx)).div(factor);
}

/** The same for the source's factors: of several zeros in one product none has a gradient, a single one has. */
function productGradOfSource(g: Tensor, ctx: Context): Tensor {
  const { dim } = ctx.attributes;
  const [x, index, src] = [ctx.input(0), ctx.input(1), ctx.input(2)];
  const isZero = src.eq(0);
  const zeros = zerosLike(x).scatterAdd(dim, index, isZero.to(x.dtype)).gather(dim, index);
  const isSingle = isZero.logicalAnd(zeros.eq(1));
  const others = product(x, src.maskedFill(isSingle, 1), ctx);
  const divided = g.mul(ctx.output()).gather(dim, index).div(src.maskedFill(isZero, 1));
  return g.mul(others).gather(dim, index).where(isSingle, divided);
}

/** The sum or the mean of what is added up at each index; x counts, too, if `includeSelf`. */
function accumulated(
  x: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor,
  isMean: boolean,
  includeSelf: boolean,
): Tensor {
  const clear = (start: Tensor): Tensor => (includeSelf ? start : start.scatter(dim, index, 0));
  const sum = clear(x).scatterAdd(dim, index, src);
  if (!isMean) return sum;
  const count = clear(onesLike(x.detach())).scatterAdd(dim, index, onesLike(src.detach()));
  const divisor = count.maskedFill(count.eq(0), 1);
  return isFloat(x.dtype) ? sum.div(divisor) : sum.div(divisor, { roundingMode: "floor" });
}

/** {@link scatterReduce} for an op of the given name, whose arguments are bound. */
export function reduceAtIndices(
  op: string,
  x: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor,
  reduce: ScatterReduction,
  includeSelf: boolean,
): Tensor {
  const d = normalizeDim(op, dim, x.ndim);
  checkIndex(op, x, d, index);
  const values = sourceFor(op, x, index, src);
  if (x.dtype === "bool") {
    if (reduce === "mean") throw new DTypeError(`${op}: bool tensors have no mean; convert them with .to("float32")`);
    return reduceAtIndices(op, x.to("int32"), d, index, values.to("int32"), reduce, includeSelf).ne(0);
  }
  const run = (line: Tensor, at: Tensor): Tensor =>
    reduce === "sum" || reduce === "mean"
      ? accumulated(line, d, at, values, reduce === "mean", includeSelf)
      : apply(foldOp, [line, at, values], { dim: d, reduce, includeSelf });
  return callAs(op, () => (x.ndim > 0 ? run(x, asLine(index)) : run(x.unsqueeze(0), asLine(index)).squeeze(0)));
}

/**
 * A copy of x in which the values of `src` that `index` sends to the same element along a dimension are put together: as
 * their sum, product, mean, or largest or smallest one. Equal largest or smallest ones share the gradient evenly.
 *
 * Shapes: index and src have as many dimensions as x; index is no larger than src, and than x except along dim.
 *
 * @param dim Dimension to write along, -ndim <= dim < ndim.
 * @param index int32 indices, each from 0 to the size of the dimension - 1.
 * @param src One value for each index.
 * @param reduce "sum", "prod", "mean", "amax" or "amin". The mean of integers is rounded down.
 * @param options.includeSelf Count the element of x, too. Default true.
 * @throws {ShapeError} when index and src do not fit.
 * @throws {DTypeError} for indices that are no integers, the mean of bools, or a src of a higher kind than x.
 * @throws {IndexError} for an index or a dimension out of range.
 * @throws {ValueError} for a product that an integer dtype cannot hold.
 * @throws {DeviceError} for a product or an extremum on a device that can only be read with `await`.
 * @example
 * const index = tensor([0, 0, 2], { dtype: "int32" });
 * ones(4).scatterReduce(0, index, tensor([2, 3, 4]), "sum"); // => tensor([6., 1., 5., 1.])
 * ones(4).scatterReduce(0, index, tensor([2, 3, 4]), "mean", { includeSelf: false }); // => tensor([2.5000, 1.0000, 4.0000, 1.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_reduce_.html
 */
export function scatterReduce(
  x: Tensor,
  dim: number,
  index: Tensor,
  src: Tensor,
  reduce: ScatterReduction,
  options?: ScatterReduceOptions,
): Tensor {
  return reduceAtIndices("scatterReduce", ...bind(signature, arguments));
}

/** Options of {@link scatterReduce}. */
export interface ScatterReduceOptions {
  /** Count the element of x, too. Default true. */
  readonly includeSelf?: boolean;
}

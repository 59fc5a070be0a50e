import type { DType, TypedArray } from "../../dtype.js";
import { broadcastShapes, keptShape, numel, type Shape } from "../../shape.js";
import type { ArgReduceOp, BinaryOp, Kernels, ReduceOp, UnaryOp, View } from "../contract.js";
import { binary } from "../kernels/binary.js";
import { reduce } from "../kernels/reduce.js";
import { unary } from "../kernels/unary.js";
import { where } from "../kernels/where.js";
import { Scratch } from "../scratch.js";
import { expandView, isRowMajor, reshapedView } from "../views.js";

/** The required kernels with views in the place of buffers, and operands that broadcast. */
export class Composition extends Scratch {
  /** Uninitialised memory. */
  empty(shape: Shape, dtype: DType): View {
    return this.view(this.kernels.allocate(numel(shape), dtype), shape, dtype);
  }

  full(shape: Shape, dtype: DType, value: number): View {
    const view = this.empty(shape, dtype);
    this.kernels.fill(view, value);
    return view;
  }

  upload(data: TypedArray, shape: Shape, dtype: DType): View {
    return this.view(this.kernels.upload(data, dtype), shape, dtype);
  }

  /** The same elements in row-major order, in memory of their own. */
  copied(x: View): View {
    const copy = this.empty(x.shape, x.dtype);
    this.kernels.copy(x, copy);
    return copy;
  }

  /** The same elements in row-major order; the view itself where they lie so. */
  rowMajor(x: View): View {
    return isRowMajor(x) ? reshapedView(x, x.shape) : this.copied(x);
  }

  unary(op: UnaryOp, x: View): View {
    return this.view(this.kernels.unary(op, x), x.shape, unary.resultDTypes(op, x)[0]);
  }

  binary(op: BinaryOp, a: View, b: View | number): View {
    const shape = typeof b === "number" ? a.shape : broadcastShapes(op, a.shape, b.shape);
    const buffer = this.kernels.binary(op, expandView(a, shape), expandView(b, shape));
    return this.view(buffer, shape, binary.resultDTypes(op, a, b)[0]);
  }

  /** In the shape of the condition stretched to that of the operands. */
  where(condition: View, a: View | number, b: View | number): View {
    const views = [condition, a, b].filter((operand) => typeof operand !== "number");
    const shape = views.map((view) => view.shape).reduce((all, one) => broadcastShapes("where", all, one));
    const buffer = this.kernels.where(expandView(condition, shape), expandView(a, shape), expandView(b, shape));
    return this.view(buffer, shape, where.resultDTypes(condition, a, b)[0]);
  }

  /** The reduced dimensions stay, with size 1. */
  reduce(op: ReduceOp, x: View, dims: readonly number[]): View {
    return this.view(this.kernels.reduce(op, x, dims), keptShape(x.shape, dims), reduce.resultDTypes(op, x, dims)[0]);
  }

  /** The reduced dimension stays, with size 1. */
  argReduce(op: ArgReduceOp, x: View, dim: number): View {
    return this.view(this.kernels.argReduce(op, x, dim), keptShape(x.shape, [dim]), "int32");
  }

  /** Index and x are stretched to each other in all dimensions but `dim`. */
  gather(x: View, dim: number, index: View): View {
    const lines = broadcastShapes("gather", keptShape(x.shape, [dim]), keptShape(index.shape, [dim]));
    const along = (size: number): Shape => lines.map((other, d) => (d === dim ? size : other));
    const shape = along(index.shape[dim]);
    const buffer = this.kernels.gather(expandView(x, along(x.shape[dim])), dim, expandView(index, shape));
    return this.view(buffer, shape, x.dtype);
  }

  matmul(a: View, b: View): View {
    const shape = [a.shape[0], a.shape[1], b.shape[2]];
    return this.view(this.kernels.matmul(a, b), shape, a.dtype);
  }
}

/**
 * Runs kernels one after the other, and gives back the memory of all but those views that `work` keeps, also when
 * something throws.
 */
export function compose<Result>(kernels: Kernels, work: (parts: Composition) => Result): Result {
  const parts = new Composition(kernels);
  try {
    return work(parts);
  } finally {
    parts.release();
  }
}

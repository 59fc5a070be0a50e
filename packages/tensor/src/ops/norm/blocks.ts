import type { BinaryOp, DeviceBuffer, Kernels, UnaryOp, View } from "../../backend/contract.js";
import type { NormGeometry } from "../../backend/fusedKernels.js";
import { Scratch } from "../../backend/scratch.js";
import { expandView } from "../../backend/views.js";
import { contiguousStrides, isContiguous, keptShape, numel, reducedCount, type Shape } from "../../shape.js";

/** The shape in which normalisations see their input. */
export function blockShape({ batch, groups, channels, size }: NormGeometry): Shape {
  return [batch, groups, channels, size];
}

/** The dimensions of a block over which statistics are taken. */
export function statisticsDims({ acrossBatch }: NormGeometry): readonly number[] {
  return acrossBatch ? [0, 2, 3] : [2, 3];
}

/** The dimensions of a block over which weights and biases stay the same. */
export const parameterDims: readonly number[] = [0, 3];

/** The shape of means and variances. */
export function statisticsShape({ batch, groups, acrossBatch }: NormGeometry): Shape {
  return acrossBatch ? [groups] : [batch, groups];
}

/** Runs the kernels that every backend has over operands in the shape of blocks, and keeps the memory between them. */
export class BlockKernels {
  readonly shape: Shape;
  readonly statistics: Shape;
  readonly parameters: Shape;
  private readonly dims: readonly number[];
  private readonly scratch: Scratch;

  constructor(
    private readonly kernels: Kernels,
    geometry: NormGeometry,
  ) {
    this.scratch = new Scratch(kernels);
    this.shape = blockShape(geometry);
    this.dims = statisticsDims(geometry);
    this.statistics = keptShape(this.shape, this.dims);
    this.parameters = keptShape(this.shape, parameterDims);
  }

  /** The elements of a view in another shape, copied where they do not lie in row-major order. */
  reshaped(x: View, shape: Shape): View {
    const { buffer, offset, dtype } = x;
    const strides = contiguousStrides(shape);
    if (isContiguous(x.shape, x.strides)) return { buffer, shape, strides, offset, dtype };
    const copy = this.scratch.view(this.kernels.allocate(numel(shape), dtype), x.shape, dtype);
    this.kernels.copy(x, copy);
    return { ...copy, shape, strides };
  }

  /** Elementwise over two views, of which the second may have to be stretched. */
  binary(op: BinaryOp, a: View, b: View | number): View {
    return this.scratch.view(this.kernels.binary(op, a, expandView(b, a.shape)), a.shape, a.dtype);
  }

  unary(op: UnaryOp, x: View): View {
    return this.scratch.view(this.kernels.unary(op, x), x.shape, x.dtype);
  }

  /** The mean of each group. */
  mean(x: View): View {
    const total = this.scratch.view(this.kernels.reduce("sum", x, this.dims), this.statistics, x.dtype);
    return this.binary("div", total, reducedCount(this.shape, this.dims));
  }

  /** The sum for each weight. */
  parameterSum(x: View): View {
    return this.scratch.view(this.kernels.reduce("sum", x, parameterDims), this.parameters, x.dtype);
  }

  /** Gives back all memory but the results', and returns these. */
  finish<R extends readonly View[]>(...results: R): { readonly [K in keyof R]: DeviceBuffer } {
    const buffers = results.map((view) => this.scratch.keep(view));
    this.scratch.release();
    return buffers as unknown as { readonly [K in keyof R]: DeviceBuffer };
  }
}

import type { DeviceBuffer, Kernels, View } from "../../backend/contract.js";
import { rowMajorView, stridedView } from "../../backend/views.js";
import type { DType } from "../../dtype.js";
import { apply } from "../../op/apply.js";
import { defineOp, type KernelOp, type Layout, type Op } from "../../op/op.js";
import { isContiguous, numel } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

// Changes in place through views, as differentiable ops: where a view lies in its base is all that they know of it.

/** How a view lies in its base; the offset is the distance of their first elements. */
export interface Slices {
  readonly base: Pick<Layout, "shape" | "strides">;
  readonly view: Layout;
}

/** How `view` lies in `base`, of the same storage. */
export function slicesOf(base: Tensor, view: Tensor): Slices {
  const { shape, strides } = view;
  return {
    base: { shape: base.shape, strides: base.strides },
    view: { shape, strides, offset: view.offset - base.offset },
  };
}

/** True unless the strides alone show that no two elements of a layout are one in memory. */
export function hasOverlap({ shape, strides }: Pick<Layout, "shape" | "strides">): boolean {
  const dims = shape.map((_, d) => d).filter((d) => shape[d] > 1);
  dims.sort((a, b) => strides[a] - strides[b]);
  let reach = 0;
  for (const d of dims) {
    if (strides[d] <= reach) return true;
    reach += (shape[d] - 1) * strides[d];
  }
  return false;
}

/** The number of elements from the first to the last one of a layout. */
function extent({ shape, strides }: Slices["base"]): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((sum, size, d) => sum + (size - 1) * strides[d], 1);
}

/** All of a buffer that is laid out as the base. */
function baseView(buffer: DeviceBuffer, { shape, strides }: Slices["base"], dtype: DType): View {
  return { buffer, shape, strides, offset: 0, dtype };
}

/** The view's part of a buffer that is laid out as the base. */
function viewPart(base: View, { shape, strides, offset }: Layout): View {
  return stridedView(base, shape, strides, offset);
}

/** A copy of `x`, which has the base's shape, laid out as the base. */
function laidOut(kernels: Kernels, x: View, base: Slices["base"]): View {
  const copy = baseView(kernels.allocate(extent(base), x.dtype), base, x.dtype);
  kernels.copy(x, copy);
  return copy;
}

/** The elements of a view in row-major order, in a buffer of their own. */
function compact(kernels: Kernels, view: View): DeviceBuffer {
  const buffer = kernels.allocate(numel(view.shape), view.dtype);
  kernels.copy(view, rowMajorView(buffer, view.shape, view.dtype));
  return buffer;
}

/** The elements of what is laid out as the base in row-major order; `base` itself goes. */
function compacted(kernels: Kernels, base: View): DeviceBuffer {
  if (isContiguous(base.shape, base.strides)) return base.buffer;
  const buffer = compact(kernels, base);
  kernels.free(base.buffer);
  return buffer;
}

/** The view of a tensor that has its base's shape: how a view's gradFn is made anew from its base's. */
export const asStridedOp: KernelOp<Slices> = defineOp<Slices>({
  name: "asStrided",
  shape: (_, { view }) => view.shape,
  forward: (kernels, [input], { base, view }) => {
    const x = input as View;
    if (isContiguous(x.shape, x.strides) && isContiguous(base.shape, base.strides)) {
      return compact(kernels, viewPart(x, view));
    }
    const copy = laidOut(kernels, x, base);
    const buffer = compact(kernels, viewPart(copy, view));
    kernels.free(copy.buffer);
    return buffer;
  },
  grad: [(g, ctx) => apply(asStridedBackwardOp, [g], ctx.attributes)],
});

/** Zeros of the base's shape, with the gradient of the view added to its elements. */
const asStridedBackwardOp: KernelOp<Slices> = defineOp<Slices>({
  name: "asStridedBackward",
  shape: (_, { base }) => base.shape,
  forward: (kernels, [input], { base, view }) => {
    const g = input as View;
    const length = extent(base);
    const target = baseView(kernels.allocate(length, g.dtype), base, g.dtype);
    kernels.fill(rowMajorView(target.buffer, [length], g.dtype), 0);
    if (hasOverlap(view)) addByAddress(kernels, g, target, view);
    else kernels.copy(g, viewPart(target, view));
    return compacted(kernels, target);
  },
  grad: [(g, ctx) => apply(asStridedOp, [g], ctx.attributes)],
});

/** Adds elements to memory that a view shows more than once. */
function addByAddress(kernels: Kernels, g: View, target: View, view: Layout): void {
  const count = numel(view.shape);
  const index = kernels.upload(addressesOf(view), "int32");
  const values = compact(kernels, g);
  const line = stridedView(target, [extent(target)], [1], 0);
  kernels.scatterAdd(line, 0, rowMajorView(index, [count], "int32"), rowMajorView(values, [count], g.dtype));
  kernels.free(values);
  kernels.free(index);
}

/** The address of each element of a layout, in row-major order. */
function addressesOf({ shape, strides, offset }: Layout): Int32Array {
  let addresses = Int32Array.of(offset);
  for (const [d, size] of shape.entries()) {
    const next = new Int32Array(addresses.length * size);
    for (let i = 0; i < next.length; i++) next[i] = addresses[Math.floor(i / size)] + (i % size) * strides[d];
    addresses = next;
  }
  return addresses;
}

/** The base with zeros in place of the view. */
const clearSlicesOp: KernelOp<Slices> = defineOp<Slices>({
  name: "clearSlices",
  shape: (_, { base }) => base.shape,
  forward: (kernels, [input], { base, view }) => {
    const copy = laidOut(kernels, input as View, base);
    kernels.fill(viewPart(copy, view), 0);
    return compacted(kernels, copy);
  },
  grad: [(g, ctx) => apply(clearSlicesOp, [g], ctx.attributes)],
});

/**
 * A base after a change in place through a view of it, from the base as it was and the view as it is now: the base's
 * gradient is zero where the view lies, and the view's is the rest. Writing is the change's own affair.
 */
export const copySlicesOp: Op<Slices> = {
  name: "copySlices",
  grad: [(g, ctx) => apply(clearSlicesOp, [g], ctx.attributes), (g, ctx) => apply(asStridedOp, [g], ctx.attributes)],
};

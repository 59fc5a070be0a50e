import type { View } from "../../backend/contract.js";
import { apply, applyView } from "../../op/apply.js";
import { defineOp, defineViewOp, type Layout, type ViewOp } from "../../op/op.js";
import { contiguousStrides, numel, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/** One dimension of a region: `size` elements, `step` apart, along dimension `dim` of the tensor; null: a new one. */
export interface RegionAxis {
  readonly dim: number | null;
  readonly size: number;
  readonly step: number;
}

/** A part of a tensor that can be seen without copying, in which no element comes twice. */
export interface Region {
  /** The position of its first element, one number per dimension of the tensor. */
  readonly starts: readonly number[];
  /** Its own dimensions. A dimension of the tensor that none of them runs along stays at its start. */
  readonly axes: readonly RegionAxis[];
}

/** All of a tensor: what regions are made from by changing one axis. */
export function wholeAxes(shape: Shape): RegionAxis[] {
  return shape.map((size, dim) => ({ dim, size, step: 1 }));
}

function regionLayout(x: Layout, { starts, axes }: Region): Layout {
  const shape = axes.map(({ size }) => size);
  return {
    shape,
    strides: axes.map(({ dim, step }) => (dim === null ? 1 : x.strides[dim] * step)),
    // A region without elements may start past the end of the memory.
    offset: shape.includes(0) ? x.offset : starts.reduce((at, start, d) => at + start * x.strides[d], x.offset),
  };
}

interface EmbedAttributes {
  readonly shape: Shape;
  readonly region: Region;
}

/** Zeros of a shape, with the input written into a region of it: the way back from a region. */
const embedOp = defineOp<EmbedAttributes>({
  name: "embedRegion",
  shape: (_, { shape }) => shape,
  forward: (kernels, [input], { shape, region }) => {
    const x = input as View;
    const buffer = kernels.allocate(numel(shape), x.dtype);
    const whole = { shape, strides: contiguousStrides(shape), offset: 0 };
    if (numel(x.shape) < numel(shape)) kernels.fill({ buffer, dtype: x.dtype, ...whole }, 0);
    kernels.copy(x, { buffer, dtype: x.dtype, ...regionLayout(whole, region) });
    return buffer;
  },
  grad: [(g, { attributes: { region } }) => applyView(regionOp, g, region)],
});

/** A view op that shows a region; its gradient is zero outside of it. The name is what a graph shows. */
export function defineRegionOp(name: string): ViewOp<Region> {
  return defineViewOp<Region>({
    name,
    layout: regionLayout,
    grad: [(g, ctx) => apply(embedOp, [g], { shape: ctx.inputShape(0), region: ctx.attributes })],
  });
}

const regionOp = defineRegionOp("region");

/** The region of all elements of `x`, with one axis replaced by those `axes`, from position `start` on. */
export function along(x: Tensor, dim: number, start: number, axes: readonly RegionAxis[]): Region {
  const whole = wholeAxes(x.shape);
  return {
    starts: x.shape.map((_, d) => (d === dim ? start : 0)),
    axes: [...whole.slice(0, dim), ...axes, ...whole.slice(dim + 1)],
  };
}

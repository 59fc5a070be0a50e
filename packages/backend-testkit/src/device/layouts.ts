import type { Device, Shape, Tensor } from "@lumbre/tensor";
import { contiguousStrides, isFloat, numel } from "@lumbre/tensor/backend";
import { internals, makeTensor, Storage, type TensorInternals } from "@lumbre/tensor/engine";
import { type HostTensor, hostArray } from "./hostTensor.js";

/**
 * How a tensor's elements lie in its memory: in row-major order; the dimensions the other way round; behind other
 * elements; with gaps between all elements; or with one dimension that is stretched (stride 0).
 */
export type LayoutName = "contiguous" | "transposed" | "offset" | "gapped" | "expanded";

interface Layout {
  readonly strides: readonly number[];
  readonly offset: number;
  /** How many elements the memory has. */
  readonly length: number;
}

/** The dimension that an expanded layout stretches, or -1. */
function stretchedDim(shape: Shape): number {
  return shape.findIndex((size) => size > 1);
}

function layoutOf(name: LayoutName, shape: Shape): Layout {
  const length = numel(shape);
  const strides = contiguousStrides(shape);
  switch (name) {
    case "contiguous":
      return { strides, offset: 0, length };
    case "transposed":
      return { strides: contiguousStrides([...shape].reverse()).reverse(), offset: 0, length };
    case "offset":
      return { strides, offset: 3, length: length + 5 };
    case "gapped": {
      const wide = shape.map((size) => 2 * size + 1);
      const steps = contiguousStrides(wide);
      const offset = steps.reduce((sum, step) => sum + step, 0);
      return { strides: steps.map((step) => 2 * step), offset, length: numel(wide) + offset };
    }
    case "expanded": {
      const dim = stretchedDim(shape);
      if (dim < 0) return { strides, offset: 0, length };
      const narrow = shape.map((size, d) => (d === dim ? 1 : size));
      const steps = contiguousStrides(narrow);
      return { strides: steps.map((step, d) => (d === dim ? 0 : step)), offset: 0, length: numel(narrow) };
    }
  }
}

/** The values that a tensor in this layout has: an expanded one repeats its first slice. */
export function valuesInLayout(x: HostTensor, name: LayoutName): HostTensor {
  if (name !== "expanded") return x;
  const { shape } = x;
  const dim = stretchedDim(shape);
  if (dim < 0) return x;
  const stride = contiguousStrides(shape)[dim];
  const first = (i: number): number => i - (Math.floor(i / stride) % shape[dim]) * stride;
  return { ...x, data: x.data.map((_, i) => x.data[first(i)]) };
}

/** Every element's place in memory, in row-major order. */
export function placesOf(shape: Shape, strides: readonly number[], offset: number): Int32Array {
  const places = new Int32Array(numel(shape));
  const index = shape.map(() => 0);
  for (let i = 0; i < places.length; i++) {
    places[i] = index.reduce((place, at, d) => place + at * strides[d], offset);
    for (let d = shape.length - 1; d >= 0 && ++index[d] === shape[d]; d--) index[d] = 0;
  }
  return places;
}

/** What lies in the gaps: nobody may read it, and a result that has it is wrong. */
export function gapValue({ dtype }: HostTensor): number {
  if (isFloat(dtype)) return Number.NaN;
  return dtype === "bool" ? 1 : 99;
}

/** A tensor on the device, with its elements in the layout. Nothing but `upload` takes part. */
export function placeTensor(x: HostTensor, name: LayoutName, device: Device): Tensor & TensorInternals {
  const { strides, offset, length } = layoutOf(name, x.shape);
  const memory = hostArray(x.dtype, new Array<number>(length).fill(gapValue(x)));
  for (const [i, place] of placesOf(x.shape, strides, offset).entries()) memory[place] = x.data[i];
  const storage = new Storage(device, device.kernels.upload(memory, x.dtype), x.dtype, length);
  return internals(makeTensor(storage, x.shape, strides, offset));
}

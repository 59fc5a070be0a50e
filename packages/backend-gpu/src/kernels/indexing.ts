import {
  cpu,
  type Declining,
  IndexError,
  numel,
  type RequiredKernels,
  type TypedArray,
  type View,
} from "@lumbre/tensor/backend";
import type { Engine, Kernel } from "../engine/engine.js";
import { areComputable } from "./computable.js";
import { type Layout, mergeDims, positionOf, sumOf, unravel, withBuffer } from "./layout.js";

interface Gather {
  readonly shape: readonly number[];
  /** Layout of x over the other dimensions. */
  readonly others: Layout;
  readonly index: Layout;
  /** Stride of the dimension. */
  readonly step: number;
}

const gather: Kernel<Gather> = {
  name: "gather",
  source: ({ shape, others, index, step }) => `function (x, index) {
    ${unravel("this.thread.x", shape)}
    const place = toIndex(index[${positionOf(index)}]);
    return x[${sumOf(positionOf(others), `place * ${step}`)}];
  }`,
};

/** Kernels that read or write at indices. A shader cannot choose where it writes: scattering is left to the CPU. */
export function indexingKernels(engine: Engine): Declining<Pick<RequiredKernels, "gather" | "scatterAdd">> {
  return {
    gather(x, dim, index) {
      if (!areComputable(engine, x, index)) return null;
      checkIndices(engine, index, dim, x.shape[dim]);
      const others = { strides: x.strides.map((stride, d) => (d === dim ? 0 : stride)), offset: x.offset };
      const { shape, layouts } = mergeDims(index.shape, [others, index]);
      const constants = { shape, others: layouts[0], index: layouts[1], step: x.strides[dim] };
      return engine.run(gather, constants, [x.buffer, index.buffer], numel(index.shape), x.dtype);
    },

    scatterAdd: () => null,
  };
}

/** Throws unless every index lies in [0, size). Indices that came from the host are still known there. */
function checkIndices(engine: Engine, index: View, dim: number, size: number): void {
  const host = engine.read(index.buffer);
  for (const position of elementsOf(index, host)) {
    if (position < 0 || position >= size) {
      throw new IndexError(`gather: index ${position} is out of bounds for dimension ${dim} with size ${size}`);
    }
  }
}

/** The elements that a view shows, in order. */
function elementsOf(view: View, host: TypedArray): TypedArray {
  return cpu.kernels.cast(withBuffer(view, host), view.dtype) as TypedArray;
}

import { fromTypedArray, type Tensor } from "@lumbre/tensor";
import { numel } from "@lumbre/tensor/backend";
import { type PoolCase, poolCases } from "../../packages/backend-testkit/src/arbitraries/poolings.js";
import { elementAt, indicesOf } from "./strided.js";

export { type PoolCase, poolCases };

/** The elements of one window, with where they lie in the unpadded plane; what lies outside is left out. */
export interface Window {
  readonly values: number[];
  readonly positions: number[];
  /** How many elements the window has, padding included, but not what ceil mode adds beyond it. */
  readonly paddedCount: number;
}

/** The window at each output position, by the definition. */
export function windowsOf(x: Tensor, { xShape, yShape, axes }: PoolCase): Window[] {
  const size = xShape.slice(2);
  const taps = axes.map((axis) => axis.kernel);
  return [...indicesOf(yShape)].map(([n, c, ...output]) => {
    const window: Window & { paddedCount: number } = { values: [], positions: [], paddedCount: 0 };
    for (const tap of indicesOf(taps)) {
      const at = axes.map(({ stride, padding, dilation }, d) => output[d] * stride - padding + tap[d] * dilation);
      if (at.every((i, d) => i < size[d] + axes[d].padding)) window.paddedCount++;
      if (at.some((i, d) => i < 0 || i >= size[d])) continue;
      window.values.push(elementAt(x, [n, c, ...at]));
      window.positions.push(at.reduce((flat, i, d) => flat * size[d] + i, 0));
    }
    return window;
  });
}

/** A tensor of the output's shape from one value per window. */
export function fromWindows(windows: readonly Window[], shape: number[], value: (window: Window) => number): Tensor {
  const out = Float64Array.from(windows, value);
  if (out.length !== numel(shape)) throw new Error(`${out.length} windows for shape [${shape}]`);
  return fromTypedArray(out, shape);
}

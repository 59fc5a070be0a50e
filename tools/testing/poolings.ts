import { fromTypedArray, numel, type Tensor } from "@lumbre/tensor";
import fc from "fast-check";
import { perAxis, type SizesOf } from "./convolutions.js";
import { elementAt, indicesOf } from "./strided.js";

/** One dimension of a pooling: the input's size follows from the output's, so that every case is valid. */
export interface PoolAxis {
  readonly outSize: number;
  readonly inSize: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

function poolAxis(ceilMode: boolean, maxDilation: number): fc.Arbitrary<PoolAxis> {
  return fc
    .record({
      outSize: fc.integer({ min: 1, max: 4 }),
      kernel: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: maxDilation }),
      padding: fc.nat(3),
      slack: fc.nat(2),
    })
    .map(({ outSize, kernel, stride, dilation, padding, slack }) => {
      const span = dilation * (kernel - 1) + 1;
      const border = Math.min(padding, Math.floor(span / 2));
      let inSize = (outSize - 1) * stride + span - 2 * border;
      if (!ceilMode) inSize += slack % stride;
      else {
        // The last window may stick out by less than a step, and must start before the right padding does.
        const sticksOut = Math.min(slack % stride, Math.max(0, span - border - 1));
        inSize -= sticksOut;
      }
      // A window whose elements all lie in the padding is no case.
      return inSize >= dilation
        ? { outSize, inSize, kernel, stride, padding: border, dilation }
        : { outSize, inSize: (outSize - 1) * stride + span, kernel, stride, padding: 0, dilation };
    });
}

/** A whole pooling: sizes, options, and a seed for the values. */
export interface PoolCase<S extends 1 | 2 = 1 | 2> {
  readonly xShape: number[];
  readonly yShape: number[];
  readonly kernel: SizesOf<S>;
  readonly axes: readonly PoolAxis[];
  readonly options: {
    readonly stride: SizesOf<S>;
    readonly padding: SizesOf<S>;
    readonly dilation: SizesOf<S>;
    readonly ceilMode: boolean;
  };
  readonly countIncludePad: boolean;
  readonly divisorOverride: number | null;
  readonly seed: number;
}

/** Valid poolings over `spatial` dimensions; without dilation for average pooling, which knows none. */
export function poolCases<S extends 1 | 2>(spatial: S, maxDilation = 1): fc.Arbitrary<PoolCase<S>> {
  return fc.boolean().chain((ceilMode) =>
    fc
      .record({
        batch: fc.integer({ min: 1, max: 2 }),
        channels: fc.integer({ min: 1, max: 2 }),
        axes: fc.array(poolAxis(ceilMode, maxDilation), { minLength: spatial, maxLength: spatial }),
        countIncludePad: fc.boolean(),
        divisorOverride: fc.constantFrom(null, null, 3, -2),
        seed: fc.nat(),
      })
      .map(({ batch, channels, axes, countIncludePad, divisorOverride, seed }) => ({
        xShape: [batch, channels, ...axes.map((axis) => axis.inSize)],
        yShape: [batch, channels, ...axes.map((axis) => axis.outSize)],
        kernel: perAxis<S, PoolAxis>(axes, (axis) => axis.kernel),
        axes,
        options: {
          stride: perAxis<S, PoolAxis>(axes, (axis) => axis.stride),
          padding: perAxis<S, PoolAxis>(axes, (axis) => axis.padding),
          dilation: perAxis<S, PoolAxis>(axes, (axis) => axis.dilation),
          ceilMode,
        },
        countIncludePad,
        divisorOverride,
        seed,
      })),
  );
}

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

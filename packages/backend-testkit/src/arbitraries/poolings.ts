import fc from "fast-check";
import { perAxis, type SizesOf } from "./convolutions.js";

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

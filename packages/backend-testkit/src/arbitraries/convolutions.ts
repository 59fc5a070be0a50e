import fc from "fast-check";

/** One dimension of a convolution: the input's size follows from the output's, so that every case is valid. */
export interface ConvAxis {
  readonly outSize: number;
  readonly inSize: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  /** So many elements at the end that no window reaches; the transposed convolution's output padding. */
  readonly slack: number;
}

function convAxis(): fc.Arbitrary<ConvAxis> {
  return fc
    .record({
      outSize: fc.integer({ min: 1, max: 4 }),
      kernel: fc.integer({ min: 1, max: 3 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: 3 }),
      padding: fc.integer({ min: 0, max: 3 }),
      slack: fc.nat(2),
    })
    .map(({ outSize, kernel, stride, dilation, padding, slack }) => {
      const unused = slack % stride;
      const padded = (outSize - 1) * stride + dilation * (kernel - 1) + 1 + unused;
      const border = Math.min(padding, Math.floor((padded - 1) / 2));
      return { outSize, inSize: padded - 2 * border, kernel, stride, padding: border, dilation, slack: unused };
    });
}

/** As many numbers as there are dimensions, as the 1-d and the 2-d functions take them. */
export type SizesOf<S extends 1 | 2> = S extends 1 ? readonly [number] : readonly [number, number];

/** One number per axis. */
export function perAxis<S extends 1 | 2, A>(axes: readonly A[], size: (axis: A) => number): SizesOf<S> {
  return axes.map(size) as unknown as SizesOf<S>;
}

/** A whole convolution: sizes, options, and a seed for the values. */
export interface ConvCase<S extends 1 | 2 = 1 | 2> {
  readonly batch: number;
  readonly groups: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly axes: readonly ConvAxis[];
  readonly seed: number;
  /** Shapes of the convolution's operands and result. */
  readonly xShape: number[];
  readonly weightShape: number[];
  readonly yShape: number[];
  readonly options: {
    readonly stride: SizesOf<S>;
    readonly padding: SizesOf<S>;
    readonly dilation: SizesOf<S>;
    readonly groups: number;
  };
}

/** Valid convolutions over `spatial` dimensions: strided, padded, dilated, grouped, and seldom square. */
export function convCases<S extends 1 | 2>(spatial: S): fc.Arbitrary<ConvCase<S>> {
  const axes = fc.array(convAxis(), { minLength: spatial, maxLength: spatial });
  return fc
    .record({
      batch: fc.integer({ min: 1, max: 3 }),
      groups: fc.integer({ min: 1, max: 2 }),
      inPerGroup: fc.integer({ min: 1, max: 2 }),
      outPerGroup: fc.integer({ min: 1, max: 2 }),
      axes,
      seed: fc.nat(),
    })
    .map(({ batch, groups, inPerGroup, outPerGroup, axes, seed }) => ({
      batch,
      groups,
      inChannels: groups * inPerGroup,
      outChannels: groups * outPerGroup,
      axes,
      seed,
      xShape: [batch, groups * inPerGroup, ...axes.map((axis) => axis.inSize)],
      weightShape: [groups * outPerGroup, inPerGroup, ...axes.map((axis) => axis.kernel)],
      yShape: [batch, groups * outPerGroup, ...axes.map((axis) => axis.outSize)],
      options: {
        stride: perAxis<S, ConvAxis>(axes, (axis) => axis.stride),
        padding: perAxis<S, ConvAxis>(axes, (axis) => axis.padding),
        dilation: perAxis<S, ConvAxis>(axes, (axis) => axis.dilation),
        groups,
      },
    }));
}

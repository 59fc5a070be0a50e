import type { Generator, Tensor } from "@lumbre/tensor";
import { anIntegerFrom, bind, defineSignature, nullable, optional, sizes } from "@lumbre/tensor/engine";
import { generatorParameter, sourceOf } from "./draw.js";
import { rotateImages } from "./functional/affine.js";
import { adjustBrightness, adjustContrast, adjustSaturation } from "./functional/color.js";
import { roundHalfToEven } from "./functional/image.js";
import { adjustSharpness, autocontrast, equalize, posterize, requireBytes, solarize } from "./functional/tone.js";
import {
  fillOf,
  inverseMatrix,
  relativeCenter,
  type WarpInterpolation,
  warpImages,
  warpInterpolation,
} from "./functional/warp.js";
import { type GeneratorOptions, RandomTransform } from "./imageTransform.js";

/** Options of {@link TrivialAugmentWide}. */
export interface TrivialAugmentOptions extends GeneratorOptions {
  /** How many magnitudes there are of each operation, >= 2. Default 31. */
  readonly numMagnitudeBins?: number;
  /** How a pixel of a moved image is made of those around its point: "nearest" or "bilinear". Default "nearest". */
  readonly interpolation?: WarpInterpolation;
  /** The value of what lies outside of the image, or one for each channel. Default: 0. */
  readonly fill?: number | readonly number[] | null;
}

const signature = defineSignature(
  "TrivialAugmentWide",
  optional("numMagnitudeBins", anIntegerFrom(2), 31),
  warpInterpolation,
  optional("fill", nullable(sizes), null),
  generatorParameter,
);

/** What an operation does to images, with a magnitude. */
type Apply = (x: Tensor, magnitude: number, augment: TrivialAugmentWide) => Tensor;

/** An operation: its largest magnitude, or none, and whether that may be negative. */
interface Operation {
  readonly from: number;
  readonly to: number;
  readonly isSigned: boolean;
  readonly apply: Apply;
}

const operation = (from: number, to: number, isSigned: boolean, apply: Apply): Operation => ({
  from,
  to,
  isSigned,
  apply,
});
const withoutMagnitude = (apply: (x: Tensor) => Tensor): Operation => operation(0, 0, false, apply);

/** Shears parallel to x or y about the upper left corner, by so many pixels a pixel. */
function shear(x: Tensor, magnitudes: readonly number[], augment: TrivialAugmentWide): Tensor {
  const degrees = magnitudes.map((magnitude) => (Math.atan(magnitude) * 180) / Math.PI);
  return move(x, [0, 0], degrees, [0, 0], augment);
}

function shift(x: Tensor, pixels: readonly number[], augment: TrivialAugmentWide): Tensor {
  return move(x, pixels.map(Math.trunc), [0, 0], null, augment);
}

function move(
  x: Tensor,
  translate: readonly number[],
  degrees: readonly number[],
  center: readonly number[] | null,
  { interpolation, fill }: TrivialAugmentWide,
): Tensor {
  const matrix = inverseMatrix(relativeCenter(center, x), 0, translate, 1, degrees);
  return warpImages("TrivialAugmentWide", x, {
    matrix,
    interpolation,
    fill: fillOf("TrivialAugmentWide", x, fill),
  });
}

/** In torchvision's order, which the random index goes by. */
const operations: readonly Operation[] = [
  withoutMagnitude((x) => x),
  operation(0, 0.99, true, (x, magnitude, augment) => shear(x, [magnitude, 0], augment)),
  operation(0, 0.99, true, (x, magnitude, augment) => shear(x, [0, magnitude], augment)),
  operation(0, 32, true, (x, magnitude, augment) => shift(x, [magnitude, 0], augment)),
  operation(0, 32, true, (x, magnitude, augment) => shift(x, [0, magnitude], augment)),
  operation(0, 135, true, (x, magnitude, { interpolation, fill }) =>
    rotateImages("TrivialAugmentWide", x, magnitude, interpolation, false, null, fill),
  ),
  operation(0, 0.99, true, (x, magnitude) => adjustBrightness(x, 1 + magnitude)),
  operation(0, 0.99, true, (x, magnitude) => adjustSaturation(x, 1 + magnitude)),
  operation(0, 0.99, true, (x, magnitude) => adjustContrast(x, 1 + magnitude)),
  operation(0, 0.99, true, (x, magnitude) => adjustSharpness(x, 1 + magnitude)),
  operation(8, 2, false, (x, magnitude) => posterize(x, magnitude)),
  operation(255, 0, false, (x, magnitude) => solarize(x, magnitude)),
  withoutMagnitude((x) => autocontrast(x)),
  withoutMagnitude((x) => equalize(x)),
];

/** The index of the operation that keeps whole bits. */
const posterizing = 10;

/** An operation and its magnitude. */
interface Drawn {
  readonly index: number;
  readonly magnitude: number;
}

/**
 * Does one random operation of fourteen, with a random magnitude: identity, shears, shifts, rotation, brightness,
 * saturation, contrast, sharpness, posterising, solarising, automatic contrast or equalisation.
 *
 * Shapes: images of uint8 [..., C, H, W] with C = 1 or 3 -> the same. The same seed gives torchvision's images.
 *
 * @throws {ShapeError} for other channels.
 * @throws {DTypeError} for other dtypes.
 * @example
 * const augment = new transforms.TrivialAugmentWide();
 * augment(zeros(3, 8, 8, { dtype: "uint8" })).shape; // => [3, 8, 8]
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.TrivialAugmentWide.html
 * @see https://arxiv.org/abs/2103.10158 Müller, Hutter
 */
export class TrivialAugmentWide extends RandomTransform<Drawn> {
  static override readonly name: string = "TrivialAugmentWide";

  readonly numMagnitudeBins: number;
  readonly interpolation: WarpInterpolation;
  readonly fill: number | readonly number[] | null;
  private readonly generator: Generator;

  /**
   * @param numMagnitudeBins How many magnitudes there are of each operation, >= 2. Default 31.
   * @param interpolation How a pixel of a moved image is made of those around its point: "nearest" or "bilinear".
   *   Default "nearest".
   * @param fill The value of what lies outside of the image, or one for each channel. Default: 0.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(
    numMagnitudeBins?: number | TrivialAugmentOptions,
    interpolation?: WarpInterpolation | Omit<TrivialAugmentOptions, "numMagnitudeBins">,
    fill?: number | readonly number[] | null | Pick<TrivialAugmentOptions, "fill" | "generator">,
    options?: GeneratorOptions,
  ) {
    super();
    const [bins, mode, outside, generator] = bind(signature, arguments);
    this.numMagnitudeBins = bins;
    this.interpolation = mode;
    this.fill = outside;
    this.generator = sourceOf(generator);
  }

  /** @internal */
  draw(): Drawn {
    const index = this.generator.below(operations.length);
    const { from, to, isSigned } = operations[index];
    if (from === to) return { index, magnitude: 0 };
    const bins = this.numMagnitudeBins;
    const bin = this.generator.below(bins);
    const magnitude =
      index === posterizing
        ? from - roundHalfToEven(Math.fround(bin / ((bins - 1) / 6)))
        : Math.fround(from + ((to - from) * bin) / (bins - 1));
    const isNegative = isSigned && this.generator.below(2) === 1;
    return { index, magnitude: isNegative ? -magnitude : magnitude };
  }

  /** @internal */
  applyOne(x: Tensor, { index, magnitude }: Drawn): Tensor {
    requireBytes("TrivialAugmentWide", x);
    return operations[index].apply(x, magnitude, this);
  }
}

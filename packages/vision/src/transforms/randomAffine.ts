import { type Generator, type Tensor, ValueError } from "@lumbre/tensor";
import { bind, defineSignature, nullable, numbers, optional, required, sizes } from "@lumbre/tensor/engine";
import { generatorParameter, intervalOf, requireInterval, sourceOf, uniform } from "./draw.js";
import { centerParameter } from "./functional/affine.js";
import { imageSize, requireFinite, roundHalfToEven } from "./functional/image.js";
import {
  fillOf,
  inverseMatrix,
  relativeCenter,
  type Warp,
  type WarpInterpolation,
  warpEach,
  warpImages,
  warpInterpolation,
} from "./functional/warp.js";
import { type GeneratorOptions, RandomTransform, withChannels } from "./imageTransform.js";

/** Options of {@link RandomAffine}. */
export interface RandomAffineOptions extends GeneratorOptions {
  /** Largest shifts to the right and down, or to the left and up, as fractions of width and height, 0 to 1. Default: none. */
  readonly translate?: readonly number[] | null;
  /** Smallest and largest factor, > 0. Default: none. */
  readonly scale?: readonly number[] | null;
  /**
   * Degrees of the shear parallel to x: s for -s to s, or smallest and largest; with four numbers also those of the shear
   * parallel to y. Default: none.
   */
  readonly shear?: number | readonly number[] | null;
  /** How a pixel is made of those around its point: "nearest" or "bilinear". Default "nearest". */
  readonly interpolation?: WarpInterpolation;
  /** The value of what lies outside of the image, or one for each channel. Default 0. */
  readonly fill?: number | readonly number[];
  /** The point [x, y] that stays where it is, in pixels from the upper left corner. Default: the centre. */
  readonly center?: readonly number[] | null;
}

const signature = defineSignature(
  "RandomAffine",
  required("degrees", sizes),
  optional("translate", nullable(numbers), null),
  optional("scale", nullable(numbers), null),
  optional("shear", nullable(sizes), null),
  warpInterpolation,
  optional("fill", sizes, 0),
  centerParameter,
  generatorParameter,
);

/** A rotation, a shift, a scale and shears. */
interface Movement {
  readonly angle: number;
  readonly translate: readonly number[];
  readonly scale: number;
  readonly shear: readonly number[];
}

/**
 * Rotates, shifts, scales and shears images at random; the centre stays where it is.
 *
 * Shapes: [H, W] or [..., C, H, W] -> the same; the dtype stays too. Shifts are whole pixels. The same seed gives
 * torchvision's images. Images of a tensor are moved alike; `batch` moves each of [N, C, H, W] in its own way.
 *
 * @throws {ValueError} for options that are out of range, and a fill for other channels.
 * @example
 * manualSeed(0);
 * const augment = new transforms.RandomAffine(0, { translate: [0.5, 0] });
 * augment(tensor([[1, 2, 3, 4]])); // => tensor([[0., 1., 2., 3.]])
 * augment.batch(tensor([[[1, 2, 3, 4]], [[1, 2, 3, 4]]])).shape; // => [2, 1, 4]
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomAffine.html
 */
export class RandomAffine extends RandomTransform<Movement> {
  static override readonly name: string = "RandomAffine";

  readonly degrees: readonly number[];
  readonly translate: readonly number[] | null;
  readonly scale: readonly number[] | null;
  readonly shear: readonly number[] | null;
  readonly interpolation: WarpInterpolation;
  readonly fill: number | readonly number[];
  readonly center: readonly number[] | null;
  private readonly generator: Generator;

  /**
   * @param degrees Degrees of the rotation, clockwise: d for -d to d, or smallest and largest.
   * @param translate Largest shifts in x and y, as fractions of width and height, 0 to 1. Default: none.
   * @param scale Smallest and largest factor, > 0. Default: none.
   * @param shear Degrees of the shear parallel to x: s for -s to s, or smallest and largest; with four numbers also those
   *   of the shear parallel to y. Default: none.
   * @param interpolation How a pixel is made of those around its point: "nearest" or "bilinear". Default "nearest".
   * @param fill The value of what lies outside of the image, or one for each channel. Default 0.
   * @param center The point [x, y] that stays where it is, in pixels from the upper left corner. Default: the centre.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(
    degrees: number | readonly number[],
    translate?: readonly number[] | null | RandomAffineOptions,
    scale?: readonly number[] | null | Omit<RandomAffineOptions, "translate">,
    shear?: number | readonly number[] | null | Omit<RandomAffineOptions, "translate" | "scale">,
    interpolation?: WarpInterpolation | Pick<RandomAffineOptions, "interpolation" | "fill" | "center" | "generator">,
    fill?: number | readonly number[] | Pick<RandomAffineOptions, "fill" | "center" | "generator">,
    center?: readonly number[] | null | Pick<RandomAffineOptions, "center" | "generator">,
    options?: GeneratorOptions,
  ) {
    super();
    const [angles, shifts, factors, shears, mode, outside, fixed, generator] = bind(signature, arguments);
    this.degrees = intervalOf("RandomAffine", "degrees", angles, 2);
    this.translate = shifts;
    this.scale = factors;
    this.shear = shears === null ? null : intervalOf("RandomAffine", "shear", shears, 2, 4);
    this.interpolation = mode;
    this.fill = outside;
    this.center = fixed;
    this.generator = sourceOf(generator);
    this.check();
  }

  private check(): void {
    const { translate, scale, center } = this;
    if (translate !== null) requireFinite("RandomAffine", "translate", translate, 2);
    if (scale !== null) requireInterval("RandomAffine", "scale", scale, 2);
    if (center !== null) requireFinite("RandomAffine", "center", center, 2);
    const odd = translate?.find((fraction) => fraction < 0 || fraction > 1);
    if (odd !== undefined) throw new ValueError(`RandomAffine: translate must be between 0 and 1, got ${odd}`);
    const small = scale?.find((factor) => factor <= 0);
    if (small !== undefined) throw new ValueError(`RandomAffine: scale must be > 0, got ${small}`);
  }

  /**
   * The order of the draws is torchvision's.
   * @internal
   */
  draw(shape: readonly number[]): Movement {
    const { degrees, translate, scale, shear, generator } = this;
    const { height, width } = imageSize({ shape });
    const angle = uniform(generator, degrees[0], degrees[1]);
    const shift = (fraction: number, size: number): number =>
      roundHalfToEven(uniform(generator, -fraction * size, fraction * size));
    return {
      angle,
      translate: translate === null ? [0, 0] : [shift(translate[0], width), shift(translate[1], height)],
      scale: scale === null ? 1 : uniform(generator, scale[0], scale[1]),
      shear: [
        shear === null ? 0 : uniform(generator, shear[0], shear[1]),
        shear?.length === 4 ? uniform(generator, shear[2], shear[3]) : 0,
      ],
    };
  }

  /** @internal */
  applyOne(x: Tensor, drawn: Movement): Tensor {
    return warpImages("RandomAffine", x, this.warpOf(x, drawn));
  }

  /** @internal */
  override applyEach(x: Tensor, drawn: readonly Movement[]): Tensor {
    return withChannels(x, (images) =>
      warpEach(
        "RandomAffine",
        images,
        drawn.map((one) => this.warpOf(images, one)),
      ),
    );
  }

  private warpOf(x: Tensor, { angle, translate, scale, shear }: Movement): Warp {
    return {
      matrix: inverseMatrix(relativeCenter(this.center, x), angle, translate, scale, shear),
      interpolation: this.interpolation,
      fill: fillOf("RandomAffine", x, this.fill),
    };
  }
}

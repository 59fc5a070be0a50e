import type { Generator, Tensor } from "@lumbre/tensor";
import { aBoolean, bind, defineSignature, optional, required, sizes } from "@lumbre/tensor/engine";
import { generatorParameter, intervalOf, sourceOf, uniform } from "./draw.js";
import { centerParameter, type RotateOptions, rotateImages, rotationMatrix } from "./functional/affine.js";
import { requireFinite } from "./functional/image.js";
import { fillOf, type WarpInterpolation, warpEach, warpInterpolation } from "./functional/warp.js";
import { type GeneratorOptions, RandomTransform, withChannels } from "./imageTransform.js";

/** Options of {@link RandomRotation}. */
export interface RandomRotationOptions extends GeneratorOptions, Omit<RotateOptions, "fill"> {
  /** The value of what lies outside of the image, or one for each channel. Default 0. */
  readonly fill?: number | readonly number[];
}

const signature = defineSignature(
  "RandomRotation",
  required("degrees", sizes),
  warpInterpolation,
  optional("expand", aBoolean, false),
  centerParameter,
  optional("fill", sizes, 0),
  generatorParameter,
);

/**
 * Rotates images by a random angle.
 *
 * Shapes: [..., H, W] -> the same, or with `expand` as large as the rotated image. The same seed gives torchvision's
 * images.
 *
 * @throws {ValueError} for degrees that are no range, and lists of other lengths.
 * @example
 * const rotate = new transforms.RandomRotation([90, 90]);
 * rotate(tensor([[1, 2], [3, 4]])); // => tensor([[2., 4.],
 * //         [1., 3.]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomRotation.html
 */
export class RandomRotation extends RandomTransform<number> {
  static override readonly name: string = "RandomRotation";

  readonly degrees: readonly number[];
  readonly interpolation: WarpInterpolation;
  readonly expand: boolean;
  readonly center: readonly number[] | null;
  readonly fill: number | readonly number[];
  private readonly generator: Generator;

  /**
   * @param degrees Degrees, counter-clockwise: d for -d to d, or smallest and largest.
   * @param interpolation How a pixel is made of those around its point: "nearest" or "bilinear". Default "nearest".
   * @param expand True to make the result as large as the rotated image; it then does no batches. Default false.
   * @param center The point [x, y] that stays where it is, in pixels from the upper left corner. Default: the centre.
   * @param fill The value of what lies outside of the image, or one for each channel. Default 0.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(
    degrees: number | readonly number[],
    interpolation?: WarpInterpolation | RandomRotationOptions,
    expand?: boolean | Omit<RandomRotationOptions, "interpolation">,
    center?: readonly number[] | null | Omit<RandomRotationOptions, "interpolation" | "expand">,
    fill?: number | readonly number[] | Pick<RandomRotationOptions, "fill" | "generator">,
    options?: GeneratorOptions,
  ) {
    super();
    const [angles, mode, expands, fixed, outside, generator] = bind(signature, arguments);
    this.degrees = intervalOf("RandomRotation", "degrees", angles, 2);
    if (fixed !== null) requireFinite("RandomRotation", "center", fixed, 2);
    this.interpolation = mode;
    this.expand = expands;
    this.center = fixed;
    this.fill = outside;
    this.generator = sourceOf(generator);
    // Images that are rotated by different angles have different sizes then.
    if (expands) (this as { batch?: unknown }).batch = undefined;
  }

  /** @internal */
  override get keepsShape(): boolean {
    return !this.expand;
  }

  /** @internal */
  draw(): number {
    return uniform(this.generator, this.degrees[0], this.degrees[1]);
  }

  /** @internal */
  applyOne(x: Tensor, angle: number): Tensor {
    return rotateImages("RandomRotation", x, angle, this.interpolation, this.expand, this.center, this.fill);
  }

  /** @internal */
  override applyEach(x: Tensor, drawn: readonly number[]): Tensor {
    return withChannels(x, (images) => {
      const fill = fillOf("RandomRotation", images, this.fill);
      const warps = drawn.map((angle) => ({
        matrix: rotationMatrix(images, angle, this.center),
        interpolation: this.interpolation,
        fill,
      }));
      return warpEach("RandomRotation", images, warps);
    });
  }
}

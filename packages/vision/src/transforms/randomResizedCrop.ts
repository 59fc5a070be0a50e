import { type Generator, type Tensor, ValueError } from "@lumbre/tensor";
import { bind, defineSignature, numbers, optional, required, sizes } from "@lumbre/tensor/engine";
import { generatorParameter, logInterval, requireInterval, sourceOf, uniform } from "./draw.js";
import { cropImages } from "./functional/crop.js";
import { heightAndWidth, imageSize, roundHalfToEven } from "./functional/image.js";
import type { Interpolation } from "./functional/resample.js";
import {
  antialias,
  interpolation,
  type ResizeOptions,
  type Resizing,
  readResizing,
  resizeImages,
} from "./functional/resize.js";
import { type GeneratorOptions, RandomTransform } from "./imageTransform.js";

/** Options of {@link RandomResizedCrop}. */
export interface RandomResizedCropOptions extends GeneratorOptions, Omit<ResizeOptions, "maxSize"> {
  /** The crop's smallest and largest share of the image. Default [0.08, 1]. */
  readonly scale?: readonly number[];
  /** The smallest and largest ratio of the crop's width to its height, > 0. Default [3 / 4, 4 / 3]. */
  readonly ratio?: readonly number[];
}

const signature = defineSignature(
  "RandomResizedCrop",
  required("size", sizes),
  optional("scale", numbers, [0.08, 1]),
  optional("ratio", numbers, [3 / 4, 4 / 3]),
  interpolation,
  antialias,
  generatorParameter,
);

/** A rectangle of an image. */
type Rectangle = readonly [top: number, left: number, height: number, width: number];

/**
 * Cuts a random rectangle out of images and resizes it.
 *
 * Shapes: [..., H, W] -> [..., height, width]. The same seed gives torchvision's images.
 *
 * @throws {ValueError} for a size below 1, and a scale or ratio out of range.
 * @example
 * const crop = new transforms.RandomResizedCrop(8, { scale: [0.5, 1] });
 * crop(zeros(3, 20, 30)).shape; // => [3, 8, 8]
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomResizedCrop.html
 */
export class RandomResizedCrop extends RandomTransform<Rectangle> {
  static override readonly name: string = "RandomResizedCrop";

  readonly size: readonly [height: number, width: number];
  readonly scale: readonly number[];
  readonly ratio: readonly number[];
  private readonly resizing: Resizing;
  private readonly generator: Generator;

  /**
   * @param size [height, width] of the result in pixels, or one number for both.
   * @param scale The crop's smallest and largest share of the image. Default [0.08, 1].
   * @param ratio The smallest and largest ratio of the crop's width to its height, > 0. Default [3 / 4, 4 / 3].
   * @param interpolation "nearest", "bilinear" or "bicubic". Default "bilinear".
   * @param antialias True to average what falls into one pixel where a crop is made smaller; not for "nearest".
   *   Default false.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(
    size: number | readonly number[],
    scale?: readonly number[] | RandomResizedCropOptions,
    ratio?: readonly number[] | Omit<RandomResizedCropOptions, "scale">,
    interpolation?: Interpolation | Omit<RandomResizedCropOptions, "scale" | "ratio">,
    antialias?: boolean | null | Pick<RandomResizedCropOptions, "antialias" | "generator">,
    options?: GeneratorOptions,
  ) {
    super();
    const [given, shares, ratios, mode, smooths, generator] = bind(signature, arguments);
    this.size = heightAndWidth("RandomResizedCrop", given);
    requireInterval("RandomResizedCrop", "scale", shares, 2);
    requireInterval("RandomResizedCrop", "ratio", ratios, 2);
    if (!(shares[0] >= 0)) throw new ValueError(`RandomResizedCrop: scale must be >= 0, got [${shares.join(", ")}]`);
    if (!(ratios[0] > 0)) throw new ValueError(`RandomResizedCrop: ratio must be > 0, got [${ratios.join(", ")}]`);
    this.scale = shares;
    this.ratio = ratios;
    this.resizing = readResizing("RandomResizedCrop", this.size, mode, null, smooths);
    this.generator = sourceOf(generator);
  }

  /** @internal */
  override get keepsShape(): boolean {
    return false;
  }

  /** @internal */
  override outputShape(shape: readonly number[]): readonly number[] {
    return [...shape.slice(0, -2), ...this.size];
  }

  /** @internal */
  draw(shape: readonly number[]): Rectangle {
    const { generator } = this;
    const { height, width } = imageSize({ shape });
    const [from, to] = logInterval(this.ratio);
    for (let tries = 0; tries < 10; tries++) {
      const area = height * width * uniform(generator, this.scale[0], this.scale[1]);
      const aspect = Math.fround(Math.exp(uniform(generator, from, to)));
      const w = roundHalfToEven(Math.sqrt(area * aspect));
      const h = roundHalfToEven(Math.sqrt(area / aspect));
      if (!(w > 0 && w <= width && h > 0 && h <= height)) continue;
      const top = generator.below(height - h + 1);
      return [top, generator.below(width - w + 1), h, w];
    }
    return this.middle(height, width);
  }

  /** The largest rectangle in the middle whose ratio is allowed. */
  private middle(height: number, width: number): Rectangle {
    const [least, most] = this.ratio;
    const w = width / height > most ? roundHalfToEven(height * most) : width;
    const h = width / height < least ? roundHalfToEven(width / least) : height;
    return [Math.floor((height - h) / 2), Math.floor((width - w) / 2), h, w];
  }

  /** @internal */
  applyOne(x: Tensor, rectangle: Rectangle): Tensor {
    return resizeImages("RandomResizedCrop", cropImages(x, ...rectangle), this.resizing);
  }
}

import type { Generator, Tensor } from "@lumbre/tensor";
import { bind, defineSignature, optional } from "@lumbre/tensor/engine";
import { generatorParameter, happens, probability, sourceOf } from "./draw.js";
import { type GrayscaleOptions, grayImages, oneOrThree } from "./functional/color.js";
import { imageSize } from "./functional/image.js";
import { type GeneratorOptions, ImageTransform, RandomTransform } from "./imageTransform.js";
import type { ProbabilityOptions } from "./randomFlip.js";

const signature = defineSignature("Grayscale", optional("numOutputChannels", oneOrThree, 1));
const randomSignature = defineSignature("RandomGrayscale", probability(0.1), generatorParameter);

/**
 * Makes colour images grey: `0.2989 R + 0.587 G + 0.114 B`.
 *
 * Shapes: [..., C, H, W] with C = 1 or 3 -> [..., numOutputChannels, H, W].
 *
 * @throws {ShapeError} for other channels.
 * @example
 * new transforms.Grayscale()(zeros(3, 8, 8)).shape; // => [1, 8, 8]
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.Grayscale.html
 */
export class Grayscale extends ImageTransform {
  static override readonly name: string = "Grayscale";

  readonly numOutputChannels: 1 | 3;

  /** @param numOutputChannels Channels of the result, 1 or 3 equal ones. Default 1. */
  constructor(numOutputChannels?: 1 | 3 | GrayscaleOptions) {
    super();
    const [count] = bind(signature, arguments);
    this.numOutputChannels = count;
  }

  /** @internal */
  override get keepsShape(): boolean {
    return false;
  }

  /** @internal */
  override outputShape(shape: readonly number[]): readonly number[] {
    return [...shape.slice(0, -3), this.numOutputChannels, ...shape.slice(-2)];
  }

  /** @internal */
  protected transform(x: Tensor): Tensor {
    return grayImages("Grayscale", x, this.numOutputChannels);
  }
}

/**
 * Makes colour images grey, with a probability; they keep their channels, which are then equal.
 *
 * Shapes: [..., C, H, W] with C = 1 or 3 -> the same. The same seed gives torchvision's images.
 *
 * @throws {ValueError} for a probability that is not between 0 and 1.
 * @throws {ShapeError} for other channels.
 * @example
 * new transforms.RandomGrayscale(1)(tensor([[[1]], [[0]], [[0]]])).flatten(); // => tensor([0.2989, 0.2989, 0.2989])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomGrayscale.html
 */
export class RandomGrayscale extends RandomTransform<boolean> {
  static override readonly name: string = "RandomGrayscale";

  readonly p: number;
  private readonly generator: Generator;

  /**
   * @param p How probable it is, 0 to 1. Default 0.1.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(p?: number | ProbabilityOptions, options?: GeneratorOptions) {
    super();
    const [probable, generator] = bind(randomSignature, arguments);
    this.p = probable;
    this.generator = sourceOf(generator);
  }

  /** @internal */
  draw(): boolean {
    return happens(this.generator, this.p);
  }

  /** @internal */
  applyOne(x: Tensor, isGray: boolean): Tensor {
    return isGray ? grayImages("RandomGrayscale", x, imageSize(x).channels) : x;
  }
}

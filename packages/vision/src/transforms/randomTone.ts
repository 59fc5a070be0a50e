import type { Generator, Tensor } from "@lumbre/tensor";
import { aFiniteNumber, aNumberFrom, anInteger, bind, defineSignature, required } from "@lumbre/tensor/engine";
import { generatorParameter, probability, sourceOf } from "./draw.js";
import {
  adjustSharpness,
  autocontrast,
  equalize,
  invert,
  posterize,
  requireBits,
  solarize,
} from "./functional/tone.js";
import { type GeneratorOptions, RandomTransform } from "./imageTransform.js";
import type { ProbabilityOptions } from "./randomFlip.js";

/** Does one adjustment of levels, with a probability. */
abstract class RandomTone extends RandomTransform<boolean> {
  readonly p: number;
  private readonly generator: Generator;

  constructor(p: number, generator: Generator | null) {
    super();
    this.p = p;
    this.generator = sourceOf(generator);
  }

  /** @internal */
  protected abstract adjust(x: Tensor): Tensor;

  /** @internal */
  draw(): boolean {
    return this.generator.uniform24() < this.p;
  }

  /** @internal */
  applyOne(x: Tensor, adjusts: boolean): Tensor {
    return adjusts ? this.adjust(x) : x;
  }
}

const chance = [probability(), generatorParameter] as const;
const invertSignature = defineSignature("RandomInvert", ...chance);
const posterizeSignature = defineSignature("RandomPosterize", required("bits", anInteger), ...chance);
const solarizeSignature = defineSignature("RandomSolarize", required("threshold", aFiniteNumber), ...chance);
const sharpnessSignature = defineSignature(
  "RandomAdjustSharpness",
  required("sharpnessFactor", aNumberFrom(0)),
  ...chance,
);
const autocontrastSignature = defineSignature("RandomAutocontrast", ...chance);
const equalizeSignature = defineSignature("RandomEqualize", ...chance);

/**
 * Inverts the levels of images, with a probability: black becomes white.
 *
 * Shapes: [..., C, H, W] with C = 1 or 3 -> the same. The same seed gives torchvision's images.
 *
 * @throws {ValueError} for a probability that is not between 0 and 1.
 * @throws {ShapeError} for other channels.
 * @example
 * new transforms.RandomInvert(1)(tensor([[[0, 0.25]]])); // => tensor([[[1.0000, 0.7500]]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomInvert.html
 */
export class RandomInvert extends RandomTone {
  static override readonly name: string = "RandomInvert";

  /**
   * @param p How probable it is, 0 to 1. Default 0.5.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(p?: number | ProbabilityOptions, options?: GeneratorOptions) {
    super(...bind(invertSignature, arguments));
  }

  /** @internal */
  protected adjust(x: Tensor): Tensor {
    return invert(x);
  }
}

/**
 * Leaves each level its highest bits, with a probability.
 *
 * Shapes: [..., C, H, W] with C = 1 or 3 -> the same. The same seed gives torchvision's images.
 *
 * @throws {ValueError} for a probability that is not between 0 and 1, and bits that are not from 0 to 8.
 * @throws {ShapeError} for other channels.
 * @throws {DTypeError} for images that are not uint8.
 * @example
 * const x = tensor([[[1, 130, 255]]], { dtype: "uint8" });
 * new transforms.RandomPosterize(2, 1)(x); // => tensor([[[  0, 128, 192]]], dtype=uint8)
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomPosterize.html
 */
export class RandomPosterize extends RandomTone {
  static override readonly name: string = "RandomPosterize";

  readonly bits: number;

  /**
   * @param bits How many bits are kept, 0 to 8.
   * @param p How probable it is, 0 to 1. Default 0.5.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(bits: number, p?: number | ProbabilityOptions, options?: GeneratorOptions) {
    const [value, probable, generator] = bind(posterizeSignature, arguments);
    super(probable, generator);
    requireBits("RandomPosterize", value);
    this.bits = value;
  }

  /** @internal */
  protected adjust(x: Tensor): Tensor {
    return posterize(x, this.bits);
  }
}

/**
 * Inverts the levels from a threshold on, with a probability.
 *
 * Shapes: [..., C, H, W] with C = 1 or 3 -> the same. The same seed gives torchvision's images.
 *
 * @throws {ValueError} for a probability that is not between 0 and 1.
 * @throws {ShapeError} for other channels.
 * @example
 * new transforms.RandomSolarize(0.5, 1)(tensor([[[0.25, 0.75]]])); // => tensor([[[0.2500, 0.2500]]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomSolarize.html
 */
export class RandomSolarize extends RandomTone {
  static override readonly name: string = "RandomSolarize";

  readonly threshold: number;

  /**
   * @param threshold The level from which on they are inverted, at most 255 of bytes and 1 of floats.
   * @param p How probable it is, 0 to 1. Default 0.5.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(threshold: number, p?: number | ProbabilityOptions, options?: GeneratorOptions) {
    const [value, probable, generator] = bind(solarizeSignature, arguments);
    super(probable, generator);
    this.threshold = value;
  }

  /** @internal */
  protected adjust(x: Tensor): Tensor {
    return solarize(x, this.threshold);
  }
}

/**
 * Makes images sharper or blurs them, with a probability.
 *
 * Shapes: [..., C, H, W] with C = 1 or 3 -> the same. The same seed gives torchvision's images.
 *
 * @throws {ValueError} for a probability that is not between 0 and 1.
 * @throws {ShapeError} for other channels.
 * @example
 * new transforms.RandomAdjustSharpness(2, 1)(zeros(3, 8, 8)).shape; // => [3, 8, 8]
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomAdjustSharpness.html
 */
export class RandomAdjustSharpness extends RandomTone {
  static override readonly name: string = "RandomAdjustSharpness";

  readonly sharpnessFactor: number;

  /**
   * @param sharpnessFactor The factor, >= 0: 0 is blurred, 1 the image itself, 2 sharper.
   * @param p How probable it is, 0 to 1. Default 0.5.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(sharpnessFactor: number, p?: number | ProbabilityOptions, options?: GeneratorOptions) {
    const [value, probable, generator] = bind(sharpnessSignature, arguments);
    super(probable, generator);
    this.sharpnessFactor = value;
  }

  /** @internal */
  protected adjust(x: Tensor): Tensor {
    return adjustSharpness(x, this.sharpnessFactor);
  }
}

/**
 * Stretches the levels of each channel over the whole range, with a probability.
 *
 * Shapes: [..., C, H, W] with C = 1 or 3 -> the same. The same seed gives torchvision's images.
 *
 * @throws {ValueError} for a probability that is not between 0 and 1.
 * @throws {ShapeError} for other channels.
 * @example
 * new transforms.RandomAutocontrast(1)(tensor([[[0.25, 0.5, 0.75]]])); // => tensor([[[0.0000, 0.5000, 1.0000]]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomAutocontrast.html
 */
export class RandomAutocontrast extends RandomTone {
  static override readonly name: string = "RandomAutocontrast";

  /**
   * @param p How probable it is, 0 to 1. Default 0.5.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(p?: number | ProbabilityOptions, options?: GeneratorOptions) {
    super(...bind(autocontrastSignature, arguments));
  }

  /** @internal */
  protected adjust(x: Tensor): Tensor {
    return autocontrast(x);
  }
}

/**
 * Equalises the histogram of each channel, with a probability.
 *
 * Shapes: [..., C, H, W] with C = 1 or 3 -> the same. The same seed gives torchvision's images.
 *
 * @throws {ValueError} for a probability that is not between 0 and 1.
 * @throws {ShapeError} for other channels.
 * @throws {DTypeError} for images that are not uint8.
 * @example
 * const x = tensor([10, 20]).repeatInterleave(300).reshape(1, 20, 30).to("uint8");
 * const y = new transforms.RandomEqualize(1)(x);
 * [y.min().item(), y.max().item()]; // => [0, 255]
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomEqualize.html
 */
export class RandomEqualize extends RandomTone {
  static override readonly name: string = "RandomEqualize";

  /**
   * @param p How probable it is, 0 to 1. Default 0.5.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(p?: number | ProbabilityOptions, options?: GeneratorOptions) {
    super(...bind(equalizeSignature, arguments));
  }

  /** @internal */
  protected adjust(x: Tensor): Tensor {
    return equalize(x);
  }
}

import type { Generator, Tensor, TypedArray } from "@lumbre/tensor";
import { bind, defineSignature } from "@lumbre/tensor/engine";
import { generatorParameter, happens, probability, sourceOf } from "./draw.js";
import { computeImage, imageSize } from "./functional/image.js";
import { type GeneratorOptions, RandomTransform } from "./imageTransform.js";

/** Options of random transforms that are done or not. */
export interface ProbabilityOptions extends GeneratorOptions {
  /** How probable it is, 0 to 1. */
  readonly p?: number;
}

/** Flips images along one dimension, or leaves them. */
abstract class RandomFlip extends RandomTransform<boolean> {
  readonly p: number;
  private readonly generator: Generator;

  constructor(p: number, generator: Generator | null) {
    super();
    this.p = p;
    this.generator = sourceOf(generator);
  }

  /** @internal */
  protected abstract get dim(): -1 | -2;

  /** @internal */
  draw(): boolean {
    return happens(this.generator, this.p);
  }

  /** @internal */
  applyOne(x: Tensor, flips: boolean): Tensor {
    return flips ? x.flip(this.dim) : x;
  }

  /** @internal */
  override applyEach(x: Tensor, drawn: readonly boolean[]): Tensor {
    if (x.requiresGrad) return super.applyEach(x, drawn);
    const { height, width } = imageSize(x);
    return computeImage(this.op, x, x.shape, x.dtype, (input, output) => {
      output.set(input);
      const size = input.length / drawn.length;
      for (const [i, flips] of drawn.entries()) {
        if (!flips) continue;
        const image = output.subarray(i * size, (i + 1) * size);
        if (this.dim === -1) for (let at = 0; at < size; at += width) image.subarray(at, at + width).reverse();
        else for (let at = 0; at < size; at += height * width) flipRows(image, at, height, width);
      }
    });
  }
}

function flipRows(image: TypedArray, start: number, height: number, width: number): void {
  const kept = image.slice(start, start + height * width);
  for (let y = 0; y < height; y++) {
    image.set(kept.subarray(y * width, (y + 1) * width), start + (height - 1 - y) * width);
  }
}

const horizontalSignature = defineSignature("RandomHorizontalFlip", probability(), generatorParameter);
const verticalSignature = defineSignature("RandomVerticalFlip", probability(), generatorParameter);

/**
 * Mirrors images left to right, with a probability.
 *
 * Shapes: [..., H, W] -> the same. The same seed gives torchvision's flips.
 *
 * @throws {ValueError} for a probability that is not between 0 and 1.
 * @example
 * manualSeed(0);
 * const flip = new transforms.RandomHorizontalFlip();
 * flip(tensor([[1, 2]])); // => tensor([[2., 1.]])
 * flip(tensor([[1, 2]])); // => tensor([[1., 2.]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomHorizontalFlip.html
 */
export class RandomHorizontalFlip extends RandomFlip {
  static override readonly name: string = "RandomHorizontalFlip";

  /**
   * @param p How probable it is, 0 to 1. Default 0.5.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(p?: number | ProbabilityOptions, options?: GeneratorOptions) {
    super(...bind(horizontalSignature, arguments));
  }

  /** @internal */
  protected get dim(): -1 {
    return -1;
  }
}

/**
 * Mirrors images top to bottom, with a probability.
 *
 * Shapes: [..., H, W] -> the same. The same seed gives torchvision's flips.
 *
 * @throws {ValueError} for a probability that is not between 0 and 1.
 * @example
 * new transforms.RandomVerticalFlip(1)(tensor([[1], [2]])); // => tensor([[2.],
 * //         [1.]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomVerticalFlip.html
 */
export class RandomVerticalFlip extends RandomFlip {
  static override readonly name: string = "RandomVerticalFlip";

  /**
   * @param p How probable it is, 0 to 1. Default 0.5.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(p?: number | ProbabilityOptions, options?: GeneratorOptions) {
    super(...bind(verticalSignature, arguments));
  }

  /** @internal */
  protected get dim(): -2 {
    return -2;
  }
}

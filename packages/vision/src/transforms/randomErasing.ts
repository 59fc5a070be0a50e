import { DTypeError, type Generator, randn, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  aNumber,
  bind,
  defineKind,
  defineSignature,
  either,
  isFloat,
  numbers,
  optional,
} from "@lumbre/tensor/engine";
import { generatorParameter, happens, logInterval, probability, requireInterval, sourceOf, uniform } from "./draw.js";
import { eraseImages } from "./functional/erase.js";
import { imageSize, roundHalfToEven } from "./functional/image.js";
import { type GeneratorOptions, RandomTransform } from "./imageTransform.js";
import type { ProbabilityOptions } from "./randomFlip.js";

/** What is written over a rectangle: a number, one for each channel, or normal random numbers. */
export type ErasingValue = number | "random" | readonly number[];

/** Options of {@link RandomErasing}. */
export interface RandomErasingOptions extends ProbabilityOptions {
  /** The rectangle's smallest and largest share of the image, 0 to 1. Default [0.02, 0.33]. */
  readonly scale?: readonly number[];
  /** The smallest and largest ratio of its height to its width, > 0. Default [0.3, 3.3]. */
  readonly ratio?: readonly number[];
  /** What is written: a number, one for each channel, or "random" for normal random numbers. Default 0. */
  readonly value?: ErasingValue;
  /** True to write into the image itself. Default false. */
  readonly inplace?: boolean;
}

const signature = defineSignature(
  "RandomErasing",
  probability(),
  optional("scale", numbers, [0.02, 0.33]),
  optional("ratio", numbers, [0.3, 3.3]),
  optional<ErasingValue>(
    "value",
    either(
      aNumber,
      numbers,
      defineKind<"random">('"random"', (value) => value === "random"),
    ),
    0,
  ),
  optional("inplace", aBoolean, false),
  generatorParameter,
);

/** A rectangle and what is written over it; null to leave the image. */
type Drawn = {
  readonly i: number;
  readonly j: number;
  readonly h: number;
  readonly w: number;
  readonly v: Tensor;
} | null;

/**
 * Writes a value over a random rectangle of images, with a probability.
 *
 * Shapes: [..., C, H, W] -> the same. The same seed gives torchvision's images.
 *
 * @throws {ValueError} for a probability, scale or ratio out of range, and values for other channels.
 * @throws {DTypeError} for random values in images of integers.
 * @throws {GradError} for images that require a gradient.
 * @example
 * manualSeed(2);
 * const erase = new transforms.RandomErasing(1, { scale: [0.2, 0.4], value: 9 });
 * erase(zeros(1, 3, 4)).max().item(); // => 9
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.RandomErasing.html
 */
export class RandomErasing extends RandomTransform<Drawn> {
  static override readonly name: string = "RandomErasing";

  readonly p: number;
  readonly scale: readonly number[];
  readonly ratio: readonly number[];
  readonly value: ErasingValue;
  readonly inplace: boolean;
  private readonly generator: Generator;

  /**
   * @param p How probable it is, 0 to 1. Default 0.5.
   * @param scale The rectangle's smallest and largest share of the image, 0 to 1. Default [0.02, 0.33].
   * @param ratio The smallest and largest ratio of its height to its width, > 0. Default [0.3, 3.3].
   * @param value What is written: a number, one for each channel, or "random" for normal random numbers. Default 0.
   * @param inplace True to write into the image itself. Default false.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(
    p?: number | RandomErasingOptions,
    scale?: readonly number[] | Omit<RandomErasingOptions, "p">,
    ratio?: readonly number[] | Omit<RandomErasingOptions, "p" | "scale">,
    value?: ErasingValue | Pick<RandomErasingOptions, "value" | "inplace" | "generator">,
    inplace?: boolean | Pick<RandomErasingOptions, "inplace" | "generator">,
    options?: GeneratorOptions,
  ) {
    super();
    const [probable, shares, ratios, written, isInPlace, generator] = bind(signature, arguments);
    requireInterval("RandomErasing", "scale", shares, 2);
    requireInterval("RandomErasing", "ratio", ratios, 2);
    if (!(shares[0] >= 0 && shares[1] <= 1)) {
      throw new ValueError(`RandomErasing: scale must be between 0 and 1, got [${shares.join(", ")}]`);
    }
    if (!(ratios[0] > 0)) throw new ValueError(`RandomErasing: ratio must be > 0, got [${ratios.join(", ")}]`);
    this.p = probable;
    this.scale = shares;
    this.ratio = ratios;
    this.value = written;
    this.inplace = isInPlace;
    this.generator = sourceOf(generator);
  }

  /** @internal */
  draw(shape: readonly number[]): Drawn {
    const { generator, value } = this;
    if (!happens(generator, this.p)) return null;
    const { channels, height, width } = imageSize({ shape });
    const list = typeof value === "number" ? [value] : value;
    if (list !== "random" && list.length !== 1 && list.length !== channels) {
      throw new ValueError(
        `RandomErasing: value must be a number or one for each of ${channels} channels, got ${list.length} values`,
      );
    }
    const [from, to] = logInterval(this.ratio);
    for (let tries = 0; tries < 10; tries++) {
      const area = height * width * uniform(generator, this.scale[0], this.scale[1]);
      const aspect = Math.fround(Math.exp(uniform(generator, from, to)));
      const h = roundHalfToEven(Math.sqrt(area * aspect));
      const w = roundHalfToEven(Math.sqrt(area / aspect));
      if (h >= height || w >= width) continue;
      const v =
        list === "random" ? randn([channels, h, w], { generator }) : tensor([...list]).reshape(list.length, 1, 1);
      const i = generator.below(height - h + 1);
      return { i, j: generator.below(width - w + 1), h, w, v };
    }
    return null;
  }

  /** @internal */
  applyOne(x: Tensor, drawn: Drawn): Tensor {
    if (this.value === "random" && !isFloat(x.dtype)) {
      throw new DTypeError(
        `RandomErasing: ${x.dtype} cannot hold normal random values; put ToTensor or ConvertImageDtype before it`,
      );
    }
    if (drawn === null) return x;
    const v = this.value === "random" ? drawn.v : drawn.v.to(x.dtype);
    return eraseImages("RandomErasing", x, drawn.i, drawn.j, drawn.h, drawn.w, v.to(x.device), this.inplace);
  }
}

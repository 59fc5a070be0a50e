import { type Generator, randperm, type Tensor, ValueError } from "@lumbre/tensor";
import { bind, defineSignature, optional, sizes } from "@lumbre/tensor/engine";
import { generatorParameter, sourceOf, uniform } from "./draw.js";
import { adjustBrightness, adjustContrast, adjustHue, adjustSaturation } from "./functional/color.js";
import { type GeneratorOptions, RandomTransform } from "./imageTransform.js";

/** A factor b >= 0 that stands for 1 - b to 1 + b, or the smallest and the largest. */
export type Jitter = number | readonly number[];

/** Options of {@link ColorJitter}. */
export interface ColorJitterOptions extends GeneratorOptions {
  /** How much the brightness changes: b for factors from 1 - b to 1 + b, or [smallest, largest]. Default 0. */
  readonly brightness?: Jitter;
  /** How much the contrast changes: c for factors from 1 - c to 1 + c, or [smallest, largest]. Default 0. */
  readonly contrast?: Jitter;
  /** How much the saturation changes: s for factors from 1 - s to 1 + s, or [smallest, largest]. Default 0. */
  readonly saturation?: Jitter;
  /** How much the hue changes: h for shifts from -h to h, at most 0.5, or [smallest, largest]. Default 0. */
  readonly hue?: Jitter;
}

const signature = defineSignature(
  "ColorJitter",
  optional("brightness", sizes, 0),
  optional("contrast", sizes, 0),
  optional("saturation", sizes, 0),
  optional("hue", sizes, 0),
  generatorParameter,
);

type Interval = readonly [from: number, to: number];

/** The order of the four adjustments, and their factors; null for one that is left out. */
interface Drawn {
  readonly order: readonly number[];
  readonly factors: readonly (number | null)[];
}

const adjustments = [adjustBrightness, adjustContrast, adjustSaturation, adjustHue];

/**
 * Changes brightness, contrast, saturation and hue of images at random, in a random order.
 *
 * Shapes: [..., C, H, W] with C = 1 or 3 -> the same. The same seed gives torchvision's images.
 *
 * @throws {ValueError} for negative factors, and hues that are not between -0.5 and 0.5.
 * @throws {ShapeError} for other channels.
 * @example
 * const jitter = new transforms.ColorJitter({ brightness: 0.5, hue: 0.3 });
 * jitter(zeros(3, 8, 8)).shape; // => [3, 8, 8]
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.ColorJitter.html
 */
export class ColorJitter extends RandomTransform<Drawn> {
  static override readonly name: string = "ColorJitter";

  /** Of brightness, contrast, saturation and hue; null for what does not change. */
  private readonly intervals: readonly (Interval | null)[];
  private readonly generator: Generator;

  /**
   * @param brightness How much the brightness changes: b for factors from 1 - b to 1 + b, or [smallest, largest].
   *   Default 0.
   * @param contrast How much the contrast changes, likewise. Default 0.
   * @param saturation How much the saturation changes, likewise. Default 0.
   * @param hue How much the hue changes: h for shifts from -h to h, at most 0.5, or [smallest, largest]. Default 0.
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(
    brightness?: Jitter | ColorJitterOptions,
    contrast?: Jitter | Omit<ColorJitterOptions, "brightness">,
    saturation?: Jitter | Omit<ColorJitterOptions, "brightness" | "contrast">,
    hue?: Jitter | Pick<ColorJitterOptions, "hue" | "generator">,
    options?: GeneratorOptions,
  ) {
    super();
    const [bright, contrasts, saturations, hues, generator] = bind(signature, arguments);
    this.intervals = [
      readJitter("brightness", bright),
      readJitter("contrast", contrasts),
      readJitter("saturation", saturations),
      readJitter("hue", hues, 0, 0.5),
    ];
    this.generator = sourceOf(generator);
  }

  /** @internal */
  draw(): Drawn {
    const order = [...randperm(4, { generator: this.generator }).readSync()];
    const factors = this.intervals.map((interval) => interval && uniform(this.generator, interval[0], interval[1]));
    return { order, factors };
  }

  /** @internal */
  applyOne(x: Tensor, { order, factors }: Drawn): Tensor {
    return order.reduce((image, i) => {
      const factor = factors[i];
      return factor === null ? image : adjustments[i](image, factor);
    }, x);
  }
}

/** The range of a factor about 1, or of the hue about 0; null if it is the middle alone. */
function readJitter(name: string, given: Jitter, middle: 0 | 1 = 1, most = Infinity): Interval | null {
  let [from, to] = typeof given === "number" ? [middle - given, middle + given] : given;
  if (typeof given === "number" && !(given >= 0)) {
    throw new ValueError(`ColorJitter: if ${name} is a single number, it must be >= 0, got ${given}`);
  }
  if (typeof given === "number" && middle === 1) from = Math.max(from, 0);
  const least = middle === 1 ? 0 : -most;
  const hasTwo = typeof given === "number" || given.length === 2;
  if (!hasTwo || !(least <= from && from <= to && to <= most && to < Infinity)) {
    const range = middle === 1 ? ">= 0" : "between -0.5 and 0.5";
    throw new ValueError(
      `ColorJitter: ${name} must be a number or [smallest, largest], ${range}, got ${JSON.stringify(given)}`,
    );
  }
  return from === middle && to === middle ? null : [from, to];
}

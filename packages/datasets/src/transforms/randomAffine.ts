import {
  DTypeError,
  defaultGenerator,
  type Generator,
  GradError,
  ShapeError,
  type Tensor,
  ValueError,
} from "@lumbre/tensor";
import {
  aGenerator,
  bind,
  defineSignature,
  formatShape,
  isFloat,
  named,
  nullable,
  numbers,
  oneOf,
  optional,
  required,
  sizes,
  tensorFromBuffer,
} from "@lumbre/tensor/engine";
import {
  type AffineParameters,
  type ImageLayout,
  inverseMatrix,
  roundHalfToEven,
  sampleBilinear,
  sampleNearest,
} from "./affine.js";
import { defineTransform, type Transform } from "./transform.js";

/** A smallest and a largest value. */
export type Interval = readonly [min: number, max: number];

/** Options of {@link randomAffine}. */
export interface RandomAffineOptions {
  /** Largest shifts to the right and down, or to the left and up, as fractions of width and height, 0 to 1. Default: none. */
  readonly translate?: Interval | null;
  /** Smallest and largest factor, > 0. Default: none. */
  readonly scale?: Interval | null;
  /**
   * Degrees of the shear parallel to x: s for -s to s, or smallest and largest; with four numbers also those of the shear
   * parallel to y. Default: none.
   */
  readonly shear?: number | readonly number[] | null;
  /** How a pixel is made of those around its point. Default "nearest". */
  readonly interpolation?: "nearest" | "bilinear";
  /** The value of what lies outside of the image, or one for each channel. Default 0. */
  readonly fill?: number | readonly number[];
  /** The point [x, y] that stays where it is, in pixels from the upper left corner. Default: the centre. */
  readonly center?: readonly [x: number, y: number] | null;
  /** What is drawn from. Default: the generator that `manualSeed` starts. */
  readonly generator?: Generator | null;
}

const signature = defineSignature(
  "randomAffine",
  required("degrees", sizes),
  optional("translate", nullable(numbers), null),
  optional("scale", nullable(numbers), null),
  optional("shear", nullable(sizes), null),
  optional("interpolation", oneOf("nearest", "bilinear"), "nearest"),
  optional("fill", sizes, 0),
  optional("center", nullable(numbers), null),
  named("generator", nullable(aGenerator), null),
);

/** What {@link randomAffine} draws from, checked. */
interface Settings {
  readonly degrees: Interval;
  readonly translate: readonly number[] | null;
  readonly scale: readonly number[] | null;
  readonly shear: readonly number[] | null;
  readonly interpolation: "nearest" | "bilinear";
  readonly fill: number | readonly number[];
  readonly center: readonly number[] | null;
  readonly generator: Generator;
}

/**
 * Rotates, shifts, scales and shears images at random, each of a batch in its own way; the centre stays where it is.
 *
 * Shapes: [H, W], [C, H, W] or [N, C, H, W] -> the same; the dtype stays too. Shifts are whole pixels. The same seed gives
 * torchvision's images; torchvision, though, moves all images of a batch alike.
 *
 * @param degrees Degrees of the rotation, clockwise: d for -d to d, or smallest and largest.
 * @param translate Largest shifts in x and y, as fractions of width and height, 0 to 1. Default: none.
 * @param scale Smallest and largest factor, > 0. Default: none.
 * @param shear Degrees of the shear parallel to x: s for -s to s, or smallest and largest; with four numbers also those of
 *   the shear parallel to y. Default: none.
 * @param interpolation How a pixel is made of those around its point: "nearest" or "bilinear". Default "nearest".
 * @param fill The value of what lies outside of the image, or one for each channel. Default 0.
 * @param center The point [x, y] that stays where it is, in pixels from the upper left corner. Default: the centre.
 * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
 * @throws {ValueError} for options that are out of range.
 * @throws {ShapeError} for an input of another rank, and a fill for other channels.
 * @throws {DTypeError} for bools.
 * @throws {GradError} for an input that requires a gradient.
 * @example
 * manualSeed(0);
 * const augment = transforms.randomAffine(0, { translate: [0.5, 0] });
 * augment(tensor([[[[1, 2, 3, 4]]], [[[1, 2, 3, 4]]]])); // => tensor([[[[0., 1., 2., 3.]]],
 * //
 * //
 * //         [[[2., 3., 4., 0.]]]])
 * @see https://pytorch.org/vision/stable/generated/torchvision.transforms.RandomAffine.html
 */
export function randomAffine(
  degrees: number | Interval,
  translate?: Interval | null | RandomAffineOptions,
  scale?: Interval | null | Omit<RandomAffineOptions, "translate">,
  shear?: number | readonly number[] | null | Omit<RandomAffineOptions, "translate" | "scale">,
  interpolation?: "nearest" | "bilinear" | Pick<RandomAffineOptions, "interpolation" | "fill" | "center" | "generator">,
  fill?: number | readonly number[] | Pick<RandomAffineOptions, "fill" | "center" | "generator">,
  center?: readonly [x: number, y: number] | null | Pick<RandomAffineOptions, "center" | "generator">,
  options?: Pick<RandomAffineOptions, "generator">,
): Transform<Tensor, Tensor> {
  const [angles, shifts, factors, shears, mode, outside, fixed, generator] = bind(signature, arguments);
  const settings: Settings = {
    degrees: angleRange("degrees", angles, [2]) as unknown as Interval,
    translate: shifts,
    scale: factors,
    shear: shears === null ? null : angleRange("shear", shears, [2, 4]),
    interpolation: mode,
    fill: outside,
    center: fixed,
    generator: generator ?? defaultGenerator,
  };
  checkSettings(settings);
  return defineTransform(
    (x) => transformImages(x, settings, x.ndim === 4),
    (x) => transformImages(x, settings, true),
  );
}

/** A number d stands for -d to d. */
function angleRange(name: string, given: number | readonly number[], lengths: readonly number[]): readonly number[] {
  if (typeof given === "number") {
    if (!(given >= 0 && given < Infinity)) throw new ValueError(`randomAffine: ${name} must be >= 0, got ${given}`);
    return [-given, given];
  }
  requireFinite(name, given, lengths);
  return given;
}

function requireFinite(name: string, values: readonly number[], lengths: readonly number[]): void {
  if (!lengths.includes(values.length) || !values.every(Number.isFinite)) {
    throw new ValueError(
      `randomAffine: ${name} must be ${lengths.join(" or ")} finite numbers, got [${values.join(", ")}]`,
    );
  }
}

function checkSettings({ degrees, translate, scale, shear, center }: Settings): void {
  if (translate !== null) requireFinite("translate", translate, [2]);
  if (scale !== null) requireFinite("scale", scale, [2]);
  if (center !== null) requireFinite("center", center, [2]);
  const odd = translate?.find((fraction) => fraction < 0 || fraction > 1);
  if (odd !== undefined) throw new ValueError(`randomAffine: translate must be between 0 and 1, got ${odd}`);
  const small = scale?.find((factor) => factor <= 0);
  if (small !== undefined) throw new ValueError(`randomAffine: scale must be > 0, got ${small}`);
  for (const [name, range] of Object.entries({ degrees, scale, shear })) {
    for (let i = 0; i < (range?.length ?? 0); i += 2) {
      if (range![i] > range![i + 1]) {
        throw new ValueError(`randomAffine: ${name} must be [smallest, largest], got [${range!.join(", ")}]`);
      }
    }
  }
}

/** A number uniform in [from, to], as PyTorch draws a float32. */
function uniform(generator: Generator, from: number, to: number): number {
  const start = Math.fround(from);
  return Math.fround(generator.uniform24() * Math.fround(Math.fround(to) - start) + start);
}

/** The order of the draws is torchvision's. */
function drawParameters(settings: Settings, height: number, width: number): AffineParameters {
  const { degrees, translate, scale, shear, generator } = settings;
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

/** Transforms one image or a batch of them, in one pass over the elements. */
function transformImages(x: Tensor, settings: Settings, isBatch: boolean): Tensor {
  const layout = layoutOf(x, settings.fill, isBatch);
  const count = isBatch ? x.shape[0] : 1;
  const { channels, height, width } = layout;
  const input = x.readSync();
  const output = input.slice();
  const [cx, cy] = settings.center ?? [width / 2, height / 2];
  const round = input instanceof Uint8Array || input instanceof Int32Array;
  for (let i = 0; i < count; i++) {
    const matrix = inverseMatrix(drawParameters(settings, height, width), [cx - width / 2, cy - height / 2]);
    const image = { ...layout, start: i * channels * height * width };
    if (settings.interpolation === "nearest") sampleNearest(input, output, matrix, image);
    else sampleBilinear(input, output, matrix, image, round);
  }
  // The array is nobody else's, so that it may become the tensor's memory without a copy.
  return tensorFromBuffer(x.device, x.device.kernels.upload(output, x.dtype), x.dtype, x.shape);
}

/** The layout of the first image. */
function layoutOf(x: Tensor, fill: number | readonly number[], isBatch: boolean): ImageLayout {
  const rank = isBatch ? x.ndim - 1 : x.ndim;
  if (rank !== 2 && rank !== 3) {
    throw new ShapeError(
      `randomAffine: expected an image of shape [H, W] or [C, H, W], or a batch of them, got ${formatShape(x.shape)}`,
    );
  }
  if (x.dtype === "bool") throw new DTypeError('randomAffine: bools have nothing between them; write x.to("uint8")');
  if (x.requiresGrad) throw new GradError("randomAffine: no gradient flows through it; write x.detach()");
  const [height, width] = x.shape.slice(-2);
  const channels = rank === 2 ? 1 : x.shape[x.ndim - 3];
  if (typeof fill !== "number" && fill.length !== 1 && fill.length !== channels) {
    throw new ShapeError(`randomAffine: got ${fill.length} values of fill for ${channels} channels`);
  }
  const values = Array.from({ length: channels }, (_, k) => (typeof fill === "number" ? fill : (fill[k] ?? fill[0])));
  const [least, largest] = x.dtype === "uint8" ? [0, 255] : [-(2 ** 31), 2 ** 31 - 1];
  const odd = values.find((value) => !Number.isInteger(value) || value < least || value > largest);
  if (odd !== undefined && !isFloat(x.dtype))
    throw new ValueError(`randomAffine: ${x.dtype} cannot hold the fill ${odd}`);
  return { start: 0, channels, height, width, fill: values };
}

import { getDefaultDevice } from "../device.js";
import { allocateArray, type DType, isFloat, requireFloat, type TypedArray } from "../dtype.js";
import { ShapeError, ValueError } from "../errors.js";
import { defaultGenerator, type Generator } from "../generator.js";
import { tensorFromBuffer } from "../op/apply.js";
import { checkSizes, formatShape, numel, type Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { fillNormal, fillUniform } from "./distributions.js";
import type { TensorOptions } from "./fill.js";

/** Options of functions that draw random numbers. */
export interface RandomOptions extends TensorOptions {
  /** Default: the generator that `manualSeed` starts. */
  readonly generator?: Generator;
}

/** Sizes with options behind them. */
export type RandomArguments =
  | [...sizes: number[]]
  | [...sizes: number[], options: RandomOptions]
  | [sizes: Shape, options?: RandomOptions];

function split(op: string, args: RandomArguments): { readonly shape: Shape; readonly options: RandomOptions } {
  const list = [...args] as unknown[];
  const last = list[list.length - 1];
  const hasOptions = last === undefined || (typeof last === "object" && !Array.isArray(last));
  const options = (hasOptions ? (list.pop() ?? {}) : {}) as RandomOptions;
  const shape = (Array.isArray(list[0]) ? [...(list[0] as number[])] : list) as number[];
  checkSizes(op, shape);
  return { shape, options };
}

type Fill = (data: TypedArray, generator: Generator) => void;

function draw(shape: Shape, dtype: DType, options: RandomOptions, fill: Fill): Tensor {
  const device = options.device ?? getDefaultDevice();
  const data = allocateArray(dtype, numel(shape));
  fill(data, options.generator ?? defaultGenerator);
  const result = tensorFromBuffer(device, device.kernels.upload(data, dtype), dtype, [...shape]);
  if (options.requiresGrad === true) result.requiresGrad = true;
  return result;
}

function floatDType(op: string, options: RandomOptions): DType {
  const dtype = options.dtype ?? "float32";
  requireFloat(op, dtype);
  return dtype;
}

/**
 * Random numbers, uniform in [0, 1).
 *
 * @throws {DTypeError} for a dtype that is no float.
 * @example
 * manualSeed(0);
 * rand(3); // => tensor([0.4963, 0.7682, 0.0885])
 * @see https://pytorch.org/docs/stable/generated/torch.rand.html
 */
export function rand(...args: RandomArguments): Tensor {
  const { shape, options } = split("rand", args);
  return draw(shape, floatDType("rand", options), options, (data, generator) => fillUniform(data, generator, 0, 1));
}

/**
 * Random numbers of the standard normal distribution.
 *
 * @throws {DTypeError} for a dtype that is no float.
 * @example
 * manualSeed(0);
 * randn(3); // => tensor([ 1.5410, -0.2934, -2.1788])
 * @see https://pytorch.org/docs/stable/generated/torch.randn.html
 */
export function randn(...args: RandomArguments): Tensor {
  const { shape, options } = split("randn", args);
  return draw(shape, floatDType("randn", options), options, (data, generator) => fillNormal(data, generator, 0, 1));
}

/**
 * Random whole numbers in [low, high), int32 unless told.
 *
 * @throws {ValueError} unless low < high, and for numbers that the dtype does not hold.
 * @example
 * manualSeed(0);
 * randint(0, 10, [5]); // => tensor([4, 9, 3, 0, 3])
 * @see https://pytorch.org/docs/stable/generated/torch.randint.html
 */
export function randint(low: number, high: number, shape: Shape, options: RandomOptions = {}): Tensor {
  checkSizes("randint", shape);
  if (!Number.isInteger(low) || !Number.isInteger(high) || low >= high) {
    throw new ValueError(`randint: expected whole numbers with low < high, got low ${low} and high ${high}`);
  }
  const dtype = options.dtype ?? "int32";
  const [least, most] = integerRange(dtype);
  if (low < least || high - 1 > most) {
    throw new ValueError(`randint: ${dtype} holds ${least} to ${most}, got low ${low} and high ${high} (exclusive)`);
  }
  return draw(shape, dtype, options, (data, generator) => {
    for (let i = 0; i < data.length; i++) data[i] = low + generator.below(high - low);
  });
}

/** The least and the largest whole number of a dtype; floats have no bounds that matter here. */
function integerRange(dtype: DType): readonly [least: number, most: number] {
  if (dtype === "bool") return [0, 1];
  if (dtype === "uint8") return [0, 255];
  return dtype === "int32" ? [-(2 ** 31), 2 ** 31 - 1] : [-Infinity, Infinity];
}

/** Random positions of the numbers 0 to n - 1, by Fisher and Yates' shuffle. */
function permutation(n: number, generator: Generator): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < n - 1; i++) {
    const j = i + (generator.random32() % (n - i));
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  return order;
}

/**
 * The numbers 0 to n - 1 in random order, int32.
 *
 * @throws {ValueError} unless n is a whole number >= 0.
 * @example
 * manualSeed(0);
 * randperm(4); // => tensor([0, 1, 3, 2])
 * @see https://pytorch.org/docs/stable/generated/torch.randperm.html
 */
export function randperm(n: number, options: RandomOptions = {}): Tensor {
  if (!Number.isInteger(n) || n < 0) throw new ValueError(`randperm: n must be a whole number >= 0, got ${n}`);
  return draw([n], options.dtype ?? "int32", options, (data, generator) => data.set(permutation(n, generator)));
}

/** {@link rand} in the shape, dtype and device of `x`. */
export function randLike(x: Tensor, options: RandomOptions = {}): Tensor {
  return rand(x.shape, { dtype: x.dtype, device: x.device, ...options });
}

/** {@link randn} in the shape, dtype and device of `x`. */
export function randnLike(x: Tensor, options: RandomOptions = {}): Tensor {
  return randn(x.shape, { dtype: x.dtype, device: x.device, ...options });
}

/** {@link randint} in the shape, dtype and device of `x`. */
export function randintLike(x: Tensor, low: number, high: number, options: RandomOptions = {}): Tensor {
  return randint(low, high, x.shape, { dtype: x.dtype, device: x.device, ...options });
}

/** Random numbers of a normal distribution with the given mean and deviation, as `torch.normal`. */
export function normal(mean: number, std: number, shape: Shape, options: RandomOptions = {}): Tensor {
  if (!(std >= 0)) throw new ValueError(`normal: std must be >= 0, got ${std}`);
  checkSizes("normal", shape);
  return draw(shape, floatDType("normal", options), options, (data, generator) =>
    fillNormal(data, generator, mean, std),
  );
}

/**
 * 1 with the probability that each element gives, else 0; of the same dtype.
 *
 * @param x Probabilities in [0, 1].
 * @throws {ValueError} for a probability outside.
 * @example
 * tensor([0, 1]).bernoulli(); // => tensor([0., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.bernoulli.html
 */
export function bernoulli(x: Tensor, options: { readonly generator?: Generator } = {}): Tensor {
  requireFloat("bernoulli", x.dtype);
  const probabilities = x.dataSync();
  for (const p of probabilities)
    if (!(p >= 0 && p <= 1)) throw new ValueError(`bernoulli: expected probabilities in [0, 1], got ${p}`);
  return draw(x.shape, x.dtype, { ...options, device: x.device }, (data, generator) => {
    const isDouble = x.dtype === "float64";
    for (let i = 0; i < data.length; i++)
      data[i] = (isDouble ? generator.uniform53() : generator.uniform24()) < probabilities[i] ? 1 : 0;
  });
}

/**
 * `value` with probability p, else 0: `bernoulli_(p)` and a product at once, which `nn.functional.dropout` calls.
 *
 * @param p In [0, 1].
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {ValueError} for a probability outside.
 * @example
 * manualSeed(0);
 * randomMask([4], 0.5, 2); // => tensor([0., 0., 2., 0.])
 */
export function randomMask(
  shape: Shape,
  p: number,
  value: number,
  options: Omit<RandomOptions, "requiresGrad"> = {},
): Tensor {
  if (!(p >= 0 && p <= 1)) throw new ValueError(`randomMask: expected a probability in [0, 1], got ${p}`);
  checkSizes("randomMask", shape);
  const dtype = floatDType("randomMask", options);
  const { device = getDefaultDevice(), generator = defaultGenerator } = options;
  const buffer = device.kernels.randomMask(generator, numel(shape), dtype, p, value);
  return tensorFromBuffer(device, buffer, dtype, [...shape]);
}

/** Options of {@link multinomial}. */
export interface MultinomialOptions {
  /** Whether a position may be drawn again. Default false. */
  readonly replacement?: boolean;
  readonly generator?: Generator;
}

/**
 * Positions drawn with a probability proportional to the weights, int32: from a vector, or from each row of a matrix.
 *
 * The draws follow the weights, but are not PyTorch's digits.
 * @throws {ValueError} for weights that are negative or sum to 0, or more draws than positions without replacement.
 * @example
 * tensor([0, 5, 0]).multinomial(1); // => tensor([1])
 * @see https://pytorch.org/docs/stable/generated/torch.multinomial.html
 */
export function multinomial(x: Tensor, numSamples: number, options: MultinomialOptions = {}): Tensor {
  requireFloat("multinomial", x.dtype);
  if (x.ndim < 1 || x.ndim > 2)
    throw new ShapeError(`multinomial: weights must have 1 or 2 dimensions, got ${formatShape(x.shape)}`);
  const count = x.shape[x.ndim - 1];
  const replacement = options.replacement ?? false;
  if (!Number.isInteger(numSamples) || numSamples < 1)
    throw new ValueError(`multinomial: cannot sample ${numSamples} times; expected >= 1`);
  const rows = x.reshape(-1, count).toArray() as number[][];
  for (const row of rows) checkWeights(row, numSamples, replacement);
  return draw([...x.shape.slice(0, -1), numSamples], "int32", { ...options, device: x.device }, (data, generator) => {
    for (const [r, row] of rows.entries()) data.set(sampleRow(row, numSamples, replacement, generator), r * numSamples);
  });
}

function checkWeights(row: readonly number[], numSamples: number, replacement: boolean): void {
  if (row.some((weight) => !(weight >= 0 && weight < Infinity)))
    throw new ValueError("multinomial: weights must be finite and >= 0");
  const positive = row.filter((weight) => weight > 0).length;
  if (positive === 0) throw new ValueError("multinomial: the weights sum to 0");
  if (!replacement && numSamples > positive) {
    throw new ValueError(
      `multinomial: cannot draw ${numSamples} without replacement from ${positive} positions of positive weight`,
    );
  }
}

function sampleRow(row: readonly number[], numSamples: number, replacement: boolean, generator: Generator): number[] {
  const weights = [...row];
  return Array.from({ length: numSamples }, () => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let rest = generator.uniform53() * total;
    let chosen = weights.findLastIndex((weight) => weight > 0);
    for (let i = 0; i < chosen; i++) {
      rest -= weights[i];
      if (rest < 0) {
        chosen = i;
        break;
      }
    }
    if (!replacement) weights[chosen] = 0;
    return chosen;
  });
}

/** Overwrites the tensor with numbers of a distribution. */
function refill(op: string, x: Tensor, options: { readonly generator?: Generator }, fill: Fill): Tensor {
  if (!isFloat(x.dtype)) requireFloat(op, x.dtype);
  return x.copy_(draw(x.shape, x.dtype, { ...options, device: x.device }, fill));
}

/** Overwrites the tensor with numbers uniform in [from, to). Default [0, 1). */
export function uniform_(x: Tensor, from = 0, to = 1, options: { readonly generator?: Generator } = {}): Tensor {
  if (!(from <= to)) throw new ValueError(`uniform_: expected from <= to, got ${from} and ${to}`);
  return refill("uniform_", x, options, (data, generator) => fillUniform(data, generator, from, to));
}

/** Overwrites the tensor with numbers of a normal distribution. Default: mean 0, deviation 1. */
export function normal_(x: Tensor, mean = 0, std = 1, options: { readonly generator?: Generator } = {}): Tensor {
  if (!(std >= 0)) throw new ValueError(`normal_: std must be >= 0, got ${std}`);
  return refill("normal_", x, options, (data, generator) => fillNormal(data, generator, mean, std));
}

/** Overwrites the tensor with 1 with probability p, else 0. Default p = 0.5. */
export function bernoulli_(x: Tensor, p = 0.5, options: { readonly generator?: Generator } = {}): Tensor {
  if (!(p >= 0 && p <= 1)) throw new ValueError(`bernoulli_: expected a probability in [0, 1], got ${p}`);
  if (!isFloat(x.dtype)) requireFloat("bernoulli_", x.dtype);
  return x.copy_(randomMask(x.shape, p, 1, { dtype: x.dtype, device: x.device, ...options }));
}

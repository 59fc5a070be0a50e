import { bind } from "../arguments/bind.js";
import { aBoolean, aFiniteNumber, aNumberBetween, aNumberFrom, anIntegerFrom } from "../arguments/kinds.js";
import { defineSignature, optional, required } from "../arguments/signature.js";
import { aTensor } from "../arguments/tensorKinds.js";
import { writeKeys } from "../backends/cpu/orderKeys.js";
import { SortedLine } from "../backends/cpu/sort.js";
import { type Device, getDefaultDevice } from "../device.js";
import { type DType, requireFloat, type TypedArray } from "../dtype.js";
import { ShapeError, ValueError } from "../errors.js";
import { defaultGenerator, type Generator } from "../generator.js";
import { tensorFromBuffer } from "../op/apply.js";
import { callAs } from "../op/callAs.js";
import { boundKey } from "../ops/indexing/keyAt.js";
import { peek } from "../reading.js";
import { checkSizes, formatShape, numel, type Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { fillNormal } from "./distributions.js";
import { draw, type Fill, redraw } from "./draw.js";
import { type GeneratorOptions, generatorParameter } from "./options.js";

const x = required("x", aTensor);
const probability = aNumberBetween(0, 1);

const bernoulliSignature = defineSignature("bernoulli", x, generatorParameter);
const multinomialSignature = defineSignature(
  "multinomial",
  x,
  required("numSamples", anIntegerFrom(1)),
  optional("replacement", aBoolean, false),
  generatorParameter,
);
const uniformSignature = defineSignature(
  "uniform_",
  x,
  optional("from", aFiniteNumber, 0),
  optional("to", aFiniteNumber, 1),
  generatorParameter,
);
const normalInPlaceSignature = defineSignature(
  "normal_",
  x,
  optional("mean", aFiniteNumber, 0),
  optional("std", aNumberFrom(0), 1),
  generatorParameter,
);
const bernoulliInPlaceSignature = defineSignature("bernoulli_", x, optional("p", probability, 0.5), generatorParameter);

/**
 * Draws 1 with the probability that each element gives, else 0; of the same dtype.
 *
 * @param x Probabilities in [0, 1].
 * @throws {ValueError} for a probability outside.
 * @throws {DTypeError} for a dtype that is no float.
 * @example
 * tensor([0, 1]).bernoulli(); // => tensor([0., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.bernoulli.html
 */
export function bernoulli(x: Tensor, options?: GeneratorOptions): Tensor {
  const [given, generator] = bind(bernoulliSignature, arguments);
  const { dtype, shape, device } = given;
  requireFloat("bernoulli", dtype);
  const probabilities = given.readSync();
  for (const p of probabilities)
    if (!(p >= 0 && p <= 1)) throw new ValueError(`bernoulli: expected probabilities in [0, 1], got ${p}`);
  const fill: Fill = (data, source) => {
    const isDouble = dtype === "float64";
    for (let i = 0; i < data.length; i++)
      data[i] = (isDouble ? source.uniform53() : source.uniform24()) < probabilities[i] ? 1 : 0;
  };
  return draw(shape, fill, generator, dtype, device);
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
  options: { readonly dtype?: DType; readonly device?: Device; readonly generator?: Generator } = {},
): Tensor {
  if (!(p >= 0 && p <= 1)) throw new ValueError(`randomMask: expected a probability in [0, 1], got ${p}`);
  checkSizes("randomMask", shape);
  const { dtype = "float32", device = getDefaultDevice(), generator = defaultGenerator } = options;
  requireFloat("randomMask", dtype);
  const buffer = device.kernels.randomMask(generator, numel(shape), dtype, p, value);
  return tensorFromBuffer(device, buffer, dtype, [...shape]);
}

/** Options of {@link multinomial}. */
export interface MultinomialOptions extends GeneratorOptions {
  /** Allow an index to be drawn again. Default false. */
  readonly replacement?: boolean;
}

/**
 * Indices drawn with a probability proportional to the weights, int32: from a vector, or from each row of a matrix.
 *
 * @param x Weights, >= 0.
 * @param numSamples Number of draws, >= 1.
 * @param replacement Allow an index to be drawn again. Default false.
 * @throws {ValueError} for weights that are negative or sum to 0, or more draws than indices without replacement.
 * @throws {ShapeError} unless x has 1 or 2 dimensions.
 * @throws {DTypeError} for a dtype that is no float.
 * @example
 * tensor([0, 5, 0]).multinomial(1); // => tensor([1])
 * tensor([0, 5, 0]).multinomial(3, { replacement: true }); // => tensor([1, 1, 1])
 * @see https://pytorch.org/docs/stable/generated/torch.multinomial.html
 */
export function multinomial(
  x: Tensor,
  numSamples: number,
  replacement?: boolean | MultinomialOptions,
  options?: GeneratorOptions,
): Tensor {
  const [weights, count, again, generator] = bind(multinomialSignature, arguments);
  requireFloat("multinomial", weights.dtype);
  if (weights.ndim < 1 || weights.ndim > 2)
    throw new ShapeError(`multinomial: weights must have 1 or 2 dimensions, got ${formatShape(weights.shape)}`);
  const n = weights.shape[weights.ndim - 1];
  const data = new Float64Array(peek("multinomial", weights.reshape(-1, n)));
  const rows = Array.from({ length: weights.numel() / n }, (_, r) => data.subarray(r * n, (r + 1) * n));
  for (const row of rows) checkWeights(row, count, again);
  const fill: Fill = (out, source) => {
    for (const [r, row] of rows.entries()) sampleRow(row, out.subarray(r * count, (r + 1) * count), again, source);
  };
  return draw([...weights.shape.slice(0, -1), count], fill, generator, "int32", weights.device);
}

function checkWeights(row: Float64Array, numSamples: number, replacement: boolean): void {
  let positive = 0;
  for (let i = 0; i < row.length; i++) {
    const weight = row[i];
    if (!(weight >= 0 && weight < Infinity)) throw new ValueError("multinomial: weights must be finite and >= 0");
    if (weight > 0) positive++;
  }
  if (positive === 0) throw new ValueError("multinomial: the weights sum to 0");
  if (!replacement && numSamples > positive) {
    throw new ValueError(
      `multinomial: cannot draw ${numSamples} without replacement from ${positive} positions of positive weight`,
    );
  }
}

/** Draws one row's indices as PyTorch does, in two ways, of which the second is the faster one for few draws. */
function sampleRow(row: Float64Array, out: TypedArray, replacement: boolean, generator: Generator): void {
  if (replacement) drawAgain(row, out, generator);
  else race(row, out, generator);
}

/** The first index at which the sum of the weights, as a share of all, exceeds a uniform number. */
function drawAgain(row: Float64Array, out: TypedArray, generator: Generator): void {
  const shares = sharesOf(row);
  const parts = Math.min(2 ** 16, 2 ** Math.floor(Math.log2(out.length)));
  const starts = startsOf(shares, parts);
  const last = row.findLastIndex((weight) => weight > 0);
  for (let k = 0; k < out.length; k++) {
    const u = generator.uniform53();
    const part = Math.floor(u * parts);
    let [low, high] = [starts[part], starts[part + 1]];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (shares[middle] > u) high = middle;
      else low = middle + 1;
    }
    out[k] = low === row.length ? last : low;
  }
}

/** The sums of the weights up to each of them, as shares of all. */
function sharesOf(row: Float64Array): Float64Array {
  const sums = new Float64Array(row.length);
  let sum = 0;
  for (let i = 0; i < row.length; i++) sums[i] = sum += row[i];
  divideBy(sums, sum);
  return sums;
}

function divideBy(sums: Float64Array, all: number): void {
  for (let i = 0; i < sums.length; i++) sums[i] /= all;
}

/** The first index whose share exceeds 0, 1, 2, .. of so many equal parts, a power of 2: where to look for a number. */
function startsOf(shares: Float64Array, parts: number): Int32Array {
  const starts = new Int32Array(parts + 1).fill(shares.length);
  for (let i = 0, part = 0; i < shares.length; i++) {
    while (part <= parts && shares[i] * parts > part) starts[part++] = i;
  }
  return starts;
}

/** Each index arrives at a time with the exponential distribution whose rate is its weight; the first ones are drawn. */
function race(row: Float64Array, out: TypedArray, generator: Generator): void {
  const earliness = earlinessOf(row, generator);
  // Only those are sorted whose upper words are small enough.
  const upper = upperKeys(earliness);
  const chosen = positionsUpTo(upper, boundKey(upper, out.length));
  const line = new SortedLine(chosen.length, 2);
  writeKeys(at(earliness, chosen), 0, 1, true, line.keys);
  const order = line.sort();
  for (let k = 0; k < out.length; k++) out[k] = chosen[order[k]];
}

// Each long loop is a function of its own, for the reason that keyAt.ts gives.

function earlinessOf(row: Float64Array, generator: Generator): Float64Array {
  const earliness = new Float64Array(row.length);
  for (let i = 0; i < row.length; i++) {
    // The difference is exact, and its logarithm takes half the time of log1p. Not -0 for 0.
    const time = 0 - Math.log(1 - generator.uniform53());
    earliness[i] = row[i] === 0 ? 0 : row[i] / time;
  }
  return earliness;
}

/** The upper words of the keys of numbers that are not negative, in descending order. */
function upperKeys(numbers: Float64Array): Int32Array {
  const words = new Int32Array(numbers.buffer);
  const upper = new Int32Array(numbers.length);
  for (let i = 0; i < upper.length; i++) upper[i] = ~words[2 * i + 1];
  return upper;
}

/** Without a jump: each position is stored, and the next one goes over it unless it counts. */
function positionsUpTo(keys: Int32Array, most: number): Int32Array {
  const positions = new Int32Array(keys.length);
  let n = 0;
  for (let i = 0; i < keys.length; i++) {
    positions[n] = i;
    n += Number(keys[i] <= most);
  }
  return positions.subarray(0, n);
}

function at(numbers: Float64Array, positions: Int32Array): Float64Array {
  const chosen = new Float64Array(positions.length);
  for (let n = 0; n < chosen.length; n++) chosen[n] = numbers[positions[n]];
  return chosen;
}

/** Overwrites the tensor of floats with numbers of a distribution. */
function refill(op: string, x: Tensor, generator: Generator | null, fill: Fill): Tensor {
  requireFloat(op, x.dtype);
  return redraw(op, x, generator, fill);
}

/**
 * Overwrites the tensor with numbers uniform in [from, to), in the order in which its elements lie in memory.
 *
 * @param from Least number. Default 0.
 * @param to Bound that is not reached. Default 1.
 * @throws {ValueError} unless from <= to.
 * @throws {DTypeError} for a dtype that is no float.
 * @example
 * manualSeed(0);
 * zeros(2).uniform_(0, 10); // => tensor([4.9626, 7.6822])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.uniform_.html
 */
export function uniform_(
  x: Tensor,
  from?: number | (GeneratorOptions & { readonly from?: number; readonly to?: number }),
  to?: number | (GeneratorOptions & { readonly to?: number }),
  options?: GeneratorOptions,
): Tensor {
  const [target, low, high, generator] = bind(uniformSignature, arguments);
  if (!(low <= high)) throw new ValueError(`uniform_: expected from <= to, got ${low} and ${high}`);
  return refill("uniform_", target, generator, { kind: "uniform", a: low, b: high });
}

/**
 * Overwrites the tensor with numbers of a normal distribution, in the order in which its elements lie in memory.
 *
 * @param mean Mean of the distribution. Default 0.
 * @param std Standard deviation, >= 0. Default 1.
 * @throws {ValueError} for a negative standard deviation.
 * @throws {DTypeError} for a dtype that is no float.
 * @example
 * manualSeed(0);
 * zeros(2).normal_(10, { std: 2 }); // => tensor([13.0820,  9.4131])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.normal_.html
 */
export function normal_(
  x: Tensor,
  mean?: number | (GeneratorOptions & { readonly mean?: number; readonly std?: number }),
  std?: number | (GeneratorOptions & { readonly std?: number }),
  options?: GeneratorOptions,
): Tensor {
  const [target, center, deviation, generator] = bind(normalInPlaceSignature, arguments);
  const scattered: Fill = (data, source) => fillNormal(data, source, center, deviation, true);
  const fill: Fill = target.isContiguous() ? { kind: "normal", a: center, b: deviation } : scattered;
  return refill("normal_", target, generator, fill);
}

/**
 * Overwrites the tensor with 1 with probability p, else 0, in the order in which its elements lie in memory.
 *
 * @param p Probability of 1, in [0, 1]. Default 0.5.
 * @throws {ValueError} for a probability outside.
 * @throws {DTypeError} for a dtype that is no float.
 * @example
 * zeros(2).bernoulli_(1); // => tensor([1., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.bernoulli_.html
 */
export function bernoulli_(
  x: Tensor,
  p?: number | (GeneratorOptions & { readonly p?: number }),
  options?: GeneratorOptions,
): Tensor {
  const [target, chance, given] = bind(bernoulliInPlaceSignature, arguments);
  const { shape, dtype, device } = target;
  requireFloat("bernoulli_", dtype);
  const generator = given ?? defaultGenerator;
  if (target.isContiguous()) {
    return callAs("bernoulli_", () => target.copy_(randomMask(shape, chance, 1, { dtype, device, generator })));
  }
  return refill("bernoulli_", target, generator, (data, source) => source.fillBernoulli(data, chance, 1));
}

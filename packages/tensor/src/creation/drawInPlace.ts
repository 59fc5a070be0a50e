import { bind } from "../arguments/bind.js";
import { aFiniteNumber, aNumberFrom, anInteger, nullable } from "../arguments/kinds.js";
import { defineSignature, optional, required } from "../arguments/signature.js";
import { aTensor } from "../arguments/tensorKinds.js";
import { integerRange, requireFloat } from "../dtype.js";
import { DTypeError, ValueError } from "../errors.js";
import type { Generator } from "../generator.js";
import type { Tensor } from "../tensor.js";
import { fillNormal } from "./distributions.js";
import { redraw } from "./draw.js";
import { type GeneratorOptions, generatorParameter, withFirstBound } from "./options.js";

// Further distributions that a tensor is filled with; the commoner ones stand in sampling.ts. Methods only, as in PyTorch.

const x = required("x", aTensor);
const aPositiveNumber = aNumberFrom(0);

const randomSignature = defineSignature(
  "random_",
  x,
  optional("from", anInteger, 0),
  optional("to", nullable(anInteger), null),
  generatorParameter,
);
const exponentialSignature = defineSignature(
  "exponential_",
  x,
  optional("lambd", aPositiveNumber, 1),
  generatorParameter,
);
const geometricSignature = defineSignature("geometric_", x, required("p", aFiniteNumber), generatorParameter);
const logNormalSignature = defineSignature(
  "logNormal_",
  x,
  optional("mean", aFiniteNumber, 1),
  optional("std", aPositiveNumber, 2),
  generatorParameter,
);
const cauchySignature = defineSignature(
  "cauchy_",
  x,
  optional("median", aFiniteNumber, 0),
  optional("sigma", aPositiveNumber, 1),
  generatorParameter,
);

/** The number of whole numbers from 0 on that a float dtype holds without a gap, but for the last one. */
const exactUpTo = { float32: 2 ** 24, float64: 2 ** 53 } as const;

/** Draws whole numbers in [0, the largest that the dtype holds exactly], each in PyTorch's way. */
function drawAny({ dtype }: Tensor): (source: Generator) => number {
  if (dtype === "float64") {
    const count = BigInt(exactUpTo.float64) + 1n;
    return (source) => {
      const high = BigInt(source.random32());
      return Number(((high << 32n) | BigInt(source.random32())) % count);
    };
  }
  const count = dtype === "float32" ? exactUpTo.float32 + 1 : integerRange(dtype)[1] + 1;
  return (source) => source.below(count);
}

/** The first and the last whole number that a dtype holds without a gap. */
function exactRange({ dtype }: Tensor): readonly [least: number, most: number] {
  return dtype === "float32" || dtype === "float64" ? [-exactUpTo[dtype], exactUpTo[dtype]] : integerRange(dtype);
}

/** Throws unless the numbers from `from` to `to`, not included, are some, and the tensor holds them. */
function requireRange(target: Tensor, from: number, to: number): void {
  if (from >= to) {
    throw new ValueError(`random_: expects 'from' to be less than 'to', but got from=${from} >= to=${to}`);
  }
  const [least, most] = exactRange(target);
  if (from < least || to - 1 > most) {
    throw new ValueError(
      `random_: ${target.dtype} holds the whole numbers ${least} to ${most}, got from=${from} and to=${to} (exclusive)`,
    );
  }
}

/**
 * Overwrites the tensor with whole numbers in [from, to), in the order in which its elements lie in memory: `random_()`,
 * `random_(to)` or `random_(from, to)`. Without bounds they run from 0 to the largest one that the dtype holds exactly,
 * 2^24 of float32 and 2^53 of float64.
 *
 * @param from Least number; a bound that stands alone is `to`. Default 0.
 * @param to Bound that is not reached. Default null: the dtype's largest number is the last one.
 * @throws {ValueError} unless from < to, and for numbers that the dtype does not hold.
 * @example
 * manualSeed(0);
 * zeros(5).random_(10); // => tensor([4., 9., 3., 0., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.random_.html
 */
export function random_(
  x: Tensor,
  from?: number | (GeneratorOptions & { readonly from?: number; readonly to?: number | null }),
  to?: number | null | (GeneratorOptions & { readonly to?: number | null }),
  options?: GeneratorOptions,
): Tensor {
  const [target, low, bound, generator] = bind(randomSignature, withFirstBound(arguments, 1, "to"));
  if (bound === null && low === 0) {
    const drawOne = drawAny(target);
    return redraw("random_", target, generator, (data, source) => {
      for (let i = 0; i < data.length; i++) data[i] = drawOne(source);
    });
  }
  const high = bound ?? exactRange(target)[1] + 1;
  requireRange(target, low, high);
  return redraw("random_", target, generator, (data, source) => {
    for (let i = 0; i < data.length; i++) data[i] = low + source.below(high - low);
  });
}

/**
 * Overwrites the tensor with numbers of the exponential distribution, whose density is `lambd * exp(-lambd * x)`, in the
 * order in which its elements lie in memory.
 *
 * @param lambd Rate, >= 0; 0 gives infinities. Default 1.
 * @throws {ValueError} for a negative rate.
 * @throws {DTypeError} for a dtype that is no float.
 * @example
 * manualSeed(0);
 * zeros(3).exponential_(2.5); // => tensor([1.4033, 0.4922, 0.2460])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.exponential_.html
 */
export function exponential_(
  x: Tensor,
  lambd?: number | (GeneratorOptions & { readonly lambd?: number }),
  options?: GeneratorOptions,
): Tensor {
  const [target, rate, generator] = bind(exponentialSignature, arguments);
  requireFloat("exponential_", target.dtype);
  return redraw("exponential_", target, generator, (data, source) => {
    for (let i = 0; i < data.length; i++) data[i] = (-1 / rate) * Math.log1p(-source.uniform53());
  });
}

/**
 * Overwrites the tensor with numbers of trials up to the first success, 1 and more, in the order in which its elements lie
 * in memory: `k` has the probability `(1 - p)^(k - 1) * p`.
 *
 * @param p Probability of a success, in (0, 1).
 * @throws {ValueError} for a probability outside.
 * @throws {DTypeError} for a bool tensor.
 * @example
 * manualSeed(0);
 * zeros(4).geometric_(0.3); // => tensor([1., 1., 3., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.geometric_.html
 */
export function geometric_(
  x: Tensor,
  p: number | (GeneratorOptions & { readonly p: number }),
  options?: GeneratorOptions,
): Tensor {
  const [target, chance, generator] = bind(geometricSignature, arguments);
  if (!(chance > 0 && chance < 1)) throw new ValueError(`geometric_: expects p to be in (0, 1), but got p=${chance}`);
  if (target.dtype === "bool") throw new DTypeError("geometric_: a bool tensor holds no numbers of trials");
  const [, most] = integerRange(target.dtype);
  return redraw("geometric_", target, generator, (data, source) => {
    for (let i = 0; i < data.length; i++) {
      data[i] = Math.min(Math.ceil(Math.log(source.uniform53()) / Math.log1p(-chance)), most);
    }
  });
}

/**
 * Overwrites the tensor with `exp(n)` of normal numbers n, in the order in which its elements lie in memory.
 *
 * @param mean Mean of n. Default 1.
 * @param std Standard deviation of n, >= 0. Default 2.
 * @throws {ValueError} for a negative standard deviation.
 * @throws {DTypeError} for a dtype that is no float.
 * @example
 * manualSeed(0);
 * zeros(2).logNormal_(0, { std: 1 }); // => tensor([4.6692, 0.7457])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.log_normal_.html
 */
export function logNormal_(
  x: Tensor,
  mean?: number | (GeneratorOptions & { readonly mean?: number; readonly std?: number }),
  std?: number | (GeneratorOptions & { readonly std?: number }),
  options?: GeneratorOptions,
): Tensor {
  const [target, center, deviation, generator] = bind(logNormalSignature, arguments);
  requireFloat("logNormal_", target.dtype);
  return redraw("logNormal_", target, generator, (data, source) => {
    // One by one at any number of elements, unlike normal_.
    fillNormal(data, source, center, deviation, true);
    for (let i = 0; i < data.length; i++) data[i] = Math.exp(data[i]);
  });
}

/**
 * Overwrites the tensor with numbers of the Cauchy distribution, in the order in which its elements lie in memory.
 *
 * @param median Median of the distribution. Default 0.
 * @param sigma Half of its width at half of its height, >= 0. Default 1.
 * @throws {ValueError} for a negative width.
 * @throws {DTypeError} for a dtype that is no float.
 * @example
 * manualSeed(0);
 * zeros(2).cauchy_(); // => tensor([10.5977,  0.7648])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.cauchy_.html
 */
export function cauchy_(
  x: Tensor,
  median?: number | (GeneratorOptions & { readonly median?: number; readonly sigma?: number }),
  sigma?: number | (GeneratorOptions & { readonly sigma?: number }),
  options?: GeneratorOptions,
): Tensor {
  const [target, center, width, generator] = bind(cauchySignature, arguments);
  requireFloat("cauchy_", target.dtype);
  return redraw("cauchy_", target, generator, (data, source) => {
    for (let i = 0; i < data.length; i++) {
      data[i] = center + width * Math.tan(Math.PI * (source.uniform53() - 0.5));
    }
  });
}

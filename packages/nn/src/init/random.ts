import { noGrad } from "@lumbre/autograd";
import { cpu, type Generator, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import {
  aFiniteNumber,
  aGenerator,
  aNumber,
  aNumberFrom,
  aTensor,
  bind,
  callAs,
  defineSignature,
  named,
  nullable,
  optional,
  required,
  requireWritable,
} from "@lumbre/tensor/engine";
import { inverseErf } from "./inverseErf.js";

/** Options of functions that draw random numbers. */
export interface InitOptions {
  /** Default: the generator that `manualSeed` starts. */
  readonly generator?: Generator | null;
}

/** The option that random functions take, where a generator is given. */
export function drawnFrom(generator: Generator | null): InitOptions {
  return generator === null ? {} : { generator };
}

/** Options of {@link uniform_}. */
export interface UniformOptions extends InitOptions {
  /** The least number. Default 0. */
  readonly a?: number;
  /** One past the largest number. Default 1. */
  readonly b?: number;
}

const uniformSignature = defineSignature(
  "uniform_",
  required("x", aTensor),
  optional("a", aFiniteNumber, 0),
  optional("b", aFiniteNumber, 1),
  named("generator", nullable(aGenerator), null),
);

/**
 * Fills with numbers uniform in [a, b).
 *
 * @param a The least number. Default 0.
 * @param b One past the largest number, > a. Default 1.
 * @param options A generator.
 * @throws {ValueError} for a bound that is not finite.
 * @example
 * init.uniform_(empty(2, 3), -0.1, 0.1).abs().le(0.1).all(); // => tensor(True)
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.uniform_
 */
export function uniform_(
  x: Tensor,
  a?: number | UniformOptions,
  b?: number | Omit<UniformOptions, "a">,
  options?: InitOptions,
): Tensor {
  const [target, least, most, generator] = bind(uniformSignature, arguments);
  return noGrad(() => target.uniform_(least, most, drawnFrom(generator)));
}

/** Options of {@link normal_}. */
export interface NormalOptions extends InitOptions {
  /** Default 0. */
  readonly mean?: number;
  /** The standard deviation, >= 0. Default 1. */
  readonly std?: number;
}

const normalSignature = defineSignature(
  "normal_",
  required("x", aTensor),
  optional("mean", aFiniteNumber, 0),
  optional("std", aNumberFrom(0), 1),
  named("generator", nullable(aGenerator), null),
);

/**
 * Fills with samples of a normal distribution.
 *
 * @param mean Its mean. Default 0.
 * @param std Its standard deviation, >= 0. Default 1.
 * @param options A generator.
 * @throws {ValueError} for a standard deviation below 0.
 * @example
 * init.normal_(empty(2, 3), 5, { std: 0 }); // => tensor([[5., 5., 5.],
 * //            [5., 5., 5.]])
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.normal_
 */
export function normal_(
  x: Tensor,
  mean?: number | NormalOptions,
  std?: number | Omit<NormalOptions, "mean">,
  options?: InitOptions,
): Tensor {
  const [target, centre, deviation, generator] = bind(normalSignature, arguments);
  return noGrad(() => target.normal_(centre, deviation, drawnFrom(generator)));
}

/** Options of {@link truncNormal_}. */
export interface TruncNormalOptions extends NormalOptions {
  /** The least number. Default -2. */
  readonly a?: number;
  /** The largest number, > a. Default 2. */
  readonly b?: number;
}

const truncNormalSignature = defineSignature(
  "truncNormal_",
  required("x", aTensor),
  optional("mean", aFiniteNumber, 0),
  optional("std", aNumberFrom(0), 1),
  optional("a", aNumber, -2),
  optional("b", aNumber, 2),
  named("generator", nullable(aGenerator), null),
);

/**
 * Samples of the normal distribution cut off below a and above b: uniform numbers between the shares of samples below a
 * and below b, of which the inverse of the normal distribution is taken.
 *
 * @param mean The mean before the cut. Default 0.
 * @param std The standard deviation before the cut, >= 0. Default 1.
 * @param a The least number. Default -2.
 * @param b The largest number, > a. Default 2.
 * @param options A generator.
 * @throws {ValueError} unless a < b, and where hardly a sample lies between them (less than one in 10^7).
 * @example
 * init.truncNormal_(empty(100), { std: 0.02, a: -0.04, b: 0.04 }).abs().le(0.04).all(); // => tensor(True)
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.trunc_normal_
 */
export function truncNormal_(
  x: Tensor,
  mean?: number | TruncNormalOptions,
  std?: number | Omit<TruncNormalOptions, "mean">,
  a?: number | Omit<TruncNormalOptions, "mean" | "std">,
  b?: number | Omit<TruncNormalOptions, "mean" | "std" | "a">,
  options?: InitOptions,
): Tensor {
  const [target, centre, deviation, least, most, generator] = bind(truncNormalSignature, arguments);
  requireWritable("truncNormal_", target);
  if (!(least < most)) throw new ValueError(`truncNormal_: expected a < b, got ${least} and ${most}`);
  if (deviation === 0 && least <= centre && centre <= most) return noGrad(() => target.fill_(centre));
  // Uniform in [2 l - 1, 2 u - 1], where l and u are the shares of samples below a and below b, as PyTorch draws.
  const [low, high] = [least, most].map((bound) => erfOf((bound - centre) / (deviation * Math.SQRT2)));
  if (!(Math.fround(low) < Math.fround(high))) {
    throw new ValueError(
      `truncNormal_: hardly a number of mean ${centre} and standard deviation ${deviation} lies in [${least}, ${most}]`,
    );
  }
  return noGrad(() => {
    callAs("truncNormal_", () => target.uniform_(low, high, drawnFrom(generator)));
    const drawn = target.to(cpu).to("float64");
    const values = inverseErf(drawn).mul(deviation * Math.SQRT2);
    return target.copy_(values.add(centre).clamp(least, most).to(target.dtype).to(target.device));
  });
}

function erfOf(x: number): number {
  return tensor(x, { dtype: "float64", device: cpu }).erf().item() as number;
}

import { noGrad } from "@lumbre/autograd";
import { eye, type Generator, randn, type Shape, ShapeError, type Tensor, ValueError } from "@lumbre/tensor";
import {
  aFiniteNumber,
  aGenerator,
  aNumber,
  aNumberFrom,
  aTensor,
  bind,
  defineSignature,
  formatShape,
  named,
  nullable,
  numbers,
  oneOf,
  optional,
  positional,
  required,
} from "@lumbre/tensor/engine";

/** Options of functions that draw random numbers. */
export interface InitOptions {
  /** Default: the generator that `manualSeed` starts. */
  readonly generator?: Generator | null;
}

const nonlinearities = [
  "linear",
  "conv1d",
  "conv2d",
  "convTranspose2d",
  "sigmoid",
  "tanh",
  "relu",
  "leakyRelu",
  "selu",
] as const;

/** The nonlinearities that {@link calculateGain} knows. */
export type Nonlinearity = (typeof nonlinearities)[number];

/** The option that random functions take, where a generator is given. */
function drawnFrom(generator: Generator | null): InitOptions {
  return generator === null ? {} : { generator };
}

const gainSignature = defineSignature(
  "calculateGain",
  positional("nonlinearity", oneOf(...nonlinearities)),
  optional("param", nullable(aFiniteNumber), null),
);

/**
 * The recommended gain: the reciprocal of the factor by which a nonlinearity shrinks the standard deviation.
 *
 * @param param leakyRelu's slope. Default 0.01.
 * @throws {ValueError} for an unknown nonlinearity.
 * @example
 * init.calculateGain("relu"); // => 1.4142135623730951
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.calculate_gain
 */
export function calculateGain(
  nonlinearity: Nonlinearity,
  param?: number | null | { readonly param?: number | null },
): number {
  const [, given] = bind(gainSignature, arguments);
  const slope = given ?? 0.01;
  switch (nonlinearity) {
    case "tanh":
      return 5 / 3;
    case "relu":
      return Math.SQRT2;
    case "leakyRelu":
      return Math.sqrt(2 / (1 + slope ** 2));
    case "selu":
      return 3 / 4;
    case "linear":
    case "conv1d":
    case "conv2d":
    case "convTranspose2d":
    case "sigmoid":
      return 1;
  }
}

const fansSignature = defineSignature("calculateFans", required("shape", numbers));

/**
 * The fan-in and the fan-out of a weight: inputs per output, and the reverse.
 *
 * @param shape The weight's shape, [out, in, ...].
 * @throws {ShapeError} for fewer than two dimensions.
 * @throws {ArgumentError} for what is no list of numbers.
 * @example
 * init.calculateFans([4, 3, 5, 5]); // => { fanIn: 75, fanOut: 100 }
 */
export function calculateFans(shape: Shape): { readonly fanIn: number; readonly fanOut: number } {
  [shape] = bind(fansSignature, arguments);
  if (shape.length < 2) {
    throw new ShapeError(
      `init: fan in and fan out can not be computed for a tensor of shape ${formatShape(shape)}; expected 2 dimensions or more`,
    );
  }
  const field = shape.slice(2).reduce((product, size) => product * size, 1);
  return { fanIn: shape[1] * field, fanOut: shape[0] * field };
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

const constantSignature = defineSignature("constant_", required("x", aTensor), required("val", aNumber));

/**
 * Fills with one value.
 *
 * @param val The value.
 * @example
 * init.constant_(empty(3), 0.3); // => tensor([0.3000, 0.3000, 0.3000])
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.constant_
 */
export function constant_(x: Tensor, val: number): Tensor {
  [x, val] = bind(constantSignature, arguments);
  return noGrad(() => x.fill_(val));
}

const onesSignature = defineSignature("ones_", required("x", aTensor));

/**
 * Fills with ones.
 *
 * @example
 * init.ones_(empty(3)); // => tensor([1., 1., 1.])
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.ones_
 */
export function ones_(x: Tensor): Tensor {
  [x] = bind(onesSignature, arguments);
  return constant_(x, 1);
}

const zerosSignature = defineSignature("zeros_", required("x", aTensor));

/**
 * Fills with zeros.
 *
 * @example
 * init.zeros_(empty(3)); // => tensor([0., 0., 0.])
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.zeros_
 */
export function zeros_(x: Tensor): Tensor {
  [x] = bind(zerosSignature, arguments);
  return constant_(x, 0);
}

const eyeSignature = defineSignature("eye_", required("x", aTensor));

/**
 * Makes a matrix the identity.
 *
 * @throws {ShapeError} unless it has two dimensions.
 * @example
 * init.eye_(empty(2, 3)); // => tensor([[1., 0., 0.],
 * //            [0., 1., 0.]])
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.eye_
 */
export function eye_(x: Tensor): Tensor {
  [x] = bind(eyeSignature, arguments);
  if (x.ndim !== 2)
    throw new ShapeError(`eye_: only tensors with 2 dimensions are supported, got ${formatShape(x.shape)}`);
  return noGrad(() => x.copy_(eye(x.shape[0], x.shape[1], { dtype: x.dtype })));
}

const diracSignature = defineSignature("dirac_", required("x", aTensor));

/**
 * Makes a convolution hand its input channels through: a one at the centre of the kernel.
 *
 * @throws {ShapeError} unless the weight has 3 to 5 dimensions.
 * @example
 * init.dirac_(empty(1, 1, 3)); // => tensor([[[0., 1., 0.]]])
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.dirac_
 */
export function dirac_(x: Tensor): Tensor {
  [x] = bind(diracSignature, arguments);
  if (x.ndim < 3 || x.ndim > 5)
    throw new ShapeError(`dirac_: only tensors with 3, 4, or 5 dimensions are supported, got ${formatShape(x.shape)}`);
  const centre = x.shape.slice(2).map((size) => Math.floor(size / 2));
  return noGrad(() => {
    x.fill_(0);
    for (let c = 0; c < Math.min(x.shape[0], x.shape[1]); c++) x.at(c, c, ...centre).fill_(1);
    return x;
  });
}

/** Options of {@link xavierUniform_} and {@link xavierNormal_}. */
export interface XavierOptions extends InitOptions {
  /** The factor of the standard deviation. Default 1. */
  readonly gain?: number;
}

function xavierSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    optional("gain", aFiniteNumber, 1),
    named("generator", nullable(aGenerator), null),
  );
}

const xavierUniformSignature = xavierSignature("xavierUniform_");

/**
 * Uniform samples whose bound keeps the standard deviation the same forwards and backwards:
 * `gain * sqrt(6 / (fanIn + fanOut))`.
 *
 * @param gain The factor of the bound, as of `calculateGain`. Default 1.
 * @param options A generator.
 * @throws {ShapeError} for fewer than two dimensions.
 * @example
 * init.xavierUniform_(empty(2, 4)).abs().le(1).all(); // => tensor(True)
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.xavier_uniform_
 * @see https://proceedings.mlr.press/v9/glorot10a.html Glorot, Bengio
 */
export function xavierUniform_(x: Tensor, gain?: number | XavierOptions, options?: InitOptions): Tensor {
  const [target, factor, generator] = bind(xavierUniformSignature, arguments);
  const { fanIn, fanOut } = calculateFans(target.shape);
  const bound = factor * Math.sqrt(6 / (fanIn + fanOut));
  return uniform_(target, -bound, bound, drawnFrom(generator));
}

const xavierNormalSignature = xavierSignature("xavierNormal_");

/**
 * Normal samples of standard deviation `gain * sqrt(2 / (fanIn + fanOut))`.
 *
 * @param gain The factor of the standard deviation, as of `calculateGain`. Default 1.
 * @param options A generator.
 * @throws {ShapeError} for fewer than two dimensions.
 * @example
 * init.xavierNormal_(empty(2, 4), { gain: 0 }).any(); // => tensor(False)
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.xavier_normal_
 */
export function xavierNormal_(x: Tensor, gain?: number | XavierOptions, options?: InitOptions): Tensor {
  const [target, factor, generator] = bind(xavierNormalSignature, arguments);
  const { fanIn, fanOut } = calculateFans(target.shape);
  return normal_(target, 0, factor * Math.sqrt(2 / (fanIn + fanOut)), drawnFrom(generator));
}

/** Options of {@link kaimingUniform_} and {@link kaimingNormal_}. */
export interface KaimingOptions extends InitOptions {
  /** The slope below 0 of the leaky ReLU that follows. Default 0. */
  readonly a?: number;
  /** "fanIn" keeps the standard deviation in the forward pass, "fanOut" in the backward pass. Default "fanIn". */
  readonly mode?: "fanIn" | "fanOut";
  /** Default "leakyRelu". */
  readonly nonlinearity?: Nonlinearity;
}

function kaimingSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    optional("a", aFiniteNumber, 0),
    optional("mode", oneOf("fanIn", "fanOut"), "fanIn"),
    optional<Nonlinearity>("nonlinearity", oneOf(...nonlinearities), "leakyRelu"),
    named("generator", nullable(aGenerator), null),
  );
}

/** The tensor to fill, the generator to draw from, and the standard deviation that keeps that of what goes through. */
function boundKaiming(
  signature: ReturnType<typeof kaimingSignature>,
  given: ArrayLike<unknown>,
): [x: Tensor, generator: Generator | null, std: number] {
  const [x, a, mode, nonlinearity, generator] = bind(signature, given);
  return [x, generator, calculateGain(nonlinearity, a) / Math.sqrt(calculateFans(x.shape)[mode])];
}

const kaimingUniformSignature = kaimingSignature("kaimingUniform_");

/**
 * Uniform samples that keep the standard deviation through a ReLU: bound `gain * sqrt(3 / fan)`.
 *
 * @param a The slope below 0 of the leaky ReLU that follows. Default 0.
 * @param mode "fanIn" keeps the standard deviation in the forward pass, "fanOut" in the backward pass. Default "fanIn".
 * @param nonlinearity What follows. Default "leakyRelu".
 * @param options A generator.
 * @throws {ShapeError} for fewer than two dimensions.
 * @example
 * const w = init.kaimingUniform_(empty(8, 6), { nonlinearity: "relu" });
 * w.abs().le(1).all(); // => tensor(True)
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.kaiming_uniform_
 * @see https://arxiv.org/abs/1502.01852 He et al.
 */
export function kaimingUniform_(
  x: Tensor,
  a?: number | KaimingOptions,
  mode?: "fanIn" | "fanOut" | Omit<KaimingOptions, "a">,
  nonlinearity?: Nonlinearity | Pick<KaimingOptions, "nonlinearity" | "generator">,
  options?: InitOptions,
): Tensor {
  const [target, generator, std] = boundKaiming(kaimingUniformSignature, arguments);
  const bound = Math.sqrt(3) * std;
  return uniform_(target, -bound, bound, drawnFrom(generator));
}

const kaimingNormalSignature = kaimingSignature("kaimingNormal_");

/**
 * Normal samples that keep the standard deviation through a ReLU: standard deviation `gain / sqrt(fan)`.
 *
 * @param a The slope below 0 of the leaky ReLU that follows. Default 0.
 * @param mode "fanIn" keeps the standard deviation in the forward pass, "fanOut" in the backward pass. Default "fanIn".
 * @param nonlinearity What follows. Default "leakyRelu".
 * @param options A generator.
 * @throws {ShapeError} for fewer than two dimensions.
 * @example
 * const w = init.kaimingNormal_(empty(64, 32, 3, 3), { mode: "fanOut", nonlinearity: "relu" });
 * Math.abs(w.std().item() - Math.sqrt(2 / (64 * 9))) < 0.005; // => true
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.kaiming_normal_
 * @see https://arxiv.org/abs/1502.01852 He et al.
 */
export function kaimingNormal_(
  x: Tensor,
  a?: number | KaimingOptions,
  mode?: "fanIn" | "fanOut" | Omit<KaimingOptions, "a">,
  nonlinearity?: Nonlinearity | Pick<KaimingOptions, "nonlinearity" | "generator">,
  options?: InitOptions,
): Tensor {
  const [target, generator, std] = boundKaiming(kaimingNormalSignature, arguments);
  return normal_(target, 0, std, drawnFrom(generator));
}

/** Options of {@link truncNormal_}. */
export interface TruncNormalOptions extends NormalOptions {
  /** The least number. Default -2. */
  readonly a?: number;
  /** The largest number, > a. Default 2. */
  readonly b?: number;
}

/** After so many rounds each number would be inside, were but one in fifty. */
const mostRounds = 1000;

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
 * Normal samples, drawn anew while they lie outside of [a, b].
 *
 * @param mean The mean before the cut. Default 0.
 * @param std The standard deviation before the cut, >= 0. Default 1.
 * @param a The least number. Default -2.
 * @param b The largest number, > a. Default 2.
 * @param options A generator.
 * @throws {ValueError} unless a < b, and where hardly a sample lies between them.
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
  const chosen = { dtype: target.dtype, device: target.device, ...drawnFrom(generator) };
  if (!(least < most)) throw new ValueError(`truncNormal_: expected a < b, got ${least} and ${most}`);
  return noGrad(() => {
    let values = randn(target.shape, chosen).mul(deviation).add(centre);
    for (let round = 0; round < mostRounds; round++) {
      const outside = values.lt(least).logicalOr(values.gt(most));
      if (outside.any().item() === 0) return target.copy_(values);
      values = randn(target.shape, chosen).mul(deviation).add(centre).where(outside, values);
    }
    throw new ValueError(
      `truncNormal_: hardly a number of mean ${centre} and standard deviation ${deviation} lies in [${least}, ${most}]`,
    );
  });
}

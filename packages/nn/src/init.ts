import { noGrad } from "@lumbre/autograd";
import { eye, type Generator, randn, type Shape, ShapeError, type Tensor, ValueError } from "@lumbre/tensor";
import { formatShape } from "@lumbre/tensor/engine";

/** Options of functions that draw random numbers. */
export interface InitOptions {
  /** Default: the generator that `manualSeed` starts. */
  readonly generator?: Generator;
}

/** Of the options of an initializer, what the draw takes. */
function drawnFrom({ generator }: InitOptions): InitOptions {
  return generator === undefined ? {} : { generator };
}

/** The nonlinearities that {@link calculateGain} knows. */
export type Nonlinearity =
  | "linear"
  | "conv1d"
  | "conv2d"
  | "convTranspose2d"
  | "sigmoid"
  | "tanh"
  | "relu"
  | "leakyRelu"
  | "selu";

/**
 * The recommended gain: the reciprocal of the factor by which a nonlinearity shrinks the standard deviation.
 *
 * @param param leakyRelu's slope. Default 0.01.
 * @throws {ValueError} for an unknown nonlinearity.
 * @example
 * init.calculateGain("relu"); // => 1.4142135623730951
 * @see https://pytorch.org/docs/stable/nn.init.html#torch.nn.init.calculate_gain
 */
export function calculateGain(nonlinearity: Nonlinearity, param = 0.01): number {
  switch (nonlinearity) {
    case "tanh":
      return 5 / 3;
    case "relu":
      return Math.SQRT2;
    case "leakyRelu":
      return Math.sqrt(2 / (1 + param ** 2));
    case "selu":
      return 3 / 4;
    case "linear":
    case "conv1d":
    case "conv2d":
    case "convTranspose2d":
    case "sigmoid":
      return 1;
    default:
      throw new ValueError(`calculateGain: unsupported nonlinearity ${String(nonlinearity)}`);
  }
}

/** The fan-in and the fan-out of a weight: inputs per output, and the reverse. @throws {ShapeError} for fewer than two dimensions. */
export function calculateFans(shape: Shape): { readonly fanIn: number; readonly fanOut: number } {
  if (shape.length < 2) {
    throw new ShapeError(
      `init: fan in and fan out can not be computed for a tensor of shape ${formatShape(shape)}; expected 2 dimensions or more`,
    );
  }
  const field = shape.slice(2).reduce((product, size) => product * size, 1);
  return { fanIn: shape[1] * field, fanOut: shape[0] * field };
}

/** Fills with numbers uniform in [a, b). Default [0, 1). */
export function uniform_(x: Tensor, a = 0, b = 1, options: InitOptions = {}): Tensor {
  return noGrad(() => x.uniform_(a, b, drawnFrom(options)));
}

/** Fills with samples of a normal distribution. Default: mean 0, standard deviation 1. */
export function normal_(x: Tensor, mean = 0, std = 1, options: InitOptions = {}): Tensor {
  return noGrad(() => x.normal_(mean, std, drawnFrom(options)));
}

/** Fills with one value. */
export function constant_(x: Tensor, value: number): Tensor {
  return noGrad(() => x.fill_(value));
}

/** Fills with ones. */
export function ones_(x: Tensor): Tensor {
  return constant_(x, 1);
}

/** Fills with zeros. */
export function zeros_(x: Tensor): Tensor {
  return constant_(x, 0);
}

/** Makes a matrix the identity. @throws {ShapeError} unless it has two dimensions. */
export function eye_(x: Tensor): Tensor {
  if (x.ndim !== 2)
    throw new ShapeError(`eye_: only tensors with 2 dimensions are supported, got ${formatShape(x.shape)}`);
  return noGrad(() => x.copy_(eye(x.shape[0], x.shape[1], { dtype: x.dtype })));
}

/**
 * Makes a convolution hand its input channels through: a one at the centre of the kernel.
 * @throws {ShapeError} unless the weight has 3 to 5 dimensions.
 */
export function dirac_(x: Tensor): Tensor {
  if (x.ndim < 3 || x.ndim > 5)
    throw new ShapeError(`dirac_: only tensors with 3, 4, or 5 dimensions are supported, got ${formatShape(x.shape)}`);
  const centre = x.shape.slice(2).map((size) => Math.floor(size / 2));
  return noGrad(() => {
    x.fill_(0);
    for (let c = 0; c < Math.min(x.shape[0], x.shape[1]); c++) x.at(c, c, ...centre).fill_(1);
    return x;
  });
}

/**
 * Uniform samples whose bound keeps the standard deviation the same forwards and backwards:
 * `gain * sqrt(6 / (fanIn + fanOut))`.
 * @see https://proceedings.mlr.press/v9/glorot10a.html Glorot, Bengio
 */
export function xavierUniform_(x: Tensor, gain = 1, options: InitOptions = {}): Tensor {
  const { fanIn, fanOut } = calculateFans(x.shape);
  const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
  return uniform_(x, -bound, bound, options);
}

/** Normal samples of standard deviation `gain * sqrt(2 / (fanIn + fanOut))`. */
export function xavierNormal_(x: Tensor, gain = 1, options: InitOptions = {}): Tensor {
  const { fanIn, fanOut } = calculateFans(x.shape);
  return normal_(x, 0, gain * Math.sqrt(2 / (fanIn + fanOut)), options);
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

function kaimingDeviation(x: Tensor, options: KaimingOptions): number {
  const { a = 0, mode = "fanIn", nonlinearity = "leakyRelu" } = options;
  return calculateGain(nonlinearity, a) / Math.sqrt(calculateFans(x.shape)[mode]);
}

/**
 * Uniform samples that keep the standard deviation through a ReLU: bound `gain * sqrt(3 / fan)`.
 * @see https://arxiv.org/abs/1502.01852 He et al.
 */
export function kaimingUniform_(x: Tensor, options: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(3) * kaimingDeviation(x, options);
  return uniform_(x, -bound, bound, options);
}

/** Normal samples that keep the standard deviation through a ReLU: standard deviation `gain / sqrt(fan)`. */
export function kaimingNormal_(x: Tensor, options: KaimingOptions = {}): Tensor {
  return normal_(x, 0, kaimingDeviation(x, options), options);
}

/** Normal samples, drawn anew while they lie outside of [a, b]. Default: mean 0, standard deviation 1, [-2, 2]. */
export function truncNormal_(x: Tensor, mean = 0, std = 1, a = -2, b = 2, options: InitOptions = {}): Tensor {
  if (!(a < b)) throw new ValueError(`truncNormal_: expected a < b, got ${a} and ${b}`);
  return noGrad(() => {
    let values = randn(x.shape, { dtype: x.dtype, ...options })
      .mul(std)
      .add(mean);
    for (;;) {
      const outside = values.lt(a).logicalOr(values.gt(b));
      if (outside.any().item() === 0) return x.copy_(values);
      values = randn(x.shape, { dtype: x.dtype, ...options })
        .mul(std)
        .add(mean)
        .where(outside, values);
    }
  });
}

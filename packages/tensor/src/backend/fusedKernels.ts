import type { DType } from "../dtype.js";
import type { Generator } from "../generator.js";
import type { ConvGeometry, DeviceBuffer, PoolGeometry, RequiredKernels, View } from "./contract.js";

/**
 * The sizes of one normalisation. The elements lie as `[batch, groups, channels, size]`; the channels of a group have
 * their statistics in common, and a weight and a bias each.
 */
export interface NormGeometry {
  readonly batch: number;
  readonly groups: number;
  /** Channels in a group. */
  readonly channels: number;
  /** Elements in a channel. */
  readonly size: number;
  /** Statistics are taken over the whole batch, one per group; else for each of its members, `[batch, groups]`. */
  readonly acrossBatch: boolean;
  /** Added to variances. */
  readonly eps: number;
}

/** Numbers that values are clamped to; either may be infinite, and for float32 they are float32. */
export interface ClampBounds {
  readonly low: number;
  readonly high: number;
  /** True if the bounds themselves count as outside, and NaN as inside, where else it is the other way about. */
  readonly isOpen: boolean;
}

/** Kernels that do at once what others do in turn. They may decline a call, as {@link RequiredKernels} may. */
export interface FusedKernels {
  /** `relu(conv2d(x, weight, bias))`. */
  conv2dRelu(x: View, weight: View, bias: View | null, geometry: ConvGeometry): DeviceBuffer;
  /** `maxPool2d(relu(conv2d(x, weight, bias)))` and the indices of the maxima, as `maxPool2d` gives them. */
  conv2dReluMaxPool2d(
    x: View,
    weight: View,
    bias: View | null,
    geometry: ConvGeometry,
    pool: PoolGeometry,
  ): readonly [values: DeviceBuffer, indices: DeviceBuffer];
  /** `conv2dInputGrad` of the gradient that `maxPool2dInputGrad(grad, indices)` gives. */
  unpooledConv2dInputGrad(
    grad: View,
    indices: View,
    weight: View,
    geometry: ConvGeometry,
    pool: PoolGeometry,
  ): DeviceBuffer;
  /** `conv2dWeightGrad` of the same gradient. */
  unpooledConv2dWeightGrad(
    grad: View,
    indices: View,
    x: View,
    geometry: ConvGeometry,
    pool: PoolGeometry,
  ): DeviceBuffer;
  /** `grad`, or 0 where `result`, of the same shape, is <= 0: the gradient of a ReLU's input. */
  reluInputGrad(grad: View, result: View): DeviceBuffer;
  /** `x`, float, but `low` where it is below and `high` where that is above; NaN stays. */
  clamp(x: View, bounds: ClampBounds): DeviceBuffer;
  /** `grad`, or 0 where `x`, of the same shape, is outside of the bounds: the gradient of a clamp's input. */
  clampInputGrad(grad: View, x: View, bounds: ClampBounds): DeviceBuffer;
  /** The same, and its sum per channel, `grad` and `result [N, C, ..] -> [N, C, ..], [C]`: the gradient of a bias. */
  reluInputGradSums(grad: View, result: View): readonly [inputGrad: DeviceBuffer, sums: DeviceBuffer];
  /** `x [M, K], weight [N, K], bias [N] or null -> [M, N]`: `x weightᵀ + bias`, with `relu` less what is negative. */
  linear(x: View, weight: View, bias: View | null, relu: boolean): DeviceBuffer;
  /**
   * `(x - mean) / sqrt(variance + eps) * weight + bias` with the mean and the (biased) variance of each group, and these.
   */
  normalize(
    x: View,
    weight: View | null,
    bias: View | null,
    geometry: NormGeometry,
  ): readonly [y: DeviceBuffer, mean: DeviceBuffer, variance: DeviceBuffer];
  /** The gradient of x under {@link normalize}; with `isAffine` also those of weight and bias. */
  normalizeGrad(
    grad: View,
    x: View,
    weight: View | null,
    mean: View,
    variance: View,
    geometry: NormGeometry,
    isAffine: boolean,
  ): readonly DeviceBuffer[];
  /** `(x - mean) * scale + bias` for x `[batch, channels, size]`, with one of each per channel. */
  scaleChannels(x: View, mean: View, scale: View, bias: View | null): DeviceBuffer;
  /** `value` with probability p, else 0: what `generator.fillBernoulli` gives, from the generator's state, which moves on. */
  randomMask(generator: Generator, length: number, dtype: DType, p: number, value: number): DeviceBuffer;
  /**
   * The cross entropy of each row's softmax and its int32 label, and what the gradient needs to know of the rows, two
   * numbers each. `x [N, C], labels [N] -> [N], [N, 2]`, with a divisor `[], [N, 2]`. Labels are classes or ignored.
   */
  crossEntropy(x: View, labels: View, options: LabelOptions): readonly [losses: DeviceBuffer, rows: DeviceBuffer];
  /** The gradient of x, from that of the losses and what `crossEntropy` gave for the rows. */
  crossEntropyGrad(grad: View, x: View, labels: View, rows: View, options: LabelOptions): DeviceBuffer;
}

/**
 * An optimizer's step for many parameters in one call. Nothing stands in for one that is missing: the optimizers look
 * first, and do it with ops.
 */
export interface OptimizerKernels {
  /**
   * A step of Adam or a similar optimizer for many parameters: writes into them, into the exponential moving averages of
   * their gradients where these are given, into those of the squared gradients, and into the maxima of the latter so far
   * where these are given. All are float32 and row-major, and share no memory.
   */
  adaptiveStep(
    parameters: readonly View[],
    gradients: readonly View[],
    expAvgs: readonly View[] | null,
    expAvgSqs: readonly View[],
    maxExpAvgSqs: readonly View[] | null,
    options: AdaptiveStep,
  ): void;
  /** A step of gradient descent for many parameters, with momentum where it is given; operands as for `adaptiveStep`. */
  sgdStep(
    parameters: readonly View[],
    gradients: readonly View[],
    momentumBuffers: readonly View[] | null,
    options: SgdStep,
  ): void;
}

export interface LabelOptions {
  /** Rows with this label have no loss and no gradient. */
  readonly ignoreIndex: number;
  /** What the sum of all losses is divided by; null: the losses are not summed. */
  readonly divisor: number | null;
}

/** What the parameters of a step have in common. */
interface OptimizerStep {
  /** The coefficient of an L2 penalty, whose gradient is added. */
  readonly weightDecay: number;
  /** True to maximize instead of minimize. */
  readonly maximize: boolean;
}

/**
 * `g = gradient + weightDecay w; m = beta1 m + (1 - beta1) g; v = beta2 v + gradSqFactor g²;
 * w = weightFactor w - (stepSize.expAvg m + stepSize.gradient g) / (sqrt(v) + stepSize.eps)`, with m the `expAvg` of a
 * parameter, v its `expAvgSq` (or `maxExpAvgSq`), and a step size for each parameter.
 */
export interface AdaptiveStep extends OptimizerStep {
  /** The factor of the weights: `1 - lr weightDecay` where weight decay is decoupled, else 1. */
  readonly weightFactor: number;
  /** Decay rate of the exponential moving average of the gradients. */
  readonly beta1: number;
  /** Decay rate of the exponential moving average of their squares. */
  readonly beta2: number;
  /** The factor of the squared gradient: `1 - beta2` for an average, 1 for a sum. */
  readonly gradSqFactor: number;
  readonly stepSizes: readonly StepSize[];
}

/** How far a step goes for one parameter, bias corrections included: parameters may have had different numbers of steps. */
export interface StepSize {
  /** Along the exponential moving average of the gradient. */
  readonly expAvg: number;
  /** Along the gradient itself. */
  readonly gradient: number;
  /** Term added to the denominator for numerical stability. */
  readonly eps: number;
}

/** `g = gradient + weightDecay w; m = momentum m + (1 - dampening) g; w = w - lr m`, or g without momentum. */
export interface SgdStep extends OptimizerStep {
  readonly lr: number;
  readonly momentum: number;
  readonly dampening: number;
  /** True if `g + momentum m` takes the place of m in the last formula. */
  readonly nesterov: boolean;
}

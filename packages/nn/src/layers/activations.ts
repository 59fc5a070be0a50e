import {
  type EluOptions,
  full,
  type GeluOptions,
  type HardshrinkOptions,
  type HardtanhOptions,
  type LeakyReluOptions,
  type SoftplusOptions,
  type SoftshrinkOptions,
  type Tensor,
} from "@lumbre/tensor";
import { pythonFloat, pythonNumber } from "../describe.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";

// The activations as modules. What they compute stands with the functions of the same names in @lumbre/tensor.

/**
 * `max(x, 0)`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html
 */
export class ReLU extends Module {
  forward(x: Tensor): Tensor {
    return x.relu();
  }
}

/**
 * `min(max(x, 0), 6)`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ReLU6.html
 */
export class ReLU6 extends Module {
  forward(x: Tensor): Tensor {
    return x.relu6();
  }
}

/**
 * The self-normalising exponential linear unit, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.SELU.html
 */
export class SELU extends Module {
  forward(x: Tensor): Tensor {
    return x.selu();
  }
}

/**
 * `x * sigmoid(x)`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.SiLU.html
 */
export class SiLU extends Module {
  forward(x: Tensor): Tensor {
    return x.silu();
  }
}

/**
 * `x * tanh(softplus(x))`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Mish.html
 */
export class Mish extends Module {
  forward(x: Tensor): Tensor {
    return x.mish();
  }
}

/**
 * `1 / (1 + exp(-x))`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html
 */
export class Sigmoid extends Module {
  forward(x: Tensor): Tensor {
    return x.sigmoid();
  }
}

/**
 * The logarithm of the sigmoid, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html
 */
export class LogSigmoid extends Module {
  forward(x: Tensor): Tensor {
    return x.logSigmoid();
  }
}

/**
 * `min(max(x + 3, 0), 6) / 6`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html
 */
export class Hardsigmoid extends Module {
  forward(x: Tensor): Tensor {
    return x.hardsigmoid();
  }
}

/**
 * `x * min(max(x + 3, 0), 6) / 6`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Hardswish.html
 */
export class Hardswish extends Module {
  forward(x: Tensor): Tensor {
    return x.hardswish();
  }
}

/**
 * `x / (1 + |x|)`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Softsign.html
 */
export class Softsign extends Module {
  forward(x: Tensor): Tensor {
    return x.softsign();
  }
}

/**
 * The hyperbolic tangent, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html
 */
export class Tanh extends Module {
  forward(x: Tensor): Tensor {
    return x.tanh();
  }
}

/**
 * `x - tanh(x)`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html
 */
export class Tanhshrink extends Module {
  forward(x: Tensor): Tensor {
    return x.tanhshrink();
  }
}

/**
 * `x > 0 ? x : negativeSlope * x`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html
 */
export class LeakyReLU extends Module {
  constructor(readonly options: LeakyReluOptions = {}) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.leakyRelu(this.options);
  }

  override extraRepr(): string {
    return `negative_slope=${pythonNumber(this.options.negativeSlope ?? 0.01)}`;
  }
}

/**
 * `x > 0 ? x : alpha * (exp(x) - 1)`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ELU.html
 */
export class ELU extends Module {
  constructor(readonly options: EluOptions = {}) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.elu(this.options);
  }

  override extraRepr(): string {
    return `alpha=${pythonFloat(this.options.alpha ?? 1)}`;
  }
}

/**
 * `x > 0 ? x : alpha * (exp(x / alpha) - 1)`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.CELU.html
 */
export class CELU extends Module {
  constructor(readonly options: EluOptions = {}) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.celu(this.options);
  }

  override extraRepr(): string {
    return `alpha=${pythonFloat(this.options.alpha ?? 1)}`;
  }
}

/**
 * The Gaussian error linear unit, elementwise; exact unless told otherwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.GELU.html
 */
export class GELU extends Module {
  constructor(readonly options: GeluOptions = {}) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.gelu(this.options);
  }

  override extraRepr(): string {
    return `approximate='${this.options.approximate ?? "none"}'`;
  }
}

/**
 * `log(1 + exp(beta * x)) / beta`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Softplus.html
 */
export class Softplus extends Module {
  constructor(readonly options: SoftplusOptions = {}) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.softplus(this.options);
  }

  override extraRepr(): string {
    return `beta=${pythonNumber(this.options.beta ?? 1)}, threshold=${pythonNumber(this.options.threshold ?? 20)}`;
  }
}

/**
 * x between two bounds, the bounds outside, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html
 */
export class Hardtanh extends Module {
  constructor(readonly options: HardtanhOptions = {}) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.hardtanh(this.options);
  }

  override extraRepr(): string {
    return `min_val=${pythonFloat(this.options.minVal ?? -1)}, max_val=${pythonFloat(this.options.maxVal ?? 1)}`;
  }
}

/**
 * `|x| > lambd ? x : 0`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html
 */
export class Hardshrink extends Module {
  constructor(readonly options: HardshrinkOptions = {}) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.hardshrink(this.options);
  }

  override extraRepr(): string {
    return pythonNumber(this.options.lambd ?? 0.5);
  }
}

/**
 * x moved towards 0 by lambd, and 0 close to it, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Softshrink.html
 */
export class Softshrink extends Module {
  constructor(readonly options: SoftshrinkOptions = {}) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.softshrink(this.options);
  }

  override extraRepr(): string {
    return pythonNumber(this.options.lambd ?? 0.5);
  }
}

/**
 * `x > threshold ? x : value`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Threshold.html
 */
export class Threshold extends Module {
  constructor(
    readonly threshold: number,
    readonly value: number,
  ) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.threshold(this.threshold, this.value);
  }

  override extraRepr(): string {
    return `threshold=${this.threshold}, value=${this.value}`;
  }
}

/** Options of {@link PReLU}. */
export interface PReluOptions {
  /** One slope for all channels, or one per channel (dimension 1). Default 1. */
  readonly numParameters?: number;
  /** The slope at the start. Default 0.25. */
  readonly init?: number;
}

/**
 * `x > 0 ? x : weight * x`, with a slope that is learned.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.PReLU.html
 */
export class PReLU extends Module {
  readonly numParameters: number;
  readonly weight: Parameter;

  constructor(options: PReluOptions = {}) {
    super();
    this.numParameters = options.numParameters ?? 1;
    this.weight = new Parameter(full([this.numParameters], options.init ?? 0.25));
  }

  forward(x: Tensor): Tensor {
    return x.prelu(this.weight);
  }

  override extraRepr(): string {
    return `num_parameters=${this.numParameters}`;
  }
}

/**
 * `exp(x)` divided by its sum along a dimension.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html
 */
export class Softmax extends Module {
  constructor(readonly dim: number) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.softmax(this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/**
 * The logarithm of a softmax along a dimension.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html
 */
export class LogSoftmax extends Module {
  constructor(readonly dim: number) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.logSoftmax(this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

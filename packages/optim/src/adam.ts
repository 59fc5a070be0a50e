import { type Tensor, zerosLike } from "@lumbre/tensor";
import { effectiveGradient, Optimizer, type ParamGroup, type Params, requireOption } from "./optimizer.js";

/** Options of {@link Adam} and {@link AdamW}. */
export interface AdamOptions {
  /** Learning rate, >= 0. Default 1e-3. */
  readonly lr?: number;
  /** How long gradients and their squares are remembered, each in [0, 1). Default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Added to the denominator, >= 0. Default 1e-8. */
  readonly eps?: number;
  /** The penalty on large weights, >= 0. Default 0; AdamW: 0.01. */
  readonly weightDecay?: number;
  /** Divide by the largest average of squares so far. Default false. */
  readonly amsgrad?: boolean;
  /** Climb instead of descending. Default false. */
  readonly maximize?: boolean;
}

const defaults: Required<AdamOptions> = {
  lr: 1e-3,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weightDecay: 0,
  amsgrad: false,
  maximize: false,
};

function validateAdam({ lr, betas, eps, weightDecay }: Required<AdamOptions>): void {
  requireOption(lr >= 0, "learning rate", lr);
  requireOption(eps >= 0, "epsilon value", eps);
  requireOption(betas[0] >= 0 && betas[0] < 1, "beta parameter at index 0", betas[0]);
  requireOption(betas[1] >= 0 && betas[1] < 1, "beta parameter at index 1", betas[1]);
  requireOption(weightDecay >= 0, "weight_decay value", weightDecay);
}

/**
 * Adam: steps by the running mean of the gradients, divided by the root of the running mean of their squares, both
 * corrected for their start from 0: `w = w - lr * m̂ / (sqrt(v) / sqrt(1 - beta2^t) + eps)`.
 *
 * @throws {ValueError} for options out of range.
 * @example
 * const w = tensor([1], { requiresGrad: true });
 * const optimizer = new Adam([w], { lr: 0.1 });
 * w.mul(2).sum().backward();
 * optimizer.step();
 * w; // => tensor([0.9000], requires_grad=True)
 * @see https://arxiv.org/abs/1412.6980 Kingma, Ba
 * @see https://pytorch.org/docs/stable/generated/torch.optim.Adam.html
 */
export class Adam extends Optimizer<Required<AdamOptions>> {
  constructor(params: Params<AdamOptions>, options: AdamOptions = {}) {
    super(params, { ...defaults, ...options });
  }

  protected override validate(options: Required<AdamOptions>): void {
    validateAdam(options);
  }

  protected override update(parameter: Tensor, gradient: Tensor, options: ParamGroup<Required<AdamOptions>>): void {
    const g = effectiveGradient(parameter, gradient, options.weightDecay, options.maximize);
    this.adamStep(parameter, g, options);
  }

  /** The step proper, which AdamW shares. */
  protected adamStep(parameter: Tensor, g: Tensor, options: ParamGroup<Required<AdamOptions>>): void {
    const { lr, betas, eps, amsgrad } = options;
    const [beta1, beta2] = betas;
    const state = this.stateOf(parameter, () => ({
      step: 0,
      expAvg: zerosLike(parameter),
      expAvgSq: zerosLike(parameter),
      ...(amsgrad ? { maxExpAvgSq: zerosLike(parameter) } : {}),
    }));
    const step = (state.step as number) + 1;
    state.step = step;
    const mean = (state.expAvg as Tensor).mul_(beta1).add_(g, { alpha: 1 - beta1 });
    let square = (state.expAvgSq as Tensor).mul_(beta2).addcmul_(g, g, { value: 1 - beta2 });
    if (amsgrad) {
      const largest = state.maxExpAvgSq as Tensor;
      square = largest.copy_(largest.maximum(square));
    }
    const denominator = square
      .sqrt()
      .div_(Math.sqrt(1 - beta2 ** step))
      .add_(eps);
    parameter.addcdiv_(mean, denominator, { value: -lr / (1 - beta1 ** step) });
  }
}

/**
 * Adam with the weight decay taken off the weights themselves, not added to the gradient.
 *
 * @throws {ValueError} for options out of range.
 * @see https://arxiv.org/abs/1711.05101 Loshchilov, Hutter
 * @see https://pytorch.org/docs/stable/generated/torch.optim.AdamW.html
 */
export class AdamW extends Adam {
  constructor(params: Params<AdamOptions>, options: AdamOptions = {}) {
    super(params, { weightDecay: 0.01, ...options });
  }

  protected override update(parameter: Tensor, gradient: Tensor, options: ParamGroup<Required<AdamOptions>>): void {
    parameter.mul_(1 - options.lr * options.weightDecay);
    this.adamStep(parameter, options.maximize ? gradient.neg() : gradient, options);
  }
}

import { type Tensor, zerosLike } from "@lumbre/tensor";
import { effectiveGradient, Optimizer, type ParamGroup, type Params, requireOption } from "./optimizer.js";

/** Options of {@link RMSprop}. */
export interface RMSpropOptions {
  /** Learning rate, >= 0. Default 0.01. */
  readonly lr?: number;
  /** How long squares of gradients are remembered, >= 0. Default 0.99. */
  readonly alpha?: number;
  /** Added to the denominator, >= 0. Default 1e-8. */
  readonly eps?: number;
  /** The penalty on large weights, >= 0. Default 0. */
  readonly weightDecay?: number;
  /** Share of the last step that is taken again, >= 0. Default 0. */
  readonly momentum?: number;
  /** Divide by the deviation instead of the root of the mean square. Default false. */
  readonly centered?: boolean;
  /** Climb instead of descending. Default false. */
  readonly maximize?: boolean;
}

/**
 * RMSprop: steps by the gradient, divided by the root of the running mean of its squares:
 * `v = alpha * v + (1 - alpha) * g²`, `w = w - lr * g / (sqrt(v) + eps)`.
 *
 * @throws {ValueError} for options out of range.
 * @see https://pytorch.org/docs/stable/generated/torch.optim.RMSprop.html
 */
export class RMSprop extends Optimizer<Required<RMSpropOptions>> {
  constructor(params: Params<RMSpropOptions>, options: RMSpropOptions = {}) {
    super(params, {
      lr: 0.01,
      alpha: 0.99,
      eps: 1e-8,
      weightDecay: 0,
      momentum: 0,
      centered: false,
      maximize: false,
      ...options,
    });
  }

  protected override validate({ lr, alpha, eps, weightDecay, momentum }: Required<RMSpropOptions>): void {
    requireOption(lr >= 0, "learning rate", lr);
    requireOption(eps >= 0, "epsilon value", eps);
    requireOption(momentum >= 0, "momentum value", momentum);
    requireOption(weightDecay >= 0, "weight_decay value", weightDecay);
    requireOption(alpha >= 0, "alpha value", alpha);
  }

  protected override update(parameter: Tensor, gradient: Tensor, options: ParamGroup<Required<RMSpropOptions>>): void {
    const { lr, alpha, eps, weightDecay, momentum, centered, maximize } = options;
    const g = effectiveGradient(parameter, gradient, weightDecay, maximize);
    const state = this.stateOf(parameter, () => ({
      step: 0,
      squareAvg: zerosLike(parameter),
      ...(momentum > 0 ? { momentumBuffer: zerosLike(parameter) } : {}),
      ...(centered ? { gradAvg: zerosLike(parameter) } : {}),
    }));
    state.step = (state.step as number) + 1;
    const square = (state.squareAvg as Tensor).mul_(alpha).addcmul_(g, g, { value: 1 - alpha });
    let variance = square;
    if (centered) {
      const mean = (state.gradAvg as Tensor).mul_(alpha).add_(g, { alpha: 1 - alpha });
      variance = square.addcmul(mean, mean, { value: -1 });
    }
    const denominator = variance.sqrt().add_(eps);
    if (momentum > 0) {
      const buffer = (state.momentumBuffer as Tensor).mul_(momentum).addcdiv_(g, denominator);
      parameter.sub_(buffer, { alpha: lr });
    } else parameter.addcdiv_(g, denominator, { value: -lr });
  }
}

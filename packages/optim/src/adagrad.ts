import { fullLike, type Tensor } from "@lumbre/tensor";
import { effectiveGradient, Optimizer, type ParamGroup, type Params, requireOption } from "./optimizer.js";

/** Options of {@link Adagrad}. */
export interface AdagradOptions {
  /** Learning rate, >= 0. Default 0.01. */
  readonly lr?: number;
  /** How the learning rate falls with the steps, >= 0. Default 0. */
  readonly lrDecay?: number;
  /** The penalty on large weights, >= 0. Default 0. */
  readonly weightDecay?: number;
  /** The sum of squares at the start, >= 0. Default 0. */
  readonly initialAccumulatorValue?: number;
  /** Added to the denominator, >= 0. Default 1e-10. */
  readonly eps?: number;
  /** Climb instead of descending. Default false. */
  readonly maximize?: boolean;
}

/**
 * Adagrad: steps by the gradient, divided by the root of the sum of all its squares so far:
 * `s = s + g²`, `w = w - lr / (1 + (t - 1) * lrDecay) * g / (sqrt(s) + eps)`.
 *
 * @throws {ValueError} for options out of range.
 * @see https://pytorch.org/docs/stable/generated/torch.optim.Adagrad.html
 */
export class Adagrad extends Optimizer<Required<AdagradOptions>> {
  constructor(params: Params<AdagradOptions>, options: AdagradOptions = {}) {
    super(params, {
      lr: 0.01,
      lrDecay: 0,
      weightDecay: 0,
      initialAccumulatorValue: 0,
      eps: 1e-10,
      maximize: false,
      ...options,
    });
  }

  protected override validate(options: Required<AdagradOptions>): void {
    const { lr, lrDecay, weightDecay, initialAccumulatorValue, eps } = options;
    requireOption(lr >= 0, "learning rate", lr);
    requireOption(lrDecay >= 0, "lr_decay value", lrDecay);
    requireOption(weightDecay >= 0, "weight_decay value", weightDecay);
    requireOption(initialAccumulatorValue >= 0, "initial_accumulator_value value", initialAccumulatorValue);
    requireOption(eps >= 0, "epsilon value", eps);
  }

  protected override update(parameter: Tensor, gradient: Tensor, options: ParamGroup<Required<AdagradOptions>>): void {
    const { lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize } = options;
    const g = effectiveGradient(parameter, gradient, weightDecay, maximize);
    const state = this.stateOf(parameter, () => ({ step: 0, sum: fullLike(parameter, initialAccumulatorValue) }));
    const step = (state.step as number) + 1;
    state.step = step;
    const sum = (state.sum as Tensor).addcmul_(g, g);
    parameter.addcdiv_(g, sum.sqrt().add_(eps), { value: -lr / (1 + (step - 1) * lrDecay) });
  }
}

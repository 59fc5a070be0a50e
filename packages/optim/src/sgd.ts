import { keep, type Tensor, ValueError } from "@lumbre/tensor";
import { effectiveGradient, Optimizer, type ParamGroup, type Params, requireOption } from "./optimizer.js";

/** Options of {@link SGD}. */
export interface SGDOptions {
  /** Learning rate, >= 0. */
  readonly lr: number;
  /** Share of the last step that is taken again, >= 0. Default 0. */
  readonly momentum?: number;
  /** How much less the gradient counts for the momentum, in [0, 1]. Default 0. */
  readonly dampening?: number;
  /** The penalty on large weights, >= 0. Default 0. */
  readonly weightDecay?: number;
  /** Nesterov's momentum, which looks ahead. Default false. */
  readonly nesterov?: boolean;
  /** Climb instead of descending. Default false. */
  readonly maximize?: boolean;
}

/**
 * Stochastic gradient descent, with momentum: `b = momentum * b + (1 - dampening) * g`, `w = w - lr * b`. The first b is
 * g itself.
 *
 * @throws {ValueError} for options out of range.
 * @example
 * const w = tensor([1], { requiresGrad: true });
 * const optimizer = new SGD([w], { lr: 0.1 });
 * w.mul(2).sum().backward();
 * optimizer.step();
 * w; // => tensor([0.8000], requires_grad=True)
 * @see https://pytorch.org/docs/stable/generated/torch.optim.SGD.html
 */
export class SGD extends Optimizer<Required<SGDOptions>> {
  constructor(params: Params<SGDOptions>, options: SGDOptions) {
    super(params, { momentum: 0, dampening: 0, weightDecay: 0, nesterov: false, maximize: false, ...options });
  }

  protected override validate({ lr, momentum, dampening, weightDecay, nesterov }: Required<SGDOptions>): void {
    requireOption(lr >= 0, "learning rate", lr);
    requireOption(momentum >= 0, "momentum value", momentum);
    requireOption(weightDecay >= 0, "weight_decay value", weightDecay);
    if (nesterov && (momentum <= 0 || dampening !== 0))
      throw new ValueError("Nesterov momentum requires a momentum and zero dampening");
  }

  protected override update(parameter: Tensor, gradient: Tensor, options: ParamGroup<Required<SGDOptions>>): void {
    const { lr, momentum, dampening, weightDecay, nesterov, maximize } = options;
    let step = effectiveGradient(parameter, gradient, weightDecay, maximize);
    if (momentum !== 0) {
      const state = this.stateOf(parameter, () => ({}));
      if (state.momentumBuffer === undefined) state.momentumBuffer = keep(step.clone());
      else (state.momentumBuffer as Tensor).mul_(momentum).add_(step, { alpha: 1 - dampening });
      const buffer = state.momentumBuffer as Tensor;
      step = nesterov ? step.add(buffer, { alpha: momentum }) : buffer;
    }
    parameter.sub_(step, { alpha: lr });
  }
}

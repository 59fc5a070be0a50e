import { type Tensor, zerosLike } from "@lumbre/tensor";
import { aBoolean, aFiniteNumber, defineSignature, named, optional } from "@lumbre/tensor/engine";
import { bindOptions, params, requireNonNegative } from "./checks.js";
import { runAdaptive } from "./fused.js";
import {
  type CommonOptions,
  Optimizer,
  type OptionsAfter,
  type Params,
  type ParamUpdate,
  withWeightDecay,
} from "./optimizer.js";

/** The options of {@link RMSprop}, as its groups have them. */
export interface RMSpropOptions extends CommonOptions {
  /** Smoothing constant of the moving average of squared gradients, >= 0. Default 0.99. */
  alpha: number;
  /** Term added to the denominator for numerical stability, >= 0. Default 1e-8. */
  eps: number;
  /** Coefficient of an L2 penalty, >= 0. Default 0. */
  weightDecay: number;
  /** Momentum factor, >= 0. Default 0. */
  momentum: number;
  /** True to divide by the standard deviation instead of the root mean square. Default false. */
  centered: boolean;
}

const signature = defineSignature(
  "RMSprop",
  params,
  optional("lr", aFiniteNumber, 1e-2),
  optional("alpha", aFiniteNumber, 0.99),
  optional("eps", aFiniteNumber, 1e-8),
  optional("weightDecay", aFiniteNumber, 0),
  optional("momentum", aFiniteNumber, 0),
  optional("centered", aBoolean, false),
  named("maximize", aBoolean, false),
);

type RMSpropState = { step: number; squareAvg: Tensor; momentumBuffer?: Tensor; gradAvg?: Tensor };

/**
 * Gradients divided by the root of their running mean square.
 *
 * `v = alpha*v + (1-alpha)*g^2; w = w - lr * g / (sqrt(v) + eps)`. Centered, the square of the running mean of g is taken
 * off v; with momentum, `b = momentum*b + g / (sqrt(v) + eps)` is subtracted.
 *
 * @param params Parameters, or groups of them with options of their own.
 * @param lr The learning rate, >= 0. Default 1e-2.
 * @param alpha Smoothing constant of the moving average of squared gradients, >= 0. Default 0.99.
 * @param eps Term added to the denominator for numerical stability, >= 0. Default 1e-8.
 * @param weightDecay Coefficient of an L2 penalty, >= 0. Default 0.
 * @param momentum Momentum factor, >= 0. Default 0.
 * @param centered True to divide by the standard deviation instead of the root mean square. Default false.
 * @param options.maximize True to maximize instead of minimize. Default false.
 * @throws {ValueError} for options out of range.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * const w = tensor([1, -2], { requiresGrad: true });
 * const optimizer = new RMSprop([w], { lr: 0.01 });
 * w.square().sum().backward();
 * optimizer.step();
 * w; // => tensor([ 0.9000, -1.9000], requires_grad=True)
 * @see https://pytorch.org/docs/stable/generated/torch.optim.RMSprop.html
 * @see https://arxiv.org/abs/1308.0850 Graves: Generating sequences with recurrent neural networks (centered)
 */
export class RMSprop extends Optimizer<RMSpropOptions, RMSpropState> {
  constructor(
    params: Params<RMSpropOptions>,
    lr?: number | OptionsAfter<RMSpropOptions>,
    alpha?: number | OptionsAfter<RMSpropOptions, "lr">,
    eps?: number | OptionsAfter<RMSpropOptions, "lr" | "alpha">,
    weightDecay?: number | OptionsAfter<RMSpropOptions, "lr" | "alpha" | "eps">,
    momentum?: number | OptionsAfter<RMSpropOptions, "lr" | "alpha" | "eps" | "weightDecay">,
    centered?: boolean | OptionsAfter<RMSpropOptions, "lr" | "alpha" | "eps" | "weightDecay" | "momentum">,
    options?: OptionsAfter<RMSpropOptions, "lr" | "alpha" | "eps" | "weightDecay" | "momentum" | "centered">,
  ) {
    super(params, bindOptions(signature, arguments), signature);
  }

  protected override validate({ lr, alpha, eps, weightDecay, momentum }: Readonly<RMSpropOptions>): void {
    requireNonNegative("RMSprop", "learning rate", lr);
    requireNonNegative("RMSprop", "epsilon value", eps);
    requireNonNegative("RMSprop", "momentum value", momentum);
    requireNonNegative("RMSprop", "weight_decay value", weightDecay);
    requireNonNegative("RMSprop", "alpha value", alpha);
  }

  protected override createState(w: Tensor, { momentum, centered }: Readonly<RMSpropOptions>): RMSpropState {
    return {
      step: 0,
      squareAvg: zerosLike(w),
      ...(momentum > 0 ? { momentumBuffer: zerosLike(w) } : {}),
      ...(centered ? { gradAvg: zerosLike(w) } : {}),
    };
  }

  protected override updateFused(
    updates: readonly ParamUpdate<RMSpropState>[],
    group: Readonly<RMSpropOptions>,
  ): readonly ParamUpdate<RMSpropState>[] {
    const { lr, alpha, eps, weightDecay, momentum, centered, maximize } = group;
    if (momentum > 0 || centered) return updates;
    return runAdaptive(
      updates,
      { maximize, weightDecay, weightFactor: 1, beta1: 0, beta2: alpha, gradSqFactor: 1 - alpha },
      ({ squareAvg }) => ({ expAvg: null, expAvgSq: squareAvg, maxExpAvgSq: null }),
      (state) => {
        state.step++;
        return { expAvg: 0, gradient: lr, eps };
      },
    );
  }

  protected override update(w: Tensor, gradient: Tensor, group: Readonly<RMSpropOptions>, state: RMSpropState): void {
    const { lr, alpha, eps, weightDecay, momentum, centered } = group;
    const { squareAvg } = state;
    const g = withWeightDecay(gradient, w, weightDecay);
    state.step++;
    squareAvg.mul_(alpha).addcmul_(g, g, { value: 1 - alpha });
    let variance = squareAvg;
    if (centered) {
      state.gradAvg = (state.gradAvg ?? zerosLike(w)).mul_(alpha).add_(g, { alpha: 1 - alpha });
      variance = squareAvg.addcmul(state.gradAvg, state.gradAvg, { value: -1 });
    }
    const denominator = variance.sqrt().add_(eps);
    if (momentum > 0) {
      state.momentumBuffer = (state.momentumBuffer ?? zerosLike(w)).mul_(momentum).addcdiv_(g, denominator);
      w.add_(state.momentumBuffer, { alpha: -lr });
    } else {
      w.addcdiv_(g, denominator, { value: -lr });
    }
  }
}

import { type Tensor, zerosLike } from "@lumbre/tensor";
import { aBoolean, aFiniteNumber, defineSignature, named, optional } from "@lumbre/tensor/engine";
import { betas, bindOptions, params, requireBetas, requireNonNegative } from "./checks.js";
import { runAdaptive } from "./fused.js";
import {
  type CommonOptions,
  Optimizer,
  type OptionsAfter,
  type Params,
  type ParamUpdate,
  withWeightDecay,
} from "./optimizer.js";

/** The options of {@link RAdam}, as its groups have them. */
export interface RAdamOptions extends CommonOptions {
  /** Decay rates of the exponential moving averages of the gradient and its square, each in [0, 1). Default [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Term added to the denominator for numerical stability, >= 0. Default 1e-8. */
  eps: number;
  /** Coefficient of an L2 penalty, >= 0. Default 0. */
  weightDecay: number;
}

const signature = defineSignature(
  "RAdam",
  params,
  optional("lr", aFiniteNumber, 1e-3),
  optional("betas", betas, [0.9, 0.999]),
  optional("eps", aFiniteNumber, 1e-8),
  optional("weightDecay", aFiniteNumber, 0),
  named("maximize", aBoolean, false),
);

type RAdamState = { step: number; expAvg: Tensor; expAvgSq: Tensor };

/** The variance rectification term, or null where the variance is not tractable yet. */
function rectification(step: number, beta2: number): number | null {
  const rhoInf = 2 / (1 - beta2) - 1;
  const rho = rhoInf - (2 * step * beta2 ** step) / (1 - beta2 ** step);
  if (rho <= 5) return null;
  return Math.sqrt(((rho - 4) * (rho - 2) * rhoInf) / ((rhoInf - 4) * (rhoInf - 2) * rho));
}

/**
 * Adam that adapts to the gradient's size only once it has seen enough of it.
 *
 * @param params Parameters, or groups of them with options of their own.
 * @param lr The learning rate, >= 0. Default 1e-3.
 * @param betas Decay rates of both exponential moving averages, each in [0, 1). Default [0.9, 0.999].
 * @param eps Term added to the denominator for numerical stability, >= 0. Default 1e-8.
 * @param weightDecay Coefficient of an L2 penalty, >= 0. Default 0.
 * @param options.maximize True to maximize instead of minimize. Default false.
 * @throws {ValueError} for options out of range.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * const w = tensor([1, -2], { requiresGrad: true });
 * const optimizer = new RAdam([w], { lr: 0.1 });
 * w.square().sum().backward();
 * optimizer.step();
 * w; // => tensor([ 0.8000, -1.6000], requires_grad=True)
 * @see https://pytorch.org/docs/stable/generated/torch.optim.RAdam.html
 * @see https://arxiv.org/abs/1908.03265 Liu et al.: On the variance of the adaptive learning rate and beyond
 */
export class RAdam extends Optimizer<RAdamOptions, RAdamState> {
  constructor(
    params: Params<RAdamOptions>,
    lr?: number | OptionsAfter<RAdamOptions>,
    betas?: RAdamOptions["betas"] | OptionsAfter<RAdamOptions, "lr">,
    eps?: number | OptionsAfter<RAdamOptions, "lr" | "betas">,
    weightDecay?: number | OptionsAfter<RAdamOptions, "lr" | "betas" | "eps">,
    options?: OptionsAfter<RAdamOptions, "lr" | "betas" | "eps" | "weightDecay">,
  ) {
    super(params, bindOptions(signature, arguments), signature);
  }

  protected override validate({ lr, betas, eps, weightDecay }: Readonly<RAdamOptions>): void {
    requireNonNegative("RAdam", "learning rate", lr);
    requireNonNegative("RAdam", "epsilon value", eps);
    requireBetas("RAdam", betas);
    requireNonNegative("RAdam", "weight_decay value", weightDecay);
  }

  protected override createState(w: Tensor): RAdamState {
    return { step: 0, expAvg: zerosLike(w), expAvgSq: zerosLike(w) };
  }

  protected override updateFused(
    updates: readonly ParamUpdate<RAdamState>[],
    group: Readonly<RAdamOptions>,
  ): readonly ParamUpdate<RAdamState>[] {
    const { lr, eps, weightDecay, maximize } = group;
    const [beta1, beta2] = group.betas;
    return runAdaptive(
      updates,
      { maximize, weightDecay, weightFactor: 1, beta1: beta1, beta2: beta2, gradSqFactor: 1 - beta2 },
      ({ step, expAvg, expAvgSq }) => {
        const isRectified = rectification(step + 1, beta2) !== null;
        return isRectified ? { expAvg, expAvgSq, maxExpAvgSq: null } : null;
      },
      (state) => {
        state.step++;
        const rectified = rectification(state.step, beta2) ?? 1;
        const biasCorrection2Sqrt = Math.sqrt(1 - beta2 ** state.step);
        return { expAvg: (lr * rectified * biasCorrection2Sqrt) / (1 - beta1 ** state.step), gradient: 0, eps };
      },
    );
  }

  protected override update(w: Tensor, gradient: Tensor, group: Readonly<RAdamOptions>, state: RAdamState): void {
    const { lr, eps, weightDecay } = group;
    const [beta1, beta2] = group.betas;
    const { expAvg, expAvgSq } = state;
    const g = withWeightDecay(gradient, w, weightDecay);
    state.step++;
    expAvg.mul_(beta1).add_(g, { alpha: 1 - beta1 });
    expAvgSq.mul_(beta2).addcmul_(g, g, { value: 1 - beta2 });
    const size = -lr / (1 - beta1 ** state.step);
    const rectified = rectification(state.step, beta2);
    if (rectified === null) w.add_(expAvg, { alpha: size });
    else {
      const biasCorrection2Sqrt = Math.sqrt(1 - beta2 ** state.step);
      w.addcdiv_(expAvg, expAvgSq.sqrt().add_(eps), { value: size * rectified * biasCorrection2Sqrt });
    }
  }
}

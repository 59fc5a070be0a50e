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

/** The options of {@link NAdam}, as its groups have them. */
export interface NAdamOptions extends CommonOptions {
  /** Decay rates of the exponential moving averages of the gradient and its square, each in [0, 1). Default [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Term added to the denominator for numerical stability, >= 0. Default 1e-8. */
  eps: number;
  /** Coefficient of an L2 penalty, >= 0. Default 0. */
  weightDecay: number;
  /** Decay of the momentum's warm-up, >= 0. Default 4e-3. */
  momentumDecay: number;
}

const signature = defineSignature(
  "NAdam",
  params,
  optional("lr", aFiniteNumber, 2e-3),
  optional("betas", betas, [0.9, 0.999]),
  optional("eps", aFiniteNumber, 1e-8),
  optional("weightDecay", aFiniteNumber, 0),
  optional("momentumDecay", aFiniteNumber, 4e-3),
  named("maximize", aBoolean, false),
);

type NAdamState = { step: number; muProduct: number; expAvg: Tensor; expAvgSq: Tensor };

/** Counts a step, and gives its sizes along the exponential moving average and along the gradient. */
function advance(state: NAdamState, { lr, betas, momentumDecay }: Readonly<NAdamOptions>) {
  const momentumAt = (step: number): number => betas[0] * (1 - 0.5 * 0.96 ** (step * momentumDecay));
  state.step++;
  const mu = momentumAt(state.step);
  const muNext = momentumAt(state.step + 1);
  state.muProduct *= mu;
  return {
    // PyTorch's product of the next step contains this step's momentum twice.
    expAvg: (lr * muNext) / (1 - state.muProduct * mu * muNext),
    gradient: (lr * (1 - mu)) / (1 - state.muProduct),
  };
}

/**
 * Adam with Nesterov's momentum.
 *
 * @param params Parameters, or groups of them with options of their own.
 * @param lr The learning rate, >= 0. Default 2e-3.
 * @param betas Decay rates of both exponential moving averages, each in [0, 1). Default [0.9, 0.999].
 * @param eps Term added to the denominator for numerical stability, >= 0. Default 1e-8.
 * @param weightDecay Coefficient of an L2 penalty, >= 0. Default 0.
 * @param momentumDecay Decay of the momentum's warm-up, >= 0. Default 4e-3.
 * @param options.maximize True to maximize instead of minimize. Default false.
 * @throws {ValueError} for options out of range.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * const w = tensor([1, -2], { requiresGrad: true });
 * const optimizer = new NAdam([w], { lr: 0.1 });
 * w.square().sum().backward();
 * optimizer.step();
 * w; // => tensor([ 0.8950, -1.8950], requires_grad=True)
 * @see https://pytorch.org/docs/stable/generated/torch.optim.NAdam.html
 * @see https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ Dozat: Incorporating Nesterov momentum into Adam
 */
export class NAdam extends Optimizer<NAdamOptions, NAdamState> {
  constructor(
    params: Params<NAdamOptions>,
    lr?: number | OptionsAfter<NAdamOptions>,
    betas?: NAdamOptions["betas"] | OptionsAfter<NAdamOptions, "lr">,
    eps?: number | OptionsAfter<NAdamOptions, "lr" | "betas">,
    weightDecay?: number | OptionsAfter<NAdamOptions, "lr" | "betas" | "eps">,
    momentumDecay?: number | OptionsAfter<NAdamOptions, "lr" | "betas" | "eps" | "weightDecay">,
    options?: OptionsAfter<NAdamOptions, "lr" | "betas" | "eps" | "weightDecay" | "momentumDecay">,
  ) {
    super(params, bindOptions(signature, arguments), signature);
  }

  protected override validate({ lr, betas, eps, weightDecay, momentumDecay }: Readonly<NAdamOptions>): void {
    requireNonNegative("NAdam", "learning rate", lr);
    requireNonNegative("NAdam", "epsilon value", eps);
    requireBetas("NAdam", betas);
    requireNonNegative("NAdam", "weight_decay value", weightDecay);
    requireNonNegative("NAdam", "momentum_decay value", momentumDecay);
  }

  protected override createState(w: Tensor): NAdamState {
    return { step: 0, muProduct: 1, expAvg: zerosLike(w), expAvgSq: zerosLike(w) };
  }

  protected override updateFused(
    updates: readonly ParamUpdate<NAdamState>[],
    group: Readonly<NAdamOptions>,
  ): readonly ParamUpdate<NAdamState>[] {
    const { eps, weightDecay, maximize } = group;
    const [beta1, beta2] = group.betas;
    return runAdaptive(
      updates,
      { maximize, weightDecay, weightFactor: 1, beta1: beta1, beta2: beta2, gradSqFactor: 1 - beta2 },
      ({ expAvg, expAvgSq }) => ({ expAvg, expAvgSq, maxExpAvgSq: null }),
      (state) => {
        const { expAvg, gradient } = advance(state, group);
        // Both sides of the fraction times the bias correction of the root.
        const biasCorrection2Sqrt = Math.sqrt(1 - beta2 ** state.step);
        return {
          expAvg: expAvg * biasCorrection2Sqrt,
          gradient: gradient * biasCorrection2Sqrt,
          eps: eps * biasCorrection2Sqrt,
        };
      },
    );
  }

  protected override update(w: Tensor, gradient: Tensor, group: Readonly<NAdamOptions>, state: NAdamState): void {
    const { eps, weightDecay } = group;
    const [beta1, beta2] = group.betas;
    const { expAvg, expAvgSq } = state;
    const g = withWeightDecay(gradient, w, weightDecay);
    const sizes = advance(state, group);
    expAvg.mul_(beta1).add_(g, { alpha: 1 - beta1 });
    expAvgSq.mul_(beta2).addcmul_(g, g, { value: 1 - beta2 });
    const denominator = expAvgSq
      .div(1 - beta2 ** state.step)
      .sqrt_()
      .add_(eps);
    w.addcdiv_(g, denominator, { value: -sizes.gradient });
    w.addcdiv_(expAvg, denominator, { value: -sizes.expAvg });
  }
}

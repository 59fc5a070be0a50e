import { fullLike, type Tensor } from "@lumbre/tensor";
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

/** The options of {@link Adagrad}, as its groups have them. */
export interface AdagradOptions extends CommonOptions {
  /** Decay of the learning rate, >= 0. Default 0. */
  lrDecay: number;
  /** Coefficient of an L2 penalty, >= 0. Default 0. */
  weightDecay: number;
  /** Initial value of the sum of squared gradients, >= 0. Default 0. */
  initialAccumulatorValue: number;
  /** Term added to the denominator for numerical stability, >= 0. Default 1e-10. */
  eps: number;
}

const signature = defineSignature(
  "Adagrad",
  params,
  optional("lr", aFiniteNumber, 1e-2),
  optional("lrDecay", aFiniteNumber, 0),
  optional("weightDecay", aFiniteNumber, 0),
  optional("initialAccumulatorValue", aFiniteNumber, 0),
  optional("eps", aFiniteNumber, 1e-10),
  named("maximize", aBoolean, false),
);

type AdagradState = { step: number; sum: Tensor };

/**
 * Gradients divided by the root of the sum of all their expAvgSqs: rarely used weights take larger steps.
 *
 * `s = s + g^2; w = w - lr / (1 + (t-1)*lrDecay) * g / (sqrt(s) + eps)`.
 *
 * @param params Parameters, or groups of them with options of their own.
 * @param lr The learning rate, >= 0. Default 1e-2.
 * @param lrDecay Decay of the learning rate, >= 0. Default 0.
 * @param weightDecay Coefficient of an L2 penalty, >= 0. Default 0.
 * @param initialAccumulatorValue Initial value of the sum of squared gradients, >= 0. Default 0.
 * @param eps Term added to the denominator for numerical stability, >= 0. Default 1e-10.
 * @param options.maximize True to maximize instead of minimize. Default false.
 * @throws {ValueError} for options out of range.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * const w = tensor([1, -2], { requiresGrad: true });
 * const optimizer = new Adagrad([w], { lr: 0.1 });
 * w.square().sum().backward();
 * optimizer.step();
 * w; // => tensor([ 0.9000, -1.9000], requires_grad=True)
 * @see https://pytorch.org/docs/stable/generated/torch.optim.Adagrad.html
 * @see https://jmlr.org/papers/v12/duchi11a.html Duchi, Hazan, Singer: Adaptive subgradient methods
 */
export class Adagrad extends Optimizer<AdagradOptions, AdagradState> {
  constructor(
    params: Params<AdagradOptions>,
    lr?: number | OptionsAfter<AdagradOptions>,
    lrDecay?: number | OptionsAfter<AdagradOptions, "lr">,
    weightDecay?: number | OptionsAfter<AdagradOptions, "lr" | "lrDecay">,
    initialAccumulatorValue?: number | OptionsAfter<AdagradOptions, "lr" | "lrDecay" | "weightDecay">,
    eps?: number | OptionsAfter<AdagradOptions, "lr" | "lrDecay" | "weightDecay" | "initialAccumulatorValue">,
    options?: OptionsAfter<AdagradOptions, "lr" | "lrDecay" | "weightDecay" | "initialAccumulatorValue" | "eps">,
  ) {
    super(params, bindOptions(signature, arguments), signature);
  }

  protected override validate(options: Readonly<AdagradOptions>): void {
    requireNonNegative("Adagrad", "learning rate", options.lr);
    requireNonNegative("Adagrad", "lr_decay value", options.lrDecay);
    requireNonNegative("Adagrad", "weight_decay value", options.weightDecay);
    requireNonNegative("Adagrad", "initial_accumulator_value value", options.initialAccumulatorValue);
    requireNonNegative("Adagrad", "epsilon value", options.eps);
  }

  protected override createState(w: Tensor, group: Readonly<AdagradOptions>): AdagradState {
    return { step: 0, sum: fullLike(w, group.initialAccumulatorValue) };
  }

  protected override updateFused(
    updates: readonly ParamUpdate<AdagradState>[],
    group: Readonly<AdagradOptions>,
  ): readonly ParamUpdate<AdagradState>[] {
    const { lr, lrDecay, weightDecay, eps, maximize } = group;
    return runAdaptive(
      updates,
      { maximize, weightDecay, weightFactor: 1, beta1: 0, beta2: 1, gradSqFactor: 1 },
      ({ sum }) => ({ expAvg: null, expAvgSq: sum, maxExpAvgSq: null }),
      (state) => ({ expAvg: 0, gradient: lr / (1 + state.step++ * lrDecay), eps }),
    );
  }

  protected override update(w: Tensor, gradient: Tensor, group: Readonly<AdagradOptions>, state: AdagradState): void {
    const { lr, lrDecay, weightDecay, eps } = group;
    const g = withWeightDecay(gradient, w, weightDecay);
    state.step++;
    state.sum.addcmul_(g, g);
    w.addcdiv_(g, state.sum.sqrt().add_(eps), { value: -lr / (1 + (state.step - 1) * lrDecay) });
  }
}

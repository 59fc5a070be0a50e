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

/** The options of {@link Adam} and {@link AdamW}, as their groups have them. */
export interface AdamOptions extends CommonOptions {
  /** Decay rates of the exponential moving averages of the gradient and its square, each in [0, 1). Default [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Term added to the denominator for numerical stability, >= 0. Default 1e-8. */
  eps: number;
  /** Adam: coefficient of an L2 penalty; AdamW: of decoupled weight decay. >= 0. */
  weightDecay: number;
  /** True to divide by the maximum of the moving averages of expAvgSqs so far. Default false. */
  amsgrad: boolean;
}

/** The signature of Adam and of AdamW, which differ in the default of weight decay. */
/* @__NO_SIDE_EFFECTS__ */
function signatureOf(op: string, weightDecay: number) {
  return defineSignature(
    op,
    params,
    optional("lr", aFiniteNumber, 1e-3),
    optional("betas", betas, [0.9, 0.999]),
    optional("eps", aFiniteNumber, 1e-8),
    optional("weightDecay", aFiniteNumber, weightDecay),
    optional("amsgrad", aBoolean, false),
    named("maximize", aBoolean, false),
  );
}

const adamSignature = signatureOf("Adam", 0);
const adamWSignature = signatureOf("AdamW", 0.01);

type AdamState = { step: number; expAvg: Tensor; expAvgSq: Tensor; maxExpAvgSq?: Tensor };

/** Bias corrections: `1 - beta1^t` and `sqrt(1 - beta2^t)`. */
function biasCorrections(step: number, beta1: number, beta2: number) {
  return { biasCorrection1: 1 - beta1 ** step, biasCorrection2Sqrt: Math.sqrt(1 - beta2 ** step) };
}

/** What Adam and AdamW share: all but what weight decay does. */
abstract class AdamBase extends Optimizer<AdamOptions, AdamState> {
  /** True if weight decay shrinks the weights, and is no part of the gradient. */
  protected abstract readonly isDecayDecoupled: boolean;

  protected override validate({ lr, betas, eps, weightDecay }: Readonly<AdamOptions>): void {
    const { name } = this.constructor;
    requireNonNegative(name, "learning rate", lr);
    requireNonNegative(name, "epsilon value", eps);
    requireBetas(name, betas);
    requireNonNegative(name, "weight_decay value", weightDecay);
  }

  protected override createState(w: Tensor, { amsgrad }: Readonly<AdamOptions>): AdamState {
    const state = { step: 0, expAvg: zerosLike(w), expAvgSq: zerosLike(w) };
    return amsgrad ? { ...state, maxExpAvgSq: zerosLike(w) } : state;
  }

  protected override updateFused(
    updates: readonly ParamUpdate<AdamState>[],
    group: Readonly<AdamOptions>,
  ): readonly ParamUpdate<AdamState>[] {
    const { lr, eps, weightDecay, amsgrad, maximize } = group;
    const [beta1, beta2] = group.betas;
    const [decay, weightFactor] = this.isDecayDecoupled ? [0, 1 - lr * weightDecay] : [weightDecay, 1];
    return runAdaptive(
      updates,
      { maximize, weightDecay: decay, weightFactor, beta1: beta1, beta2: beta2, gradSqFactor: 1 - beta2 },
      ({ expAvg, expAvgSq, maxExpAvgSq }) => {
        if (amsgrad && maxExpAvgSq === undefined) return null;
        return { expAvg, expAvgSq, maxExpAvgSq: amsgrad ? (maxExpAvgSq ?? null) : null };
      },
      (state) => {
        const { biasCorrection1, biasCorrection2Sqrt } = biasCorrections(++state.step, beta1, beta2);
        return { expAvg: (lr * biasCorrection2Sqrt) / biasCorrection1, gradient: 0, eps: eps * biasCorrection2Sqrt };
      },
    );
  }

  /** One step without weight decay. */
  protected descend(w: Tensor, g: Tensor, group: Readonly<AdamOptions>, state: AdamState): void {
    const { lr, eps, amsgrad } = group;
    const [beta1, beta2] = group.betas;
    const { expAvg, expAvgSq } = state;
    state.step++;
    expAvg.mul_(beta1).add_(g, { alpha: 1 - beta1 });
    expAvgSq.mul_(beta2).addcmul_(g, g, { value: 1 - beta2 });
    let denominatorSq = expAvgSq;
    if (amsgrad) {
      state.maxExpAvgSq ??= zerosLike(w);
      denominatorSq = state.maxExpAvgSq.copy_(state.maxExpAvgSq.maximum(expAvgSq));
    }
    const { biasCorrection1, biasCorrection2Sqrt } = biasCorrections(state.step, beta1, beta2);
    // `m / (sqrt(v) / c + eps)` with both sides times c, which saves a pass over the weights.
    const denominator = denominatorSq.sqrt().add_(eps * biasCorrection2Sqrt);
    w.addcdiv_(expAvg, denominator, { value: (-lr * biasCorrection2Sqrt) / biasCorrection1 });
  }
}

/**
 * Adam: steps of about the learning rate in each coordinate, from running averages of the gradient and of its square.
 *
 * `m = b1*m + (1-b1)*g; v = b2*v + (1-b2)*g^2; w = w - lr * m/(1-b1^t) / (sqrt(v/(1-b2^t)) + eps)`, where weight decay
 * is part of g.
 *
 * @param params Parameters, or groups of them with options of their own.
 * @param lr The learning rate, >= 0. Default 1e-3.
 * @param betas Decay rates of both exponential moving averages, each in [0, 1). Default [0.9, 0.999].
 * @param eps Term added to the denominator for numerical stability, >= 0. Default 1e-8.
 * @param weightDecay Coefficient of an L2 penalty, >= 0. Default 0.
 * @param amsgrad True to divide by the maximum of the moving averages of expAvgSqs so far. Default false.
 * @param options.maximize True to maximize instead of minimize. Default false.
 * @throws {ValueError} for options out of range.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * const w = tensor([1, -2], { requiresGrad: true });
 * const optimizer = new Adam([w], { lr: 0.1 });
 * w.square().sum().backward();
 * optimizer.step();
 * w; // => tensor([ 0.9000, -1.9000], requires_grad=True)
 * @see https://pytorch.org/docs/stable/generated/torch.optim.Adam.html
 * @see https://arxiv.org/abs/1412.6980 Kingma, Ba: Adam
 */
export class Adam extends AdamBase {
  protected override readonly isDecayDecoupled = false;

  constructor(
    params: Params<AdamOptions>,
    lr?: number | OptionsAfter<AdamOptions>,
    betas?: AdamOptions["betas"] | OptionsAfter<AdamOptions, "lr">,
    eps?: number | OptionsAfter<AdamOptions, "lr" | "betas">,
    weightDecay?: number | OptionsAfter<AdamOptions, "lr" | "betas" | "eps">,
    amsgrad?: boolean | OptionsAfter<AdamOptions, "lr" | "betas" | "eps" | "weightDecay">,
    options?: OptionsAfter<AdamOptions, "lr" | "betas" | "eps" | "weightDecay" | "amsgrad">,
  ) {
    super(params, bindOptions(adamSignature, arguments), adamSignature);
  }

  protected override update(w: Tensor, gradient: Tensor, group: Readonly<AdamOptions>, state: AdamState): void {
    this.descend(w, withWeightDecay(gradient, w, group.weightDecay), group, state);
  }
}

/**
 * {@link Adam} with weight decay apart from the gradient: weights shrink by `lr * weightDecay` before each step.
 *
 * @param params Parameters, or groups of them with options of their own.
 * @param options As for Adam, but weightDecay is 0.01 by default.
 * @throws {ValueError} for options out of range.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * const w = tensor([1], { requiresGrad: true });
 * const optimizer = new AdamW([w], { lr: 0.1, weightDecay: 0.1 });
 * w.sum().backward();
 * optimizer.step();
 * w; // => tensor([0.8900], requires_grad=True)
 * @see https://pytorch.org/docs/stable/generated/torch.optim.AdamW.html
 * @see https://arxiv.org/abs/1711.05101 Loshchilov, Hutter: Decoupled weight decay regularization
 */
export class AdamW extends AdamBase {
  protected override readonly isDecayDecoupled = true;

  constructor(
    params: Params<AdamOptions>,
    lr?: number | OptionsAfter<AdamOptions>,
    betas?: AdamOptions["betas"] | OptionsAfter<AdamOptions, "lr">,
    eps?: number | OptionsAfter<AdamOptions, "lr" | "betas">,
    weightDecay?: number | OptionsAfter<AdamOptions, "lr" | "betas" | "eps">,
    amsgrad?: boolean | OptionsAfter<AdamOptions, "lr" | "betas" | "eps" | "weightDecay">,
    options?: OptionsAfter<AdamOptions, "lr" | "betas" | "eps" | "weightDecay" | "amsgrad">,
  ) {
    super(params, bindOptions(adamWSignature, arguments), adamWSignature);
  }

  protected override update(w: Tensor, gradient: Tensor, group: Readonly<AdamOptions>, state: AdamState): void {
    if (group.weightDecay !== 0) w.mul_(1 - group.lr * group.weightDecay);
    this.descend(w, gradient, group, state);
  }
}

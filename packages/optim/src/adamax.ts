import { type Tensor, zerosLike } from "@lumbre/tensor";
import { aBoolean, aFiniteNumber, defineSignature, named, optional } from "@lumbre/tensor/engine";
import { betas, bindOptions, params, requireBetas, requireNonNegative } from "./checks.js";
import { type CommonOptions, Optimizer, type OptionsAfter, type Params, withWeightDecay } from "./optimizer.js";

/** The options of {@link Adamax}, as its groups have them. */
export interface AdamaxOptions extends CommonOptions {
  /** Decay rates of the moving average and of the infinity norm, each in [0, 1). Default [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Term added to the absolute gradient for numerical stability, >= 0. Default 1e-8. */
  eps: number;
  /** Coefficient of an L2 penalty, >= 0. Default 0. */
  weightDecay: number;
}

const signature = defineSignature(
  "Adamax",
  params,
  optional("lr", aFiniteNumber, 2e-3),
  optional("betas", betas, [0.9, 0.999]),
  optional("eps", aFiniteNumber, 1e-8),
  optional("weightDecay", aFiniteNumber, 0),
  named("maximize", aBoolean, false),
);

type AdamaxState = { step: number; expAvg: Tensor; expInf: Tensor };

/**
 * Adam with an exponentially weighted infinity norm of the gradient instead of the second moment.
 *
 * `m = b1*m + (1-b1)*g; u = max(b2*u, |g| + eps); w = w - lr/(1-b1^t) * m/u`.
 *
 * @param params Parameters, or groups of them with options of their own.
 * @param lr The learning rate, >= 0. Default 2e-3.
 * @param betas Decay rates of the moving average and of the infinity norm, each in [0, 1). Default [0.9, 0.999].
 * @param eps Term added to the absolute gradient for numerical stability, >= 0. Default 1e-8.
 * @param weightDecay Coefficient of an L2 penalty, >= 0. Default 0.
 * @param options.maximize True to maximize instead of minimize. Default false.
 * @throws {ValueError} for options out of range.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * const w = tensor([1, -2], { requiresGrad: true });
 * const optimizer = new Adamax([w], { lr: 0.1 });
 * w.square().sum().backward();
 * optimizer.step();
 * w; // => tensor([ 0.9000, -1.9000], requires_grad=True)
 * @see https://pytorch.org/docs/stable/generated/torch.optim.Adamax.html
 * @see https://arxiv.org/abs/1412.6980 Kingma, Ba: Adam
 */
export class Adamax extends Optimizer<AdamaxOptions, AdamaxState> {
  constructor(
    params: Params<AdamaxOptions>,
    lr?: number | OptionsAfter<AdamaxOptions>,
    betas?: AdamaxOptions["betas"] | OptionsAfter<AdamaxOptions, "lr">,
    eps?: number | OptionsAfter<AdamaxOptions, "lr" | "betas">,
    weightDecay?: number | OptionsAfter<AdamaxOptions, "lr" | "betas" | "eps">,
    options?: OptionsAfter<AdamaxOptions, "lr" | "betas" | "eps" | "weightDecay">,
  ) {
    super(params, bindOptions(signature, arguments), signature);
  }

  protected override validate({ lr, betas, eps, weightDecay }: Readonly<AdamaxOptions>): void {
    requireNonNegative("Adamax", "learning rate", lr);
    requireNonNegative("Adamax", "epsilon value", eps);
    requireBetas("Adamax", betas);
    requireNonNegative("Adamax", "weight_decay value", weightDecay);
  }

  protected override createState(w: Tensor): AdamaxState {
    return { step: 0, expAvg: zerosLike(w), expInf: zerosLike(w) };
  }

  protected override update(w: Tensor, gradient: Tensor, group: Readonly<AdamaxOptions>, state: AdamaxState): void {
    const { lr, eps, weightDecay } = group;
    const [beta1, beta2] = group.betas;
    const g = withWeightDecay(gradient, w, weightDecay);
    state.step++;
    state.expAvg.mul_(beta1).add_(g, { alpha: 1 - beta1 });
    state.expInf.copy_(state.expInf.mul_(beta2).maximum(g.abs().add_(eps)));
    w.addcdiv_(state.expAvg, state.expInf, { value: -lr / (1 - beta1 ** state.step) });
  }
}

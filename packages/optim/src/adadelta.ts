import { type Tensor, ValueError, zerosLike } from "@lumbre/tensor";
import { aBoolean, aFiniteNumber, defineSignature, named, optional } from "@lumbre/tensor/engine";
import { bindOptions, params, requireNonNegative } from "./checks.js";
import { type CommonOptions, Optimizer, type OptionsAfter, type Params, withWeightDecay } from "./optimizer.js";

/** The options of {@link Adadelta}, as its groups have them. */
export interface AdadeltaOptions extends CommonOptions {
  /** Decay rate of the moving average of squared gradients, in [0, 1]. Default 0.9. */
  rho: number;
  /** Term added under the square roots for numerical stability, >= 0. Default 1e-6. */
  eps: number;
  /** Coefficient of an L2 penalty, >= 0. Default 0. */
  weightDecay: number;
}

const signature = defineSignature(
  "Adadelta",
  params,
  optional("lr", aFiniteNumber, 1),
  optional("rho", aFiniteNumber, 0.9),
  optional("eps", aFiniteNumber, 1e-6),
  optional("weightDecay", aFiniteNumber, 0),
  named("maximize", aBoolean, false),
);

type AdadeltaState = { step: number; squareAvg: Tensor; accDelta: Tensor };

/**
 * Gradients scaled to the size of the updates before: it needs no learning rate.
 *
 * `v = rho*v + (1-rho)*g^2; d = g * sqrt(u + eps) / sqrt(v + eps); u = rho*u + (1-rho)*d^2; w = w - lr * d`.
 *
 * @param params Parameters, or groups of them with options of their own.
 * @param lr A factor of the updates, >= 0. Default 1.
 * @param rho Decay rate of the moving average of squared gradients, in [0, 1]. Default 0.9.
 * @param eps Term added under the square roots for numerical stability, >= 0. Default 1e-6.
 * @param weightDecay Coefficient of an L2 penalty, >= 0. Default 0.
 * @param options.maximize True to maximize instead of minimize. Default false.
 * @throws {ValueError} for options out of range.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * const w = tensor([1, -2], { requiresGrad: true });
 * const optimizer = new Adadelta([w], { lr: 0.1 });
 * w.square().sum().backward();
 * optimizer.step();
 * w; // => tensor([ 0.9997, -1.9997], requires_grad=True)
 * @see https://pytorch.org/docs/stable/generated/torch.optim.Adadelta.html
 * @see https://arxiv.org/abs/1212.5701 Zeiler: Adadelta
 */
export class Adadelta extends Optimizer<AdadeltaOptions, AdadeltaState> {
  constructor(
    params: Params<AdadeltaOptions>,
    lr?: number | OptionsAfter<AdadeltaOptions>,
    rho?: number | OptionsAfter<AdadeltaOptions, "lr">,
    eps?: number | OptionsAfter<AdadeltaOptions, "lr" | "rho">,
    weightDecay?: number | OptionsAfter<AdadeltaOptions, "lr" | "rho" | "eps">,
    options?: OptionsAfter<AdadeltaOptions, "lr" | "rho" | "eps" | "weightDecay">,
  ) {
    super(params, bindOptions(signature, arguments), signature);
  }

  protected override validate({ lr, rho, eps, weightDecay }: Readonly<AdadeltaOptions>): void {
    requireNonNegative("Adadelta", "learning rate", lr);
    if (!(rho >= 0 && rho <= 1)) {
      throw new ValueError(`Adadelta: Invalid rho value: ${rho}; expected a number in [0, 1]`);
    }
    requireNonNegative("Adadelta", "epsilon value", eps);
    requireNonNegative("Adadelta", "weight_decay value", weightDecay);
  }

  protected override createState(w: Tensor): AdadeltaState {
    return { step: 0, squareAvg: zerosLike(w), accDelta: zerosLike(w) };
  }

  protected override update(w: Tensor, gradient: Tensor, group: Readonly<AdadeltaOptions>, state: AdadeltaState): void {
    const { lr, rho, eps, weightDecay } = group;
    const { squareAvg, accDelta } = state;
    const g = withWeightDecay(gradient, w, weightDecay);
    state.step++;
    squareAvg.mul_(rho).addcmul_(g, g, { value: 1 - rho });
    const delta = accDelta.add(eps).sqrt_().div_(squareAvg.add(eps).sqrt_()).mul_(g);
    accDelta.mul_(rho).addcmul_(delta, delta, { value: 1 - rho });
    w.add_(delta, { alpha: -lr });
  }
}

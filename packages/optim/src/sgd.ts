import { type Tensor, ValueError } from "@lumbre/tensor";
import { aBoolean, aFiniteNumber, defineSignature, internals, named, optional, required } from "@lumbre/tensor/engine";
import { bindOptions, params, requireNonNegative } from "./checks.js";
import { runFused } from "./fused.js";
import {
  type CommonOptions,
  Optimizer,
  type OptionsAfter,
  type OptionsWith,
  type Params,
  type ParamUpdate,
  withWeightDecay,
} from "./optimizer.js";

/** The options of {@link SGD}, as its groups have them. */
export interface SGDOptions extends CommonOptions {
  /** Momentum factor, >= 0. Default 0. */
  momentum: number;
  /** Dampening of the momentum: the gradient enters it times 1 - dampening. Default 0. */
  dampening: number;
  /** Coefficient of an L2 penalty, >= 0. Default 0. */
  weightDecay: number;
  /** True for Nesterov momentum. Default false. */
  nesterov: boolean;
}

const signature = defineSignature(
  "SGD",
  params,
  required("lr", aFiniteNumber),
  optional("momentum", aFiniteNumber, 0),
  optional("dampening", aFiniteNumber, 0),
  optional("weightDecay", aFiniteNumber, 0),
  optional("nesterov", aBoolean, false),
  named("maximize", aBoolean, false),
);

type SGDState = { momentumBuffer: Tensor | null };

/**
 * Stochastic gradient descent, perhaps with momentum.
 *
 * `g = gradient + weightDecay * w; b = momentum * b + (1 - dampening) * g; w = w - lr * b`, where the first b is g. With
 * nesterov `g + momentum * b` takes the place of b in the last step.
 *
 * @param params Parameters, or groups of them with options of their own.
 * @param lr The learning rate, >= 0.
 * @param momentum Momentum factor, >= 0. Default 0.
 * @param dampening Dampening of the momentum: the gradient enters it times 1 - dampening. Default 0.
 * @param weightDecay Coefficient of an L2 penalty, >= 0. Default 0.
 * @param nesterov True for Nesterov momentum. Default false.
 * @param options.maximize True to maximize instead of minimize. Default false.
 * @throws {ValueError} for options out of range, and nesterov without momentum or with dampening.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * const optimizer = new SGD([w], 0.1);
 * w.square().sum().backward();
 * optimizer.step();
 * w; // => tensor([0.8000, 1.6000], requires_grad=True)
 * @see https://pytorch.org/docs/stable/generated/torch.optim.SGD.html
 */
export class SGD extends Optimizer<SGDOptions, SGDState> {
  constructor(
    params: Params<SGDOptions>,
    lr: number | OptionsWith<SGDOptions, "lr">,
    momentum?: number | OptionsAfter<SGDOptions, "lr">,
    dampening?: number | OptionsAfter<SGDOptions, "lr" | "momentum">,
    weightDecay?: number | OptionsAfter<SGDOptions, "lr" | "momentum" | "dampening">,
    nesterov?: boolean | OptionsAfter<SGDOptions, "lr" | "momentum" | "dampening" | "weightDecay">,
    options?: OptionsAfter<SGDOptions, "lr" | "momentum" | "dampening" | "weightDecay" | "nesterov">,
  ) {
    super(params, bindOptions(signature, arguments), signature);
  }

  protected override validate({ lr, momentum, dampening, weightDecay, nesterov }: Readonly<SGDOptions>): void {
    requireNonNegative("SGD", "learning rate", lr);
    requireNonNegative("SGD", "momentum value", momentum);
    requireNonNegative("SGD", "weight_decay value", weightDecay);
    if (nesterov && (momentum <= 0 || dampening !== 0)) {
      throw new ValueError(
        `SGD: Nesterov momentum requires a momentum and zero dampening; got momentum ${momentum}, dampening ${dampening}`,
      );
    }
  }

  protected override createState(): SGDState {
    return { momentumBuffer: null };
  }

  protected override updateFused(
    updates: readonly ParamUpdate<SGDState>[],
    group: Readonly<SGDOptions>,
  ): readonly ParamUpdate<SGDState>[] {
    const hasMomentum = group.momentum !== 0;
    const writtenBy = ({ parameter, state: { momentumBuffer } }: ParamUpdate<SGDState>) => {
      if (!hasMomentum) return [parameter] as const;
      // The first step creates the momentum buffer.
      return momentumBuffer === null ? null : ([parameter, momentumBuffer] as const);
    };
    return runFused("sgdStep", updates, writtenBy, (kernels, ready, gradients) => {
      const parameters = ready.map(({ parameter }) => internals(parameter));
      const momenta = hasMomentum ? ready.map(({ state }) => internals(state.momentumBuffer as Tensor)) : null;
      kernels.sgdStep(parameters, gradients, momenta, group);
    });
  }

  protected override update(w: Tensor, gradient: Tensor, group: Readonly<SGDOptions>, state: SGDState): void {
    const { lr, momentum, dampening, weightDecay, nesterov } = group;
    let g = withWeightDecay(gradient, w, weightDecay);
    if (momentum !== 0) {
      if (state.momentumBuffer === null) state.momentumBuffer = g.clone();
      else state.momentumBuffer.mul_(momentum).add_(g, { alpha: 1 - dampening });
      g = nesterov ? g.add(state.momentumBuffer, { alpha: momentum }) : state.momentumBuffer;
    }
    w.add_(g, { alpha: -lr });
  }
}

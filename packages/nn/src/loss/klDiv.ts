import type { Tensor } from "@lumbre/tensor";
import { aBoolean, bind, callAs, defineSignature, named, oneOf } from "@lumbre/tensor/engine";
import { requireInputs } from "../module/inputs.js";
import { Loss } from "./loss.js";
import { operands, reduceLoss } from "./reduction.js";

/** Options of {@link klDiv}. */
export interface KlDivOptions {
  /** `"batchmean"` divides by the batch, `"mean"` by all elements. Default "mean". */
  readonly reduction?: "mean" | "sum" | "none" | "batchmean";
  /** Whether the target holds log-probabilities. Default false. */
  readonly logTarget?: boolean;
}

const options = [
  named("reduction", oneOf("mean", "sum", "none", "batchmean"), "mean"),
  named("logTarget", aBoolean, false),
] as const;
const layerSignature = defineSignature("KLDivLoss", ...options);
const signature = defineSignature("klDiv", ...operands, ...options);

/**
 * The Kullback-Leibler divergence of log-probabilities from probabilities.
 *
 * @example
 * new nn.KLDivLoss({ reduction: "sum" })(tensor([0, 0]), tensor([0.5, 1])); // => tensor(-0.3466)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html
 */
export class KLDivLoss extends Loss {
  static override readonly name: string = "KLDivLoss";

  readonly reduction: NonNullable<KlDivOptions["reduction"]>;
  readonly logTarget: boolean;

  constructor(options?: KlDivOptions) {
    const [reduction, logTarget] = bind(layerSignature, arguments);
    super();
    this.reduction = reduction;
    this.logTarget = logTarget;
  }

  forward(x: Tensor, target: Tensor): Tensor {
    requireInputs(this, arguments, ["x", "target"]);
    const { reduction, logTarget } = this;
    return klDiv(x, target, { reduction, logTarget });
  }
}

/**
 * The Kullback-Leibler divergence, `t (log t - x)`, with x log-probabilities.
 *
 * @example
 * functional.klDiv(tensor([0, 0]), tensor([0.5, 1]), { reduction: "sum" }); // => tensor(-0.3466)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.kl_div.html
 */
export function klDiv(x: Tensor, target: Tensor, options?: KlDivOptions): Tensor {
  const [, , reduction, logTarget] = bind(signature, arguments);
  return callAs("klDiv", () => {
    let losses: Tensor;
    if (logTarget) losses = target.exp().mul(target.sub(x));
    else {
      const isZero = target.eq(0);
      // 0 log 0 is 0 here, not NaN.
      losses = target.mul(target.maskedFill(isZero, 1).log().sub(x));
    }
    if (reduction === "batchmean") return losses.sum().div(x.shape[0] ?? 1);
    return reduceLoss(losses, reduction);
  });
}

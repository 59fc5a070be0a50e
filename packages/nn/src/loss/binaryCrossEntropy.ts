import { customFunction, noGrad } from "@lumbre/autograd";
import { type Tensor, ValueError } from "@lumbre/tensor";
import { aTensor, bind, callAs, defineSignature, named, nullable, optional } from "@lumbre/tensor/engine";
import type { Buffer } from "../module/buffer.js";
import { requireInputs } from "../module/inputs.js";
import { checkSameShape, scaleBy } from "./elementwise.js";
import { Loss, weightBuffer } from "./loss.js";
import { aReduction, operands, type Reduction, type ReductionOptions, reduceLoss } from "./reduction.js";

/** Options of {@link binaryCrossEntropy}. */
export interface BceOptions extends ReductionOptions {
  /** Multiplies the loss of each element; broadcasts. */
  readonly weight?: Tensor | null;
}

const options = [optional("weight", nullable(aTensor), null), named("reduction", aReduction, "mean")] as const;
const layerSignature = defineSignature("BCELoss", ...options);
const signature = defineSignature("binaryCrossEntropy", ...operands, ...options);

/**
 * The cross entropy of probabilities.
 *
 * @example
 * new nn.BCELoss()(tensor([0.5, 0.5]), tensor([0, 1])); // => tensor(0.6931)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.BCELoss.html
 */
export class BCELoss extends Loss {
  static override readonly name: string = "BCELoss";

  weight: Buffer | null;
  readonly reduction: Reduction;

  /** @param weight Multiplies the loss of each element; broadcasts. Default: none. */
  constructor(weight?: Tensor | null | BceOptions, options?: ReductionOptions) {
    const [scale, reduction] = bind(layerSignature, arguments);
    super();
    this.weight = weightBuffer(scale);
    this.reduction = reduction;
  }

  forward(x: Tensor, target: Tensor): Tensor {
    requireInputs(this, arguments, ["x", "target"]);
    return binaryCrossEntropy(x, target, this.weight, { reduction: this.reduction });
  }
}

/**
 * The cross entropy of probabilities: `-(t log x + (1 - t) log(1 - x))`, each logarithm at least -100.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ValueError} for an input outside of [0, 1].
 * @example
 * functional.binaryCrossEntropy(tensor([0.5, 0.5]), tensor([0, 1])); // => tensor(0.6931)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy.html
 */
export function binaryCrossEntropy(
  x: Tensor,
  target: Tensor,
  weight?: Tensor | null | BceOptions,
  options?: ReductionOptions,
): Tensor {
  const [, , scale, reduction] = bind(signature, arguments);
  return callAs("binaryCrossEntropy", () => {
    checkSameShape("binaryCrossEntropy", x, target);
    requireProbabilities(x);
    return reduceLoss(scaleBy(bceOfProbabilities(x, target), scale), reduction);
  });
}

/** One number is read of a device, and nothing of one that only answers with `await`. */
function requireProbabilities(x: Tensor): void {
  if (x.device.backend.asyncOnly || x.numel() === 0) return;
  const outside = noGrad(() => x.lt(0).logicalOr(x.gt(1)));
  if (outside.any().item() === 0) return;
  const p = x.flatten().readSync()[outside.flatten().to("int32").argmax().item()];
  throw new ValueError(`binaryCrossEntropy: all elements of input should be between 0 and 1, got ${p}`);
}

/** The least product `x (1 - x)` that gradients are divided by: 1e-12, a float32 in PyTorch. */
const leastVariance = Math.fround(1e-12);

/**
 * Composed of logarithms, the gradient at 0 and 1 would be NaN, 0 times infinity. PyTorch's is large but finite:
 * `(x - t) / max(x (1 - x), 1e-12)`.
 */
const bceOfProbabilities = /* @__PURE__ */ customFunction({
  name: "binaryCrossEntropy",
  forward(ctx, x: Tensor, target: Tensor) {
    ctx.saveForBackward(x, target);
    const logX = x.log().clampMin(-100);
    const logRest = x.neg().add(1).log().clampMin(-100);
    return target.mul(logX).add(target.neg().add(1).mul(logRest)).neg();
  },
  backward(ctx, g) {
    const [x, target] = ctx.savedTensors;
    const rest = x.neg().add(1);
    const byX = ctx.needsInputGrad[0] ? g.mul(x.sub(target)).div(x.mul(rest).clampMin(leastVariance)) : null;
    const byTarget = ctx.needsInputGrad[1] ? g.mul(rest.log().sub(x.log())) : null;
    return [byX, byTarget];
  },
});

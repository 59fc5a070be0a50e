import { isGradEnabled } from "@lumbre/autograd";
import { Tensor } from "@lumbre/tensor";
import { conv2dActivation, conv2dShape, sameShape } from "@lumbre/tensor/engine";
import { Conv2d } from "../conv/conv2d.js";
import { BatchNorm2d } from "../norm/batchNorm2d.js";
import { batchNormRelu, canEndInRelu, limitOf } from "../norm/batchNormRelu.js";
import { foldedNorm } from "../norm/foldedNorm.js";
import { isDisposed } from "./disposed.js";
import { activationOf, isInference, isRecorded } from "./fusedSteps.js";
import { forwardInTurn, observed, runInTurn } from "./inTurn.js";
import type { Module } from "./module.js";
import { isPlain } from "./plain.js";

/**
 * `activation(modules(x) + shortcut(x))`, the end of a residual block: in inference the last convolution does it all, and in
 * training the last norm does all that follows it. Without a shortcut x itself is added.
 */
export function forwardResidual(
  modules: readonly Module[],
  x: Tensor,
  shortcut: ((x: Tensor) => Tensor) | null,
  activation: Module | null,
): Tensor {
  const [conv, norm] = modules.slice(-2);
  const after = activation === null ? "identity" : activationOf(activation);
  if (after !== null && isPlain(conv, Conv2d) && isPlain(norm, BatchNorm2d) && !norm.training) {
    const { value: head, isOwn } = runInTurn(modules.slice(0, -2), x) as { value: Tensor; isOwn: boolean };
    const addend: Tensor = shortcut === null ? x : shortcut(x);
    const folded = isAddend(conv, norm, head, addend) ? foldedNorm(conv, norm) : null;
    if (folded !== null) {
      const { weight, bias } = folded;
      const y = observed([conv, norm], () => conv2dActivation(head, weight, bias, conv.options, after, addend));
      if (isOwn && !isGradEnabled()) head.dispose();
      return y;
    }
    return ended((forwardInTurn([conv, norm], head) as Tensor).add(addend), activation);
  }
  const limit = limitOf(activation);
  if (limit !== null && isPlain(norm, BatchNorm2d) && norm.training) {
    const head = forwardInTurn(modules.slice(0, -1), x);
    const addend: Tensor = shortcut === null ? x : shortcut(x);
    if (head instanceof Tensor && addend instanceof Tensor && canEndInRelu(norm, head, addend))
      return observed([norm, activation as Module], () => batchNormRelu(norm, head, addend, limit));
    return ended((forwardInTurn([norm], head) as Tensor).add(addend), activation);
  }
  const y = forwardInTurn(modules, x) as Tensor;
  return ended(y.add(shortcut === null ? x : shortcut(x)), activation);
}

function ended(sum: Tensor, activation: Module | null): Tensor {
  return activation === null ? sum : activation(sum);
}

/** True if a convolution with its norm can add this to its result. */
function isAddend(conv: Conv2d, norm: BatchNorm2d, x: unknown, addend: unknown): boolean {
  if (!(x instanceof Tensor && addend instanceof Tensor) || conv.paddingMode !== "zeros") return false;
  if (!isInference(conv, norm, x) || isRecorded(addend) || isDisposed(addend)) return false;
  if (addend.dtype !== x.dtype || addend.device !== x.device) return false;
  return sameShape(addend.shape, conv2dShape(x, conv.weight, conv.bias, conv.options));
}

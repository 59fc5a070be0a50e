import { Tensor } from "@lumbre/tensor";
import { conv2dRelu, conv2dReluMaxPool2d, linearRelu } from "@lumbre/tensor/engine";
import { ReLU } from "../activation/relu.js";
import { Conv2d } from "../conv/conv2d.js";
import { Linear } from "../linear/linear.js";
import { MaxPool2d } from "../pool/maxPool2d.js";
import type { Module } from "./module.js";
import { observer } from "./observer.js";

/** Whether a module is just what its class says: nobody hooks its forward, and no subclass has its own. */
function isPlain<M extends Module>(module: Module | undefined, type: new (...args: never[]) => M): module is M {
  if (!(module instanceof type)) return false;
  return (observer === null ? module.forward : observer.forwardOf(module)) === type.prototype.forward;
}

/** How many modules from one on are computed at once. */
function fusedFrom(modules: readonly Module[], at: number): 1 | 2 | 3 {
  const [first, second, third] = [modules[at], modules[at + 1], modules[at + 2]];
  if (!isPlain(second, ReLU)) return 1;
  if (isPlain(first, Linear)) return 2;
  if (!isPlain(first, Conv2d) || first.paddingMode !== "zeros") return 1;
  return isPlain(third, MaxPool2d) && !third.returnIndices ? 3 : 2;
}

function forwardFused(modules: readonly Module[], at: number, count: 2 | 3, value: Tensor): Tensor {
  const first = modules[at] as Conv2d | Linear;
  const { weight, bias } = first;
  if (first instanceof Linear) return linearRelu(value, weight, bias);
  if (count === 2) return conv2dRelu(value, weight, bias, first.options);
  const { kernelSize, options } = modules[at + 2] as MaxPool2d;
  return conv2dReluMaxPool2d(value, weight, bias, first.options, kernelSize, options);
}

/**
 * The modules one after the other. A linear layer or a convolution with a ReLU, and perhaps a max-pooling, is computed at
 * once when nobody can see the values between: on devices with a kernel for it they are never written.
 */
export function forwardInTurn(modules: readonly Module[], input: unknown): unknown {
  let value = input;
  for (let i = 0; i < modules.length; i++) {
    const count = value instanceof Tensor ? fusedFrom(modules, i) : 1;
    if (count === 1) {
      value = modules[i].forward(value);
      continue;
    }
    const [at, x] = [i, value as Tensor];
    if (observer === null) value = forwardFused(modules, at, count, x);
    else value = observer.around(modules.slice(at, at + count), () => forwardFused(modules, at, count, x));
    i += count - 1;
  }
  return value;
}

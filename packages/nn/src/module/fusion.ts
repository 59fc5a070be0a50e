import { Tensor } from "@lumbre/tensor";
import { conv2dRelu, conv2dReluMaxPool2d, linearRelu } from "@lumbre/tensor/engine";
import { ReLU } from "../activation/relu.js";
import { Conv2d } from "../conv/conv2d.js";
import { Linear } from "../linear/linear.js";
import { MaxPool2d } from "../pool/maxPool2d.js";
import type { Module } from "./module.js";

/** Whether a module is just what its class says: nobody watches its forward, and no subclass has its own. */
function isPlain<M extends Module>(module: Module | undefined, type: new (...args: never[]) => M): module is M {
  return module instanceof type && module.forward === type.prototype.forward;
}

/**
 * The modules one after the other. A linear layer or a convolution with a ReLU, and perhaps a max-pooling, is computed at
 * once when nobody can see the values between: on devices with a kernel for it they are never written.
 */
export function forwardInTurn(modules: readonly Module[], input: unknown): unknown {
  let value = input;
  for (let i = 0; i < modules.length; i++) {
    const [module, second, third] = [modules[i], modules[i + 1], modules[i + 2]];
    if (isPlain(module, Conv2d) && module.paddingMode === "zeros" && isPlain(second, ReLU) && value instanceof Tensor) {
      const { weight, bias } = module;
      if (isPlain(third, MaxPool2d) && !third.returnIndices) {
        value = conv2dReluMaxPool2d(value, weight, bias, module.options, third.kernelSize, third.options);
        i += 2;
      } else {
        value = conv2dRelu(value, weight, bias, module.options);
        i++;
      }
    } else if (isPlain(module, Linear) && isPlain(second, ReLU) && value instanceof Tensor) {
      value = linearRelu(value, module.weight, module.bias);
      i++;
    } else {
      value = module.forward(value);
    }
  }
  return value;
}

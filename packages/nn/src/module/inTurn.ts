import { isGradEnabled } from "@lumbre/autograd";
import { Tensor } from "@lumbre/tensor";
import { Conv2d } from "../conv/conv2d.js";
import { Linear } from "../linear/linear.js";
import { BatchNorm2d } from "../norm/batchNorm2d.js";
import { isPooling, stepFrom } from "./fusedSteps.js";
import type { Module } from "./module.js";
import { observer } from "./observer.js";
import { isPlain } from "./plain.js";

/** True for a module whose result has memory of its own, and which keeps nothing. */
function makesItsOwn(module: Module): boolean {
  return isPlain(module, Conv2d) || isPlain(module, BatchNorm2d) || isPooling(module) || isPlain(module, Linear);
}

/** A value, and whether nobody else has it. */
export interface Made {
  readonly value: unknown;
  readonly isOwn: boolean;
}

/** {@link forwardInTurn}, and whether the result is seen by nobody else. */
export function runInTurn(modules: readonly Module[], input: unknown): Made {
  let value = input;
  let isOwn = false;
  for (let i = 0; i < modules.length; i++) {
    const before = value;
    const step = value instanceof Tensor ? stepFrom(modules, i, value) : null;
    const isUnseen = step !== null || makesItsOwn(modules[i]);
    if (step === null) value = modules[i].forward(value);
    else {
      const { count, compute } = step;
      value = observed(modules.slice(i, i + count), () => compute(before as Tensor));
      i += count - 1;
    }
    if (isOwn && isUnseen && !isGradEnabled()) (before as Tensor).dispose();
    isOwn = isUnseen;
  }
  return { value, isOwn };
}

/** What modules that are computed at once give, shown to whoever watches them. */
export function observed(modules: readonly Module[], compute: () => Tensor): Tensor {
  return observer === null ? compute() : observer.around(modules, compute);
}

/**
 * The modules one after the other. Those in a row that a device may compute at once are, when nobody can see the values between:
 * a linear layer or a convolution with a ReLU, and perhaps a max-pooling, and in inference a convolution with its batch norm and
 * activation. Where nothing is recorded, values that nobody sees are given back as soon as the next one is there.
 */
export function forwardInTurn(modules: readonly Module[], input: unknown): unknown {
  return runInTurn(modules, input).value;
}

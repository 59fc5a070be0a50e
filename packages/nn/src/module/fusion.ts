import { isGradEnabled } from "@lumbre/autograd";
import { Tensor } from "@lumbre/tensor";
import {
  type ConvActivation,
  conv2dActivation,
  conv2dRelu,
  conv2dReluMaxPool2d,
  internals,
  linearRelu,
  sameShape,
  scaleChannelsRelu,
} from "@lumbre/tensor/engine";
import { Hardswish } from "../activation/hardswish.js";
import { ReLU } from "../activation/relu.js";
import { ReLU6 } from "../activation/relu6.js";
import { SiLU } from "../activation/silu.js";
import { Conv2d } from "../conv/conv2d.js";
import { Linear } from "../linear/linear.js";
import { BatchNorm2d } from "../norm/batchNorm2d.js";
import { channelScale, dropFolded, foldedNorm } from "../norm/foldedNorm.js";
import { MaxPool2d } from "../pool/maxPool2d.js";
import type { Module } from "./module.js";
import { observer } from "./observer.js";
import { isPlain } from "./plain.js";

/** Some modules in a row, computed at once. */
interface Step {
  readonly count: number;
  compute(x: Tensor): Tensor;
}

function activationOf(module: Module | undefined): ConvActivation | null {
  if (isPlain(module, ReLU)) return "relu";
  if (isPlain(module, ReLU6)) return "relu6";
  if (isPlain(module, SiLU)) return "silu";
  return isPlain(module, Hardswish) ? "hardswish" : null;
}

function isPooling(module: Module | undefined): module is MaxPool2d {
  return isPlain(module, MaxPool2d) && !module.returnIndices;
}

/** True if autograd would record an op over these tensors. */
function isRecorded(...tensors: readonly (Tensor | null)[]): boolean {
  return isGradEnabled() && tensors.some((tensor) => tensor?.requiresGrad === true);
}

/**
 * True if a norm computes with its running statistics, for inference, and nothing is amiss: of the convolution before it,
 * if there is one, or of x.
 */
function isInference(conv: Conv2d | null, norm: BatchNorm2d, x: Tensor): boolean {
  const { runningMean, runningVar } = norm;
  if (norm.training || runningMean === null || runningVar === null || x.ndim !== 4) return false;
  const perChannel = [conv?.bias ?? null, norm.weight, norm.bias, runningMean, runningVar];
  const channels = conv === null ? x.shape[1] : conv.weight.shape[0];
  if (!perChannel.every((tensor) => tensor === null || tensor.numel() === channels)) return false;
  if (x.device.backend.asyncOnly || isGone(x)) return false;
  const tensors = [conv?.weight ?? null, ...perChannel];
  const isOneKind = (tensor: Tensor | null): boolean =>
    tensor === null || (tensor.dtype === x.dtype && tensor.device === x.device && !isGone(tensor));
  return tensors.every(isOneKind) && !isRecorded(x, ...tensors);
}

function isGone(tensor: Tensor): boolean {
  return internals(tensor).storage.isDisposed;
}

/** A convolution with its batch norm in inference, and what follows that: an addend, an activation, and after a ReLU a pooling. */
function foldedStep(conv: Conv2d, norm: BatchNorm2d, modules: readonly Module[], at: number, x: Tensor): Step | null {
  if (!isInference(conv, norm, x)) return null;
  const folded = foldedNorm(conv, norm);
  if (folded === null) return null;
  const { weight, bias } = folded;
  const activation = activationOf(modules[at + 2]);
  const pooling = modules[at + 3];
  if (activation === "relu" && isPooling(pooling)) {
    const compute = (input: Tensor): Tensor =>
      conv2dReluMaxPool2d(input, weight, bias, conv.options, pooling.kernelSize, pooling.options);
    return { count: 4, compute };
  }
  const compute = (input: Tensor): Tensor =>
    conv2dActivation(input, weight, bias, conv.options, activation ?? "identity");
  return { count: activation === null ? 2 : 3, compute };
}

function convStep(conv: Conv2d, modules: readonly Module[], at: number, x: Tensor): Step | null {
  if (conv.paddingMode !== "zeros") return null;
  const [second, third] = [modules[at + 1], modules[at + 2]];
  if (isPlain(second, ReLU)) {
    const { weight, bias, options } = conv;
    if (!isPooling(third)) return { count: 2, compute: (input) => conv2dRelu(input, weight, bias, options) };
    const { kernelSize, options: pooling } = third;
    return { count: 3, compute: (input) => conv2dReluMaxPool2d(input, weight, bias, options, kernelSize, pooling) };
  }
  if (!isPlain(second, BatchNorm2d)) return null;
  if (second.training) dropFolded(conv);
  return foldedStep(conv, second, modules, at, x);
}

/** A batch norm in inference that no convolution stands before, and its ReLU. */
function normStep(norm: BatchNorm2d, activation: Module | undefined, x: Tensor): Step | null {
  if (!isPlain(activation, ReLU) || !isInference(null, norm, x)) return null;
  const compute = (input: Tensor): Tensor => {
    const [mean, bias] = [norm.runningMean as Tensor, norm.bias];
    const [batch, channels] = input.shape;
    const lines = input.reshape(batch, channels, input.shape[2] * input.shape[3]);
    const y = scaleChannelsRelu(
      lines,
      mean.reshape(channels, 1),
      channelScale(norm),
      bias?.reshape(channels, 1) ?? null,
    );
    return y.reshape(input.shape);
  };
  return { count: 2, compute };
}

/** The modules from one on that are computed at once, or null. */
function stepFrom(modules: readonly Module[], at: number, x: Tensor): Step | null {
  const first = modules[at];
  if (isPlain(first, Conv2d)) return convStep(first, modules, at, x);
  if (isPlain(first, BatchNorm2d)) return normStep(first, modules[at + 1], x);
  if (!isPlain(first, Linear) || !isPlain(modules[at + 1], ReLU)) return null;
  return { count: 2, compute: (input) => linearRelu(input, first.weight, first.bias) };
}

/** True for a module whose result has memory of its own, and which keeps nothing. */
function makesItsOwn(module: Module): boolean {
  return isPlain(module, Conv2d) || isPlain(module, BatchNorm2d) || isPooling(module) || isPlain(module, Linear);
}

/** A value, and whether nobody else has it. */
interface Made {
  readonly value: unknown;
  readonly isOwn: boolean;
}

function runInTurn(modules: readonly Module[], input: unknown): Made {
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

function observed(modules: readonly Module[], compute: () => Tensor): Tensor {
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

/** The size that a convolution makes of an image, or null where that is not plain to see. */
function outputShape(conv: Conv2d, x: Tensor): readonly number[] | null {
  const { kernelSize, stride, padding, dilation } = conv;
  if (typeof padding === "string") return null;
  const sizes = kernelSize.map((size, d) =>
    Math.floor((x.shape[d + 2] + 2 * padding[d] - dilation[d] * (size - 1) - 1) / stride[d] + 1),
  );
  return [x.shape[0], conv.outChannels, ...sizes];
}

/**
 * `activation(modules(x) + shortcut(x))`, the end of a residual block: in inference the last convolution does it all. Without
 * a shortcut x itself is added.
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
  const y = forwardInTurn(modules, x) as Tensor;
  return ended(y.add(shortcut === null ? x : shortcut(x)), activation);
}

function ended(sum: Tensor, activation: Module | null): Tensor {
  return activation === null ? sum : activation(sum);
}

/** True if a convolution with its norm can add this to its result. */
function isAddend(conv: Conv2d, norm: BatchNorm2d, x: unknown, addend: unknown): boolean {
  if (!(x instanceof Tensor && addend instanceof Tensor) || conv.paddingMode !== "zeros") return false;
  if (!isInference(conv, norm, x) || isRecorded(addend) || isGone(addend)) return false;
  const shape = outputShape(conv, x);
  return shape !== null && sameShape(addend.shape, shape) && addend.dtype === x.dtype && addend.device === x.device;
}

import { isGradEnabled } from "@lumbre/autograd";
import type { Tensor } from "@lumbre/tensor";
import {
  type ConvActivation,
  conv2dActivation,
  conv2dRelu,
  conv2dReluMaxPool2d,
  linearRelu,
  scaleChannelsRelu,
} from "@lumbre/tensor/engine";
import { Hardswish } from "../activation/hardswish.js";
import { ReLU } from "../activation/relu.js";
import { ReLU6 } from "../activation/relu6.js";
import { SiLU } from "../activation/silu.js";
import { Conv2d } from "../conv/conv2d.js";
import { Linear } from "../linear/linear.js";
import { BatchNorm2d } from "../norm/batchNorm2d.js";
import { batchNormRelu, canEndInRelu, limitOf } from "../norm/batchNormRelu.js";
import { channelScale, dropFolded, foldedNorm } from "../norm/foldedNorm.js";
import { MaxPool2d } from "../pool/maxPool2d.js";
import { isDisposed } from "./disposed.js";
import type { Module } from "./module.js";
import { isPlain } from "./plain.js";

/** Some modules in a row, computed at once. */
export interface Step {
  readonly count: number;
  compute(x: Tensor): Tensor;
}

/** What a kernel of a convolution computes at its end in place of this module, or null. */
export function activationOf(module: Module | undefined): ConvActivation | null {
  if (isPlain(module, ReLU)) return "relu";
  if (isPlain(module, ReLU6)) return "relu6";
  if (isPlain(module, SiLU)) return "silu";
  return isPlain(module, Hardswish) ? "hardswish" : null;
}

/** True for a max-pooling whose result alone is asked for. */
export function isPooling(module: Module | undefined): module is MaxPool2d {
  return isPlain(module, MaxPool2d) && !module.returnIndices;
}

/** True if autograd would record an op over these tensors. */
export function isRecorded(...tensors: readonly (Tensor | null)[]): boolean {
  return isGradEnabled() && tensors.some((tensor) => tensor?.requiresGrad === true);
}

/**
 * True if a norm computes with its running statistics, for inference, and nothing is amiss: of the convolution before it,
 * if there is one, or of x.
 */
export function isInference(conv: Conv2d | null, norm: BatchNorm2d, x: Tensor): boolean {
  const { runningMean, runningVar } = norm;
  if (norm.training || runningMean === null || runningVar === null || x.ndim !== 4) return false;
  const perChannel = [conv?.bias ?? null, norm.weight, norm.bias, runningMean, runningVar];
  const channels = conv === null ? x.shape[1] : conv.weight.shape[0];
  if (!perChannel.every((tensor) => tensor === null || tensor.numel() === channels)) return false;
  if (x.device.backend.asyncOnly || isDisposed(x)) return false;
  const tensors = [conv?.weight ?? null, ...perChannel];
  const isOneKind = (tensor: Tensor | null): boolean =>
    tensor === null || (tensor.dtype === x.dtype && tensor.device === x.device && !isDisposed(tensor));
  return tensors.every(isOneKind) && !isRecorded(x, ...tensors);
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

/** A batch norm and its ReLU: in training, or in inference where no convolution stands before it. */
function normStep(norm: BatchNorm2d, activation: Module | undefined, x: Tensor): Step | null {
  if (norm.training) {
    const limit = limitOf(activation);
    if (limit === null || !canEndInRelu(norm, x)) return null;
    return { count: 2, compute: (input) => batchNormRelu(norm, input, null, limit) };
  }
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
export function stepFrom(modules: readonly Module[], at: number, x: Tensor): Step | null {
  const first = modules[at];
  if (isPlain(first, Conv2d)) return convStep(first, modules, at, x);
  if (isPlain(first, BatchNorm2d)) return normStep(first, modules[at + 1], x);
  if (!isPlain(first, Linear) || !isPlain(modules[at + 1], ReLU)) return null;
  return { count: 2, compute: (input) => linearRelu(input, first.weight, first.bias) };
}

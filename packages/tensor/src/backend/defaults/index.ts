import type { Kernels, OptionalKernels } from "../contract.js";
import type { FusedKernels } from "../fusedKernels.js";
import { clamp, clampInputGrad } from "./clamp.js";
import { conv2d, conv2dInputGrad, conv2dWeightGrad } from "./conv2d.js";
import { conv2dRelu, conv2dReluMaxPool2d, unpooledConv2dInputGrad, unpooledConv2dWeightGrad } from "./convBlocks.js";
import { crossEntropy, crossEntropyGrad } from "./crossEntropy.js";
import { linear, reluInputGrad, reluInputGradSums } from "./linear.js";
import { normalize, normalizeGrad, scaleChannels } from "./normalize.js";
import { avgPool2d, avgPool2dInputGrad, maxPool2d, maxPool2dInputGrad } from "./pooling.js";
import { randomMask } from "./randomMask.js";
import { cumprod, cumsum } from "./scans.js";
import { logSoftmax, softmax } from "./softmax.js";

/** A kernel made of other kernels of the same device. */
type Default<Kernel> = Kernel extends (...args: infer Arguments) => infer Result
  ? (kernels: Kernels, ...args: Arguments) => Result
  : never;

/** All but two, which cannot be made of the required kernels: the CPU reference stands in for those. */
type Composed = Omit<OptionalKernels & FusedKernels, "sort" | "scatter">;

type Defaults = { readonly [Name in keyof Composed]: Default<Composed[Name]> };

/** What stands in for a kernel that a backend lacks or declines. Each computes what the contract says of its namesake. */
export const defaults: Defaults = {
  cumsum,
  cumprod,
  softmax,
  logSoftmax,
  conv2d,
  conv2dInputGrad,
  conv2dWeightGrad,
  maxPool2d,
  maxPool2dInputGrad,
  avgPool2d,
  avgPool2dInputGrad,
  conv2dRelu,
  conv2dReluMaxPool2d,
  unpooledConv2dInputGrad,
  unpooledConv2dWeightGrad,
  reluInputGrad,
  clamp,
  clampInputGrad,
  reluInputGradSums,
  linear,
  normalize,
  normalizeGrad,
  scaleChannels,
  randomMask,
  crossEntropy,
  crossEntropyGrad,
};

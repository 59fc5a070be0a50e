import { Tensor } from "@lumbre/tensor";
import { Convolution } from "../conv/convolution.js";
import { TransposedConvolution } from "../conv/transposedConvolution.js";
import { Bilinear } from "../linear/bilinear.js";
import { Linear } from "../linear/linear.js";
import type { Module } from "./module.js";

/**
 * Multiply-adds of one call of a convolution or a linear layer: for each element of the output, or of a transposed
 * convolution's input, the elements of the weight that it meets. Biases are not counted; other layers have none.
 */
export function multiplyAdds(module: Module, inputs: readonly unknown[], output: unknown): number {
  if (module instanceof TransposedConvolution) return products(inputs[0], module.weight);
  if (module instanceof Convolution || module instanceof Linear || module instanceof Bilinear)
    return products(output, module.weight);
  return 0;
}

/** Each element of x meets a weight's elements of one index of its first dimension. */
function products(x: unknown, weight: Tensor): number {
  return x instanceof Tensor ? x.numel() * (weight.numel() / weight.shape[0]) : 0;
}

import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * The logarithm of the sigmoid, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html
 */
export class LogSigmoid extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "LogSigmoid";

  forward(x: Tensor): Tensor {
    return x.logsigmoid();
  }
}

import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

const signature = defineSignature("LogSigmoid");

/**
 * `log(sigmoid(x))`, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.LogSigmoid()(tensor([0])); // => tensor([-0.6931])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html
 */
export class LogSigmoid extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "LogSigmoid";

  constructor() {
    bind(signature, arguments);
    super();
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.logsigmoid();
  }
}

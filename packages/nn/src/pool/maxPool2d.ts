import { maxPool2d, type Pair, type Tensor } from "@lumbre/tensor";
import { requireInput } from "../module/inputs.js";
import { MaxPool } from "./maxPool.js";

/**
 * The maximum of each window of an image.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, H', W'].
 * With `returnIndices` forward gives `{ values, indices }`.
 * @example
 * new nn.MaxPool2d(2)(zeros(1, 3, 8, 8)).shape; // => [1, 3, 4, 4]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
 */
export class MaxPool2d extends MaxPool<Pair> {
  static override readonly name: string = "MaxPool2d";

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    const { kernelSize } = this;
    if (!this.returnIndices) return maxPool2d(x, kernelSize, this.options);
    // The type says what nearly every program wants, as the module's Output has to be one.
    return maxPool2d(x, kernelSize, { ...this.options, returnIndices: true }) as unknown as Tensor;
  }
}

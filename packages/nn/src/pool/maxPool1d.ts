import { maxPool1d, type Single, type Tensor } from "@lumbre/tensor";
import { requireInput } from "../module/inputs.js";
import { MaxPool } from "./maxPool.js";

/**
 * The maximum of each window of a sequence.
 *
 * Shapes: x [N, C, L] or [C, L] -> [N, C, L'].
 * With `returnIndices` forward gives `{ values, indices }`.
 * @example
 * new nn.MaxPool1d(2)(tensor([[[1, 5, 2, 0]]])); // => tensor([[[5., 2.]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html
 */
export class MaxPool1d extends MaxPool<Single> {
  static override readonly name: string = "MaxPool1d";

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    const { kernelSize } = this;
    if (!this.returnIndices) return maxPool1d(x, kernelSize, this.options);
    // The type says what nearly every program wants, as the module's Output has to be one.
    return maxPool1d(x, kernelSize, { ...this.options, returnIndices: true }) as unknown as Tensor;
  }
}

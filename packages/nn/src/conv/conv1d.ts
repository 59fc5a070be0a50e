import type { Single } from "@lumbre/tensor";
import { type ConvOptions, Convolution } from "./convolution.js";

/** Options of {@link Conv1d}. */
export type Conv1dLayerOptions = ConvOptions<Single>;

/**
 * A convolution over sequences (cross-correlation: the kernel is not flipped).
 *
 * Shapes: x [N, Cin, L] or [Cin, L] -> [N, Cout, L'], `L' = floor((L + 2 padding - dilation (k - 1) - 1) / stride) + 1`;
 * weight [Cout, Cin / groups, k], bias [Cout].
 * @throws {ValueError} for sizes that make no convolution.
 * @example
 * new nn.Conv1d(2, 4, 3, { padding: 1 })(zeros(1, 2, 10)).shape; // => [1, 4, 10]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Conv1d.html
 */
export class Conv1d extends Convolution<Single> {
  static override readonly name: string = "Conv1d";

  protected override get spatial(): 1 {
    return 1;
  }
}

import type { Conv2dOptions, Pair } from "@lumbre/tensor";
import { type ConvOptions, Convolution } from "./convolution.js";

/** Options of {@link Conv2d}. */
export type Conv2dLayerOptions = ConvOptions<Pair>;

/**
 * A convolution over images (cross-correlation: the kernel is not flipped).
 *
 * Shapes: x [N, Cin, H, W] or [Cin, H, W] -> [N, Cout, H', W'],
 * `H' = floor((H + 2 padding - dilation (kH - 1) - 1) / stride) + 1`; weight [Cout, Cin / groups, kH, kW], bias [Cout].
 * @throws {ValueError} for sizes that make no convolution.
 * @example
 * new nn.Conv2d(1, 64, 3, { padding: 1 }); // => Conv2d(1, 64, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
 */
export class Conv2d extends Convolution<Pair> {
  static override readonly name: string = "Conv2d";

  protected override get spatial(): 2 {
    return 2;
  }

  /** What `conv2d` is called with, unless the padding is filled with something else than zeros. */
  get options(): Conv2dOptions {
    const { stride, padding, dilation, groups } = this;
    return { stride, padding, dilation, groups } as Conv2dOptions;
  }
}

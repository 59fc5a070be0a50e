import { InstanceNorm } from "./instanceNorm.js";

/**
 * Normalises each channel of each sequence by its own statistics.
 *
 * Shapes: x [N, C, L] or [C, L].
 * @example
 * new nn.InstanceNorm1d(1)(tensor([[[1, 3]]])); // => tensor([[[-1.0000,  1.0000]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm1d.html
 */
export class InstanceNorm1d extends InstanceNorm {
  static override readonly name: string = "InstanceNorm1d";

  protected readonly spatial = 1;
}

import { InstanceNorm } from "./instanceNorm.js";

/**
 * Normalises each channel of each image by its own statistics.
 *
 * Shapes: x [N, C, H, W] or [C, H, W].
 * @example
 * new nn.InstanceNorm2d(3)(randn(2, 3, 4, 4)).shape; // => [2, 3, 4, 4]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html
 */
export class InstanceNorm2d extends InstanceNorm {
  static override readonly name: string = "InstanceNorm2d";

  protected readonly spatial = 2;
}

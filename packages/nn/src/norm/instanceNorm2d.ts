import { InstanceNorm } from "./instanceNorm.js";

/**
 * Normalises each channel of each image by its own statistics.
 *
 * Shapes: x [N, C, H, W] or [C, H, W].
 * @see https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html
 */
export class InstanceNorm2d extends InstanceNorm {
  protected readonly spatial = 2;
}

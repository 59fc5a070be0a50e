import { InstanceNorm } from "./instanceNorm.js";

/**
 * Normalises each channel of each sequence by its own statistics.
 *
 * Shapes: x [N, C, L] or [C, L].
 * @see https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm1d.html
 */
export class InstanceNorm1d extends InstanceNorm {
  protected readonly spatial = 1;
}

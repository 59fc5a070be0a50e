import type { FactoryOptions } from "../module/factory.js";
import { type BatchNormLayerOptions, channelNormSignature } from "./channelNorm.js";
import { InstanceNorm } from "./instanceNorm.js";

const signature = channelNormSignature("InstanceNorm2d", false);

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

  /**
   * @param numFeatures Channels of the input, >= 1.
   * @param eps Added to the variance, >= 0. Default 1e-5.
   * @param momentum How far the running statistics move; null averages over all batches. Default 0.1.
   * @param affine True if weight and bias are learned. Default false.
   * @param trackRunningStats True if running statistics are kept. Default false.
   */
  constructor(
    numFeatures: number,
    eps?: number | BatchNormLayerOptions,
    momentum?: number | null | Omit<BatchNormLayerOptions, "eps">,
    affine?: boolean | Omit<BatchNormLayerOptions, "eps" | "momentum">,
    trackRunningStats?: boolean | Omit<BatchNormLayerOptions, "eps" | "momentum" | "affine">,
    options?: FactoryOptions,
  ) {
    super(signature, arguments);
  }
}

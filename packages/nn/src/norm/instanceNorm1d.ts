import type { FactoryOptions } from "../module/factory.js";
import { type BatchNormLayerOptions, channelNormSignature } from "./channelNorm.js";
import { InstanceNorm } from "./instanceNorm.js";

const signature = channelNormSignature("InstanceNorm1d", false);

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

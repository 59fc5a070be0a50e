import type { FactoryOptions } from "../module/factory.js";
import { BatchNorm } from "./batchNorm.js";
import { type BatchNormLayerOptions, channelNormSignature } from "./channelNorm.js";

const signature = channelNormSignature("BatchNorm1d", true);

/**
 * Normalises each channel over the batch (and the sequence): in training by its own statistics, which also move the
 * running ones; in evaluation by those.
 *
 * Shapes: x [N, C] or [N, C, L]; weight, bias, runningMean and runningVar [C].
 * @throws {ShapeError} for another rank, or one value per channel in training.
 * @example
 * new nn.BatchNorm1d(2)(tensor([[1, 2], [3, 6]])).shape; // => [2, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html
 */
export class BatchNorm1d extends BatchNorm {
  static override readonly name: string = "BatchNorm1d";

  protected readonly ranks: readonly number[] = [2, 3];

  /**
   * @param numFeatures Channels of the input, >= 1.
   * @param eps Added to the variance, >= 0. Default 1e-5.
   * @param momentum How far the running statistics move; null averages over all batches. Default 0.1.
   * @param affine True if weight and bias are learned. Default true.
   * @param trackRunningStats True if running statistics are kept. Default true.
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

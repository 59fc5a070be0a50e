import { BatchNorm } from "./batchNorm.js";

/**
 * Normalises each channel over the batch and the image: in training by its own statistics, which also move the running
 * ones; in evaluation by those.
 *
 * Shapes: x [N, C, H, W]; weight, bias, runningMean and runningVar [C].
 * @throws {ShapeError} for another rank, or one value per channel in training.
 * @example
 * new nn.BatchNorm2d(3); // => BatchNorm2d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
 */
export class BatchNorm2d extends BatchNorm {
  static override readonly name: string = "BatchNorm2d";

  protected readonly ranks: readonly number[] = [4];
}

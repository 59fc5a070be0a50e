import { BatchNorm } from "./batchNorm.js";

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
}

import { noGrad } from "@lumbre/autograd";
import type { Tensor } from "@lumbre/tensor";

/** Moves running statistics towards those of a batch of `count` values each, whose variance is the biased one. */
export function moveRunning(
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  batch: { readonly mean: Tensor; readonly variance: Tensor },
  count: number,
  momentum: number,
): void {
  const { mean, variance } = batch;
  noGrad(() => {
    runningMean?.copy_(runningMean.mul(1 - momentum).add(mean.reshape(runningMean.shape), { alpha: momentum }));
    const share = (momentum * count) / (count - 1);
    runningVar?.copy_(runningVar.mul(1 - momentum).add(variance.reshape(runningVar.shape), { alpha: share }));
  });
}

import type { Tensor } from "@lumbre/tensor";
import { formatShape, sameShape } from "@lumbre/tensor/engine";

const told = new Set<string>();

/**
 * Warns, once for each loss and each two shapes, where a target would be broadcast, as PyTorch does: an output [N, 1] and
 * targets [N] make a loss of all pairs, from which a network learns the mean.
 */
export function warnOfBroadcast(op: string, x: Tensor, target: Tensor): void {
  if (sameShape(x.shape, target.shape)) return;
  const remedy = x.numel() === target.numel() ? "write target.reshapeAs(input)" : "give both the same shape";
  const text =
    `${op}: the target's shape ${formatShape(target.shape)} is not the input's shape ${formatShape(x.shape)}, which will likely ` +
    `lead to incorrect results due to broadcasting; ${remedy}`;
  if (told.has(text)) return;
  told.add(text);
  console.warn(text);
}

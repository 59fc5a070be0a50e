import { type Shape, type Tensor, tensor } from "@lumbre/tensor";
import { numel } from "@lumbre/tensor/backend";
import { randomTensor } from "./randomTensor.js";

/**
 * Float64 values in [-1, 1), in random order and at least 1 / numel apart from each other and from 0: safe for
 * numerical differentiation of what has kinks at ties or at 0.
 */
export function distinctTensor(shape: Shape, seed: number): Tensor {
  const n = numel(shape);
  const keys = randomTensor([n], seed).readSync();
  const ranks = new Float64Array(n);
  const order = Array.from(keys.keys()).sort((a, b) => keys[a] - keys[b]);
  for (const [rank, i] of order.entries()) ranks[i] = (2 * rank + 1.5) / n - 1;
  return tensor(ranks).reshape(shape);
}

// What the packages of networks need beside what users see: layers in a row, and residual blocks, computed at once where a
// device can, and how sizes are changed.

import type { Tensor } from "@lumbre/tensor";
import { forwardInTurn } from "./module/inTurn.js";
import type { Module } from "./module/module.js";
import { isPlain } from "./module/plain.js";
import { forwardResidual } from "./module/residual.js";
import { Sequential } from "./module/sequential.js";

export { nearestIndices, tapsOf } from "./upsample/weights.js";

/** The modules with those of each Sequential in its place, unless somebody looks at it. */
function flattened(modules: readonly Module[]): readonly Module[] {
  return modules.flatMap((module) => (isPlain(module, Sequential) ? flattened([...module]) : [module]));
}

/**
 * `modules` one after the other, as a `Sequential` of them computes.
 *
 * @example
 * inTurn(zeros(1, 2), new nn.Linear(2, 3), new nn.ReLU()).shape; // => [1, 3]
 */
export function inTurn(x: Tensor, ...modules: readonly Module[]): Tensor {
  return forwardInTurn(flattened(modules), x) as Tensor;
}

/**
 * `activation(modules(x) + shortcut(x))`, the end of a residual block.
 *
 * @param shortcut What is added; null: x itself.
 * @param activation What comes last; null: nothing.
 * @example
 * residual(ones(1, 2), [new nn.Identity()], null, new nn.ReLU()); // => tensor([[2., 2.]])
 */
export function residual(
  x: Tensor,
  modules: readonly Module[],
  shortcut: ((x: Tensor) => Tensor) | null,
  activation: Module | null,
): Tensor {
  return forwardResidual(flattened(modules), x, shortcut, activation);
}

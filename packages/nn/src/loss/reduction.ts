import type { Tensor } from "@lumbre/tensor";
import { aTensor, defineSignature, named, oneOf, positional } from "@lumbre/tensor/engine";

/** What a loss does with the losses of the elements. */
export type Reduction = "mean" | "sum" | "none";

/** Options that most losses take. */
export interface ReductionOptions {
  /** Average, sum, or one loss per element. Default "mean". */
  readonly reduction?: Reduction;
}

export const aReduction = oneOf("mean", "sum", "none");

/** The parameters that every loss function begins with. */
export const operands = [positional("x", aTensor), positional("target", aTensor)] as const;

/** The signature of loss functions that take nothing but the reduction. */
/* @__NO_SIDE_EFFECTS__ */
export function lossSignature(op: string) {
  return defineSignature(op, ...operands, named("reduction", aReduction, "mean"));
}

/** Reduces losses as told. */
export function reduceLoss(losses: Tensor, reduction: Reduction): Tensor {
  if (reduction === "none") return losses;
  return reduction === "sum" ? losses.sum() : losses.mean();
}

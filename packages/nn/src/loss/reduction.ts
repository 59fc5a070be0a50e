import { type Tensor, ValueError } from "@lumbre/tensor";

/** What a loss does with the losses of the elements. */
export type Reduction = "mean" | "sum" | "none";

/** Options that most losses take. */
export interface ReductionOptions {
  /** Average, sum, or one loss per element. Default "mean". */
  readonly reduction?: Reduction;
}

/** Reduces losses as told. @throws {ValueError} for an unknown reduction. */
export function reduceLoss(op: string, losses: Tensor, reduction: Reduction = "mean"): Tensor {
  switch (reduction) {
    case "mean":
      return losses.mean();
    case "sum":
      return losses.sum();
    case "none":
      return losses;
    default:
      throw new ValueError(
        `${op}: ${String(reduction)} is not a valid value for reduction; expected "mean", "sum" or "none"`,
      );
  }
}

export function requireReduction(op: string, reduction: Reduction): void {
  if (!["mean", "sum", "none"].includes(reduction)) reduceLoss(op, undefined as never, reduction);
}

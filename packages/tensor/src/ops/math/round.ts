import { bind } from "../../arguments/bind.js";
import { anInteger } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { zerosLike } from "../../creation/fill.js";
import { requireFloat } from "../../dtype.js";
import { apply } from "../../op/apply.js";
import { callAs } from "../../op/callAs.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp } from "../elementwise.js";

const roundOp = defineUnaryOp({
  name: "round",
  kernel: "round",
  grad: [(g) => zerosLike(g)],
});

function roundSignature(op: string) {
  return defineSignature(op, required("x", aTensor), named("decimals", anInteger, 0));
}

const signature = roundSignature("round");
const inPlaceSignature = roundSignature("round_");

/** Options of {@link round}. */
export interface RoundOptions {
  /** Digits behind the point; negative: before it. Default 0. */
  readonly decimals?: number;
}

/**
 * The nearest whole number, or number of so many decimals, halves to the even one. The gradient is 0 everywhere.
 *
 * @param options.decimals Digits behind the point; negative: before it. Default 0.
 * @throws {DTypeError} for decimals of integers and bools.
 * @example
 * tensor([0.5, 1.5, -2.5]).round(); // => tensor([ 0.,  2., -2.])
 * tensor([0.125, 3.14159]).round({ decimals: 2 }); // => tensor([0.1200, 3.1400])
 * @see https://pytorch.org/docs/stable/generated/torch.round.html
 */
export function round(x: Tensor, options?: RoundOptions): Tensor {
  const [input, decimals] = bind(signature, arguments);
  if (decimals === 0) return apply(roundOp, [input], undefined);
  requireFloat("round", input.dtype);
  const factor = 10 ** Math.abs(decimals);
  return callAs("round", () =>
    decimals > 0 ? input.mul(factor).round().div(factor) : input.div(factor).round().mul(factor),
  );
}

/**
 * {@link round}, in place.
 *
 * @param options.decimals Digits behind the point; negative: before it. Default 0.
 * @throws {DTypeError} for decimals of integers and bools.
 * @example
 * tensor([0.5, 1.5, -2.5]).round_(); // => tensor([ 0.,  2., -2.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.round_.html
 */
export function round_(x: Tensor, options?: RoundOptions): Tensor {
  const [input, decimals] = bind(inPlaceSignature, arguments);
  if (decimals === 0) return applyInPlace(roundOp, [input], undefined);
  requireFloat("round_", input.dtype);
  const factor = 10 ** Math.abs(decimals);
  return callAs("round_", () =>
    decimals > 0 ? input.mul_(factor).round_().div_(factor) : input.div_(factor).round_().mul_(factor),
  );
}

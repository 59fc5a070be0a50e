import { bind } from "../../arguments/bind.js";
import { sizes } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { ShapeError } from "../../errors.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const signature = defineSignature(
  "movedim",
  required("x", aTensor),
  required("source", sizes),
  required("destination", sizes),
);

/**
 * A view with some dimensions moved to other positions; the others keep their order.
 *
 * @param source One dimension or several.
 * @param destination The new position of each of them.
 * @throws {IndexError} for a dimension out of range.
 * @throws {ShapeError} when a dimension is named twice, or the lists differ in length.
 * @example
 * zeros(2, 3, 4).movedim(0, -1).shape; // => [3, 4, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.movedim.html
 */
export function movedim(
  x: Tensor,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  [x, source, destination] = bind(signature, arguments);
  const list = (dims: number | readonly number[]): number[] =>
    (typeof dims === "number" ? [dims] : [...dims]).map((dim) => normalizeDim("movedim", dim, x.ndim));
  const from = list(source);
  const to = list(destination);
  if (from.length !== to.length || new Set(from).size !== from.length || new Set(to).size !== to.length) {
    throw new ShapeError(
      `movedim: source [${from.join(", ")}] and destination [${to.join(", ")}] must be lists of as many different dims`,
    );
  }
  if (x.ndim === 0) return x.permute([]);
  const order = new Array<number>(x.ndim).fill(-1);
  for (const [i, place] of to.entries()) order[place] = from[i];
  const rest = x.shape.map((_, d) => d).filter((d) => !from.includes(d));
  return x.permute(order.map((dim) => (dim === -1 ? (rest.shift() as number) : dim)));
}

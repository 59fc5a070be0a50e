import { full } from "../../creation/fill.js";
import { requireFits } from "../../dtype.js";
import { ShapeError } from "../../errors.js";
import type { Operand } from "../../op/op.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { promoteInPlace } from "../elementwise.js";
import { asLine } from "./gather.js";

// What is written into a tensor through an index.

/**
 * The source to be written into x, converted to its dtype. Any number may go into a bool tensor, where it says whether it is
 * not 0.
 * @throws {DTypeError} for values of a higher kind than x can hold.
 */
export function valuesInto(op: string, x: Tensor, values: Operand): Operand {
  if (Number.isInteger(values)) requireFits(op, x.dtype, values as number);
  return typeof values === "number" && x.dtype === "bool" ? values : promoteInPlace(op, x, values);
}

/** What is to be written, in x's dtype and in the shape of the index: of a larger source, the part that it covers. */
export function sourceFor(op: string, x: Tensor, index: Tensor, source: Operand): Tensor {
  const values = valuesInto(op, x, source);
  if (typeof values === "number") {
    return full([], values, { dtype: x.dtype, device: x.device }).expand([...index.shape]);
  }
  const lies = asLine(index).shape.every((size, d) => size <= asLine(values).shape[d]);
  if (asLine(values).ndim !== asLine(index).ndim || !lies) {
    throw new ShapeError(
      `${op}: index of shape ${formatShape(index.shape)} must not be larger than the source, ${formatShape(values.shape)}`,
    );
  }
  return asLine(index).shape.reduce<Tensor>(
    (part, size, d) => (size === part.shape[d] ? part : part.narrow(d, 0, size)),
    asLine(values),
  );
}

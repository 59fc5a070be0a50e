import { bind } from "./arguments/bind.js";
import { defineSignature, required } from "./arguments/signature.js";
import { anOperand } from "./arguments/tensorKinds.js";
import * as dtypes from "./dtype.js";
import { aDType, type DType } from "./dtype.js";
import { ArgumentError } from "./errors.js";
import type { Operand } from "./op/op.js";
import { isTensor } from "./tensor.js";

// Type promotion as users call it. Ops call dtype.ts, whose functions do not look at their arguments.

const promoteTypesSignature = defineSignature("promoteTypes", required("type1", aDType), required("type2", aDType));
const canCastSignature = defineSignature("canCast", required("from", aDType), required("to", aDType));

/**
 * The smallest dtype that holds both of two others, as two tensors are brought to before they are added.
 *
 * @param type1 One dtype.
 * @param type2 Another one.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * promoteTypes("uint8", "int32"); // => int32
 * promoteTypes("int32", "float32"); // => float32
 * @see https://pytorch.org/docs/stable/generated/torch.promote_types.html
 */
export function promoteTypes(type1: DType, type2: DType): DType {
  [type1, type2] = bind(promoteTypesSignature, arguments);
  return dtypes.promoteTypes(type1, type2);
}

/**
 * True if a result of dtype `from` may be stored as `to`: any dtype of the same kind (bool, integer, float) or a higher
 * one.
 *
 * @param from Dtype of the result.
 * @param to Dtype to store it as.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * canCast("float64", "float32"); // => true
 * canCast("float32", "int32"); // => false
 * @see https://pytorch.org/docs/stable/generated/torch.can_cast.html
 */
export function canCast(from: DType, to: DType): boolean {
  [from, to] = bind(canCastSignature, arguments);
  return dtypes.canCast(from, to);
}

/**
 * The common dtype of some operands: tensors with dimensions first, then 0-d tensors, then plain numbers,
 * where a later group counts only when its kind (bool, integer, float) is higher. A number with no fraction
 * counts as an integer, so `ints.mul(2)` stays int32 and `ints.mul(0.5)` is float32.
 *
 * @param operands Tensors and numbers.
 * @throws {ArgumentError} for anything else, and for none.
 * @example
 * resultType(tensor([1, 2], { dtype: "int32" }), 0.5); // => float32
 * resultType(tensor([1], { dtype: "float32" }), tensor(1, { dtype: "float64" })); // => float32
 * @see https://pytorch.org/docs/stable/generated/torch.result_type.html
 */
export function resultType(...operands: readonly Operand[]): DType {
  if (operands.length === 0) throw new ArgumentError("resultType: expected tensors and numbers; got nothing");
  for (const [i, operand] of operands.entries()) {
    if (typeof operand !== "number" && !isTensor(operand))
      throw anOperand.refusal("resultType", `operand ${i + 1}`, operand);
  }
  return dtypes.resultType(...operands);
}

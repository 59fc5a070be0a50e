import { bind } from "../../arguments/bind.js";
import { written } from "../../creation/written.js";
import { isFloat } from "../../dtype.js";
import { DeviceError, DTypeError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import type { Operand } from "../../op/op.js";
import { peek } from "../../reading.js";
import { broadcastShapes } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, operandShape, promoteOperands, unarySignature } from "../elementwise.js";

// Arithmetic on the bits of integers, on the host: no backend has kernels for it.

const andSignature = binarySignature("bitwiseAnd");
const orSignature = binarySignature("bitwiseOr");
const xorSignature = binarySignature("bitwiseXor");
const notSignature = unarySignature("bitwiseNot");
const leftSignature = binarySignature("bitwiseLeftShift");
const rightSignature = binarySignature("bitwiseRightShift");

function combine(
  op: string,
  x: Tensor,
  other: Operand,
  takesBools: boolean,
  f: (a: number, b: number) => number,
): Tensor {
  for (const operand of [x, other]) {
    const isNumber = typeof operand === "number";
    if (isNumber ? Number.isInteger(operand) : !isFloat(operand.dtype) && (takesBools || operand.dtype !== "bool"))
      continue;
    const kinds = takesBools ? "integers or bools" : "integers";
    throw new DTypeError(`${op}: expected ${kinds}, got ${isNumber ? operand : operand.dtype}`);
  }
  if (typeof other !== "number" && other.device !== x.device) {
    throw new DeviceError(
      `${op}: tensors on two devices, ${x.device.name} and ${other.device.name}; move one with .to(device)`,
    );
  }
  const shape = broadcastShapes(op, x.shape, operandShape(other));
  const [a, b] = callAs(op, () => promoteOperands(x, other));
  const { dtype, device } = a as Tensor;
  const rows = (operand: Operand): Operand =>
    typeof operand === "number" ? operand : operand.expand([...shape]).contiguous();
  const [first, second] = [rows(a) as Tensor, rows(b)];
  return written(shape, dtype, device, (out) => {
    const left = peek(op, first);
    if (typeof second === "number") for (let i = 0; i < out.length; i++) out[i] = f(left[i], second);
    else {
      const right = peek(op, second);
      for (let i = 0; i < out.length; i++) out[i] = f(left[i], right[i]);
    }
  });
}

/**
 * The bits that both have, of integers, or of bools their conjunction. Reads the tensors.
 *
 * @param other A tensor that broadcasts with x, or a whole number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {DTypeError} for floats.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * bitwiseAnd(tensor([5, 6], { dtype: "int32" }), 4); // => tensor([4, 4])
 * @see https://pytorch.org/docs/stable/generated/torch.bitwise_and.html
 */
export function bitwiseAnd(x: Tensor, other: Operand): Tensor {
  return combine("bitwiseAnd", ...bind(andSignature, arguments), true, (a, b) => a & b);
}

/**
 * The bits that either has, of integers, or of bools their disjunction. Reads the tensors.
 *
 * @param other A tensor that broadcasts with x, or a whole number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {DTypeError} for floats.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * bitwiseOr(tensor([5, 6], { dtype: "int32" }), 1); // => tensor([5, 7])
 * @see https://pytorch.org/docs/stable/generated/torch.bitwise_or.html
 */
export function bitwiseOr(x: Tensor, other: Operand): Tensor {
  return combine("bitwiseOr", ...bind(orSignature, arguments), true, (a, b) => a | b);
}

/**
 * The bits that one of both has, of integers, or of bools where they differ. Reads the tensors.
 *
 * @param other A tensor that broadcasts with x, or a whole number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {DTypeError} for floats.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * bitwiseXor(tensor([5, 6], { dtype: "int32" }), 3); // => tensor([6, 5])
 * @see https://pytorch.org/docs/stable/generated/torch.bitwise_xor.html
 */
export function bitwiseXor(x: Tensor, other: Operand): Tensor {
  return combine("bitwiseXor", ...bind(xorSignature, arguments), true, (a, b) => a ^ b);
}

/**
 * All bits the other way round: of int32 `-x - 1`, of uint8 `255 - x`, of bools their opposite. Reads the tensor.
 *
 * @throws {DTypeError} for floats.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * bitwiseNot(tensor([0, 5], { dtype: "int32" })); // => tensor([-1, -6])
 * @see https://pytorch.org/docs/stable/generated/torch.bitwise_not.html
 */
export function bitwiseNot(x: Tensor): Tensor {
  [x] = bind(notSignature, arguments);
  if (x.dtype === "bool") return x.logicalNot();
  return combine("bitwiseNot", x, x.dtype === "uint8" ? 255 : -1, true, (a, b) => a ^ b);
}

/**
 * The bits moved up by `other` places, `x * 2^other`; what leaves is lost. Reads the tensors.
 *
 * @param other How many places, >= 0: a tensor that broadcasts with x, or a whole number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {DTypeError} for floats and bools.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * bitwiseLeftShift(tensor([1, 3], { dtype: "int32" }), 2); // => tensor([ 4, 12])
 * @see https://pytorch.org/docs/stable/generated/torch.bitwise_left_shift.html
 */
export function bitwiseLeftShift(x: Tensor, other: Operand): Tensor {
  return combine("bitwiseLeftShift", ...bind(leftSignature, arguments), false, (a, b) =>
    b >= 0 && b < 32 ? a << b : 0,
  );
}

/**
 * The bits moved down by `other` places, `floor(x / 2^other)`. Reads the tensors.
 *
 * @param other How many places, >= 0: a tensor that broadcasts with x, or a whole number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {DTypeError} for floats and bools.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * bitwiseRightShift(tensor([8, -8], { dtype: "int32" }), 2); // => tensor([ 2, -2])
 * @see https://pytorch.org/docs/stable/generated/torch.bitwise_right_shift.html
 */
export function bitwiseRightShift(x: Tensor, other: Operand): Tensor {
  return combine(
    "bitwiseRightShift",
    ...bind(rightSignature, arguments),
    false,
    (a, b) => a >> (b >= 0 && b < 32 ? b : 31),
  );
}

import { full } from "../../creation/fill.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { promoteOperands } from "../elementwise.js";

/** Both operands as tensors of one float dtype; a number becomes a 0-d tensor. */
export function floatPair(x: Tensor, other: Operand): [Tensor, Tensor] {
  const [a, b] = promoteOperands(x, other, "float32");
  const first = a as Tensor;
  return [first, typeof b === "number" ? full([], b, { dtype: first.dtype, device: first.device }) : b];
}

import { defineSignature, required } from "../arguments/signature.js";
import { anOperand, aTensor } from "../arguments/tensorKinds.js";
import type { BinaryOp, DeviceBuffer, Kernels, UnaryOp, View } from "../backend/contract.js";
import { expandView } from "../backend/views.js";
import { type DType, integerRange, isFloat, requireCast, requireFits, resultType } from "../dtype.js";
import { apply } from "../op/apply.js";
import { defineOp, type GradRule, type KernelOp, type NoGradient, type Op, type Operand } from "../op/op.js";
import { broadcastShapes, type Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";

const scalarShape: Shape = [];

/** The shape of an operand; a number is a scalar. */
export function operandShape(operand: Operand): Shape {
  return typeof operand === "number" ? scalarShape : operand.shape;
}

/** Brings the tensors among the operands to the dtype that they promote to. Numbers stay numbers. */
export function promoteOperands(a: Operand, b: Operand, atLeast?: DType): [Operand, Operand] {
  if (isFloatAlready(a, b)) return [a, b];
  let dtype = resultType(a, b);
  if (atLeast !== undefined && !isFloat(dtype)) dtype = atLeast;
  return [typeof a === "number" ? a : a.to(dtype), typeof b === "number" ? b : b.to(dtype)];
}

/**
 * {@link promoteOperands} for a comparison. A number that an integer tensor cannot hold is compared as what it is, in a
 * wider dtype.
 */
export function promoteCompared(x: Tensor, other: Operand): [Operand, Operand] {
  if (typeof other !== "number" || isFloat(x.dtype) || !Number.isInteger(other)) return promoteOperands(x, other);
  const [least, most] = integerRange(x.dtype);
  if (other >= least && other <= most) return promoteOperands(x, other);
  const wide = x.device.backend.dtypes.includes("float64") ? "float64" : "float32";
  return [x.to(other >= -(2 ** 31) && other < 2 ** 31 ? "int32" : wide), other];
}

/**
 * Throws for a number that stands for an element of an integer tensor and is none. The arithmetic of uint8, which wraps,
 * takes any whole number.
 */
function requireNumberFits(op: string, kernel: BinaryOp, number: number, dtype: DType): void {
  const wraps = dtype === "uint8" && (kernel === "add" || kernel === "sub" || kernel === "mul");
  if (!wraps) requireFits(op, dtype, number, `convert with .to("${dtype === "uint8" ? "int32" : "float64"}") first`);
}

/** True if operands need no promotion: floats of one dtype, or one with a number. A shortcut for nearly all ops. */
function isFloatAlready(a: Operand, b: Operand): boolean {
  if (typeof a === "number") return typeof b !== "number" && isFloat(b.dtype);
  return isFloat(a.dtype) && (typeof b === "number" || a.dtype === b.dtype);
}

/**
 * The second operand of an op that writes into `x`, brought to x's dtype.
 * @throws {DTypeError} when the result is of a higher kind than x can hold, such as a float in an int32 tensor.
 */
export function promoteInPlace(name: string, x: Tensor, other: Operand): Operand {
  if (isFloatAlready(x, other)) return other;
  const result = resultType(x, other);
  requireCast(name, result, x.dtype);
  return typeof other === "number" ? other : other.to(x.dtype);
}

/** The signature of a function of one tensor. */
export function unarySignature(op: string) {
  return defineSignature(op, required("x", aTensor));
}

/** The signature of a function of two operands. */
export function binarySignature(op: string) {
  return defineSignature(op, required("x", aTensor), required("other", anOperand));
}

interface BinaryDefinition {
  readonly name: string;
  readonly kernel: BinaryOp;
  /** The output's dtype, where it is not that of the operands. */
  readonly dtype?: DType;
  readonly saves?: Op<undefined>["saves"];
  readonly grad: readonly (GradRule<undefined> | null)[] | NoGradient;
}

/** An elementwise op of two operands of one dtype, which broadcast. */
export function defineBinaryOp(definition: BinaryDefinition): KernelOp<undefined> {
  const { name, kernel, dtype, saves, grad } = definition;
  return defineOp<undefined>({
    name,
    shape: ([a, b]) => broadcastShapes(name, operandShape(a), operandShape(b)),
    ...(dtype === undefined ? {} : { dtype: () => dtype }),
    forward: (kernels, [a, b], _, shape) => {
      if (typeof a === "number" && !isFloat((b as View).dtype)) requireNumberFits(name, kernel, a, (b as View).dtype);
      if (typeof b === "number" && !isFloat((a as View).dtype)) requireNumberFits(name, kernel, b, (a as View).dtype);
      return kernels.binary(kernel, expandView(a, shape), expandView(b, shape));
    },
    ...(saves === undefined ? {} : { saves }),
    grad,
  });
}

interface UnaryDefinition {
  readonly name: string;
  readonly kernel: UnaryOp;
  readonly dtype?: DType;
  readonly saves?: Op<undefined>["saves"];
  readonly grad: readonly [GradRule<undefined>] | NoGradient;
}

/** An elementwise op of one tensor. */
export function defineUnaryOp(definition: UnaryDefinition): KernelOp<undefined> {
  const { name, kernel, dtype, saves, grad } = definition;
  return defineOp<undefined>({
    name,
    shape: ([x]) => operandShape(x),
    ...(dtype === undefined ? {} : { dtype: () => dtype }),
    forward: (kernels: Kernels, [x]): DeviceBuffer => kernels.unary(kernel, x as View),
    ...(saves === undefined ? {} : { saves }),
    grad,
  });
}

/** Applies a unary op that only makes sense for floats; integers and bools become float32 first, as in PyTorch. */
export function applyFloatUnary(op: KernelOp<undefined>, x: Tensor): Tensor {
  return apply(op, [isFloat(x.dtype) ? x : x.to("float32")], undefined);
}

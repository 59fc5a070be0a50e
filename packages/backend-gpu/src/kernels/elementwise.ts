import {
  type BinaryOp,
  type Declining,
  type DeviceBuffer,
  type DType,
  type FusedKernels,
  numel,
  type RequiredKernels,
  type UnaryOp,
  type View,
} from "@lumbre/tensor/backend";
import type { Engine, Kernel } from "../engine/engine.js";
import { isComputable } from "./computable.js";
import { type Merged, mergeDims, positionOf, stored, unravel } from "./layout.js";

interface Elementwise extends Merged {
  /** An element of the result, from the elements `p0`, `p1`, ... of the operands. */
  readonly value: string;
  /** For each operand: whether it is one number for all elements. */
  readonly isNumber: readonly boolean[];
  readonly dtype: DType;
}

/** All elementwise kernels. Their texts take views first and numbers after them. */
const elementwise: Kernel<Elementwise> = {
  name: "elementwise",
  // With one dimension at most, an element's position does not depend on their number.
  isOfAnyLength: ({ shape }) => shape.length <= 1,
  source({ value, isNumber, dtype, shape, layouts }) {
    const views = layouts.map((_, v) => `x${v}`);
    const numbers = isNumber.filter((is) => is).map((_, n) => `n${n}`);
    const operands = [...isNumber].map((is, i) => {
      const before = isNumber.slice(0, i).filter((other) => other === is).length;
      return `const p${i} = ${is ? numbers[before] : `x${before}[${positionOf(layouts[before])}]`};`;
    });
    return `function (${[...views, ...numbers].join(", ")}) {
      ${unravel("this.thread.x", shape)}
      ${operands.join("\n")}
      return ${stored(dtype, value)};
    }`;
  },
};

const tests: ReadonlySet<UnaryOp> = new Set(["logicalNot", "isnan", "isinf", "isfinite"]);
const comparisons: ReadonlySet<BinaryOp> = new Set([
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "logicalAnd",
  "logicalOr",
  "logicalXor",
]);

/** `value` for every element of `shape`; null for operands that the device does not compute. */
export function computeElements(
  engine: Engine,
  value: string,
  shape: readonly number[],
  operands: readonly (View | number)[],
  dtype: DType,
): DeviceBuffer | null {
  if (!operands.every((operand) => isComputable(engine, operand, dtype))) return null;
  const views = operands.filter((operand) => typeof operand !== "number");
  const scalars = operands.filter((operand) => typeof operand === "number");
  const constants = {
    value,
    isNumber: operands.map((operand) => typeof operand === "number"),
    dtype,
    ...withoutLength(mergeDims(shape, views)),
  };
  const buffers = views.map(({ buffer }) => buffer);
  return engine.run(elementwise, constants, buffers, numel(shape), dtype, scalars);
}

/** Replaces no dimension, or one, by one dimension of unknown size. */
function withoutLength(merged: Merged): Merged {
  if (merged.shape.length > 1) return merged;
  const layouts = merged.layouts.map(({ strides, offset }) => ({
    strides: strides.length === 0 ? [1] : strides,
    offset,
  }));
  return { shape: [0], layouts };
}

type ElementwiseKernels = Declining<
  Pick<RequiredKernels, "cast" | "unary" | "binary" | "where"> & Pick<FusedKernels, "reluInputGrad">
>;

/** The elementwise kernels of the contract. */
export function elementwiseKernels(engine: Engine): ElementwiseKernels {
  return {
    cast(x, dtype) {
      const value = dtype === "bool" ? "binary_ne(p0, 0)" : "p0";
      return computeElements(engine, value, x.shape, [x], dtype);
    },

    unary: (op, x) => computeElements(engine, `unary_${op}(p0)`, x.shape, [x], tests.has(op) ? "bool" : x.dtype),

    binary(op, a, b) {
      const { shape, dtype } = (typeof a === "number" ? b : a) as View;
      // True and true make true, not 2.
      const name = op === "add" && dtype === "bool" ? "logicalOr" : op;
      const [p, q] = [inDType(a, dtype), inDType(b, dtype)];
      return computeElements(engine, `binary_${name}(p0, p1)`, shape, [p, q], comparisons.has(op) ? "bool" : dtype);
    },

    where(condition, a, b) {
      const { dtype } = (typeof a === "number" ? b : a) as View;
      const operands = [condition, inDType(a, dtype), inDType(b, dtype)];
      return computeElements(engine, "p0 != 0 ? p1 : p2", condition.shape, operands, dtype);
    },

    reluInputGrad(grad, result) {
      return computeElements(engine, "binary_le(p1, 0) > 0 ? p2 : p0", grad.shape, [grad, result, 0], grad.dtype);
    },
  };
}

/** A number as it is when it is stored in a dtype. */
export function inDType<Operand extends View | number>(operand: Operand, dtype: DType): Operand | number {
  if (typeof operand !== "number") return operand;
  if (dtype === "bool") return Number(operand !== 0);
  if (dtype === "uint8") return operand & 255;
  return dtype === "int32" ? operand | 0 : Math.fround(operand);
}

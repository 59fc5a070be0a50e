import { ArgumentError } from "../errors.js";
import type { Operand } from "../op/op.js";
import { Tensor, tensorRefusal } from "../tensor.js";
import { describe } from "./describe.js";
import { defineKind, type Kind, nullable, sizes } from "./kinds.js";

// What has a class or a list of its own is checked beside that.
export { aDevice } from "../device.js";
export { aDType, aFloatDType } from "../dtype.js";
export { aGenerator } from "../generator.js";

/** PyTorch's names of devices, with or without a number behind them. */
export const deviceName = /^(cpu|cuda|mps|xpu|meta|gpu|wasm|webgpu|webgl)(:\d+)?$/;

export const aTensor: Kind<Tensor> = defineKind(
  "a tensor",
  (value) => value instanceof Tensor,
  (op, name, value) => tensorRefusal(op, value, name === "x" ? "expected " : `${name} must be `),
);

/** A tensor, or a number that stands for a scalar. */
export const anOperand: Kind<Operand> = defineKind(
  "a tensor or a number",
  (value) => typeof value === "number" || value instanceof Tensor,
  (op, name, value) => tensorRefusal(op, value, `${name} must be a number or `),
);

/** A list of tensors, as `cat` and `stack` take it. */
export const tensors: Kind<readonly Tensor[]> = defineKind(
  "a list of tensors",
  (value) => Array.isArray(value) && value.every((element) => element instanceof Tensor),
  (op, name, value) => {
    if (value instanceof Tensor)
      return new ArgumentError(`${op}: ${name} must be a list of tensors; write ${op}([a, b])`);
    const wrong = Array.isArray(value) ? value.findIndex((element) => !(element instanceof Tensor)) : -1;
    if (wrong < 0) return new ArgumentError(`${op}: ${name} must be a list of tensors, got ${describe(value)}`);
    return tensorRefusal(op, (value as readonly unknown[])[wrong], `${name}[${wrong}] must be `);
  },
);

/** Dimensions to work over: one, several, or null for all. */
export const dims: Kind<number | readonly number[] | null> = nullable(sizes);

import { Device } from "../device.js";
import { type DType, dtypes, isFloat } from "../dtype.js";
import { ArgumentError, DTypeError } from "../errors.js";
import { Generator } from "../generator.js";
import type { Operand } from "../op/op.js";
import { Tensor, tensorRefusal } from "../tensor.js";
import { describe } from "./describe.js";
import { defineKind, type Kind, nullable, sizes } from "./kinds.js";

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

const wideIntegers = ["int64", "long", "int16", "short", "int8", "uint16", "uint32", "uint64"];

export const aDType: Kind<DType> = defineKind(
  `one of ${dtypes.join(", ")}`,
  (value) => dtypes.includes(value as DType),
  (op, name, value) => {
    const hint = wideIntegers.includes(value as string) ? "; labels and indices are int32" : "";
    return new DTypeError(`${op}: unknown ${name} ${describe(value)}; expected one of ${dtypes.join(", ")}${hint}`);
  },
);

export const aFloatDType: Kind<DType> = defineKind(
  "float32 or float64",
  (value) => dtypes.includes(value as DType) && isFloat(value as DType),
  (op, name, value) =>
    aDType.accepts(value)
      ? new DTypeError(`${op}: ${name} must be float32 or float64, got ${value}`)
      : aDType.refusal(op, name, value),
);

export const aDevice: Kind<Device> = defineKind(
  "a device",
  (value) => value instanceof Device,
  (op, name, value) =>
    new ArgumentError(
      `${op}: ${name} must be a device, such as cpu, createWasm() or await createGpu(), got ${describe(value)}`,
    ),
);

export const aGenerator: Kind<Generator> = defineKind(
  "a generator",
  (value) => value instanceof Generator,
  (op, name, value) =>
    new ArgumentError(
      `${op}: ${name} must be a generator, such as new Generator().manualSeed(0), got ${describe(value)}`,
    ),
);

import { bind } from "../arguments/bind.js";
import { aFiniteNumber, aNumber, anIntegerFrom, nullable } from "../arguments/kinds.js";
import { defineSignature, optional, required } from "../arguments/signature.js";
import type { Device } from "../device.js";
import { type DType, integerRange, isFloat, requireFits, type TypedArray } from "../dtype.js";
import { DTypeError, ValueError } from "../errors.js";
import type { Tensor } from "../tensor.js";
import { type TensorOptions, tensorParameters, withFirstBound, withGrad } from "./options.js";
import { written } from "./written.js";

const arangeSignature = defineSignature(
  "arange",
  optional("start", aFiniteNumber, 0),
  required("end", aFiniteNumber),
  optional("step", aFiniteNumber, 1),
  ...tensorParameters,
);

const linspaceSignature = defineSignature(
  "linspace",
  required("start", aNumber),
  required("end", aNumber),
  required("steps", anIntegerFrom(0)),
  ...tensorParameters,
);

const logspaceSignature = defineSignature(
  "logspace",
  required("start", aNumber),
  required("end", aNumber),
  required("steps", anIntegerFrom(0)),
  optional("base", aFiniteNumber, 10),
  ...tensorParameters,
);

const eyeSignature = defineSignature(
  "eye",
  required("n", anIntegerFrom(0)),
  optional("m", nullable(anIntegerFrom(0)), null),
  ...tensorParameters,
);

/** Options of {@link arange}. */
export interface ArangeOptions extends TensorOptions {
  /** Distance between neighbours; not 0. Default 1. */
  readonly step?: number;
}

/** Options of {@link logspace}. */
export interface LogspaceOptions extends TensorOptions {
  /** Base of the powers. Default 10. */
  readonly base?: number;
}

/** Options of {@link eye}. */
export interface EyeOptions extends TensorOptions {
  /** Number of columns, >= 0. Default: as many as rows. */
  readonly m?: number | null;
}

/** Writes `base + (i + shift) * step` for `i` from `from` to `to`. */
function writeEvenly(data: TypedArray, from: number, to: number, base: number, shift: number, step: number): void {
  for (let i = from; i < to; i++) data[i] = base + (i + shift) * step;
}

/** A vector that `write` fills with numbers that `value` gives one by one, ascending or descending. */
function range(
  op: string,
  length: number,
  value: (i: number) => number,
  write: (data: TypedArray) => void,
  dtype: DType | null,
  device: Device | null,
  requiresGrad: boolean,
): Tensor {
  const type = dtype ?? "float32";
  const check = (i: number): void => requireFits(op, type, value(i));
  const isOutside = (i: number): boolean => {
    const [least, most] = integerRange(type);
    return !(value(i) >= least && value(i) <= most);
  };
  // Where the ends fit, what lies between does; the error names the first one that does not.
  if (length > 0 && (isOutside(0) || isOutside(length - 1))) for (let i = 0; i < length; i++) check(i);
  return withGrad(written([length], type, device, write), requiresGrad);
}

/**
 * Numbers from `start` up to but without `end`, `step` apart; a bound that stands alone is the end.
 *
 * The dtype is float32 unless told, as for all of Lumbre's literals; PyTorch takes int64 for whole numbers.
 * @param start First number. Default 0.
 * @param end Bound that is not reached.
 * @param step Distance between neighbours; not 0, negative to count down. Default 1.
 * @throws {ValueError} for a step of 0, or one that leads away from the end, and for numbers that the dtype does not hold.
 * @throws {DTypeError} for an unknown dtype, and for bool.
 * @example
 * arange(4); // => tensor([0., 1., 2., 3.])
 * arange(1, 2, 0.25); // => tensor([1.0000, 1.2500, 1.5000, 1.7500])
 * arange(0, 6, { step: 2, dtype: "int32" }); // => tensor([0, 2, 4])
 * @see https://pytorch.org/docs/stable/generated/torch.arange.html
 */
export function arange(
  start: number,
  end?: number | (ArangeOptions & { readonly end?: number }),
  step?: number | ArangeOptions,
  options?: TensorOptions,
): Tensor {
  const [from, to, by, dtype, device, requiresGrad] = bind(arangeSignature, withFirstBound(arguments, 0, "end"));
  if (by === 0) throw new ValueError("arange: step must be nonzero");
  if ((to - from) * by < 0)
    throw new ValueError(`arange: upper bound and larger bound inconsistent with step sign: ${from} to ${to} by ${by}`);
  const type = dtype ?? "float32";
  requireCountable("arange", type);
  // Integers count from a whole number in whole steps; how many there are is decided before that, as in PyTorch.
  const [first, distance] = isFloat(type) ? [from, by] : [Math.trunc(from), Math.trunc(by)];
  if (distance === 0) throw new ValueError(`arange: step must be nonzero, got ${by}, which is 0 as ${type}`);
  const count = Math.ceil((to - from) / by);
  const write = (data: TypedArray): void => writeEvenly(data, 0, count, first, 0, distance);
  return range("arange", count, (i) => first + i * distance, write, type, device, requiresGrad);
}

/** Throws for bools, which are no numbers to count with. */
function requireCountable(op: string, dtype: DType | null): void {
  if (dtype === "bool") throw new DTypeError(`${op}: not defined for bool; write ${op}(...).to("bool")`);
}

/** The numbers from `start` to `end`, counted from the nearer end, so that both are exact. */
function evenly(start: number, end: number, steps: number): (i: number) => number {
  const step = steps > 1 ? (end - start) / (steps - 1) : 0;
  return (i) => (i < steps / 2 ? start + i * step : end - (steps - 1 - i) * step);
}

/** Writes the numbers of {@link evenly}. */
function writeBetween(data: TypedArray, start: number, end: number): void {
  const last = data.length - 1;
  const middle = Math.ceil(data.length / 2);
  const step = last > 0 ? (end - start) / last : 0;
  writeEvenly(data, 0, middle, start, 0, step);
  writeEvenly(data, middle, data.length, end, -last, step);
}

/**
 * `steps` numbers from `start` to `end`, both included, at equal distances.
 *
 * @param start First number.
 * @param end Last number.
 * @param steps How many numbers, >= 0.
 * @throws {ValueError} for a number of steps that is negative or no whole number, and for numbers that the dtype does not
 *   hold.
 * @throws {DTypeError} for an unknown dtype, and for bool.
 * @example
 * linspace(0, 1, 5); // => tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
 * linspace(0, 1, { steps: 3 }); // => tensor([0.0000, 0.5000, 1.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.linspace.html
 */
export function linspace(
  start: number,
  end: number,
  steps: number | (TensorOptions & { readonly steps: number }),
  options?: TensorOptions,
): Tensor {
  const [first, last, count, dtype, device, requiresGrad] = bind(linspaceSignature, arguments);
  requireCountable("linspace", dtype);
  const write = (data: TypedArray): void => writeBetween(data, first, last);
  return range("linspace", count, evenly(first, last, count), write, dtype, device, requiresGrad);
}

/**
 * `steps` numbers from `base ** start` to `base ** end`, at equal ratios.
 *
 * @param start Exponent of the first number.
 * @param end Exponent of the last number.
 * @param steps How many numbers, >= 0.
 * @param base Base of the powers. Default 10.
 * @throws {ValueError} for a number of steps that is negative or no whole number, and for numbers that the dtype does not
 *   hold.
 * @throws {DTypeError} for an unknown dtype, and for bool.
 * @example
 * logspace(0, 2, 3); // => tensor([  1.,  10., 100.])
 * logspace(0, 3, 4, { base: 2 }); // => tensor([1., 2., 4., 8.])
 * @see https://pytorch.org/docs/stable/generated/torch.logspace.html
 */
export function logspace(
  start: number,
  end: number,
  steps: number | (LogspaceOptions & { readonly steps: number }),
  base?: number | LogspaceOptions,
  options?: TensorOptions,
): Tensor {
  const [first, last, count, power, dtype, device, requiresGrad] = bind(logspaceSignature, arguments);
  requireCountable("logspace", dtype);
  const exponent = evenly(first, last, count);
  const write = (data: TypedArray): void => {
    for (let i = 0; i < count; i++) data[i] = power ** exponent(i);
  };
  return range("logspace", count, (i) => power ** exponent(i), write, dtype, device, requiresGrad);
}

/**
 * A matrix with ones on its diagonal.
 *
 * @param n Number of rows, >= 0.
 * @param m Number of columns, >= 0; null: as many as rows. Default null.
 * @throws {ValueError} for sizes that are negative or no whole numbers.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * eye(2); // => tensor([[1., 0.],
 * //            [0., 1.]])
 * eye(1, { m: 3, dtype: "int32" }); // => tensor([[1, 0, 0]])
 * @see https://pytorch.org/docs/stable/generated/torch.eye.html
 */
export function eye(n: number, m?: number | null | EyeOptions, options?: TensorOptions): Tensor {
  const [rows, given, dtype, device, requiresGrad] = bind(eyeSignature, arguments);
  const columns = given ?? rows;
  const write = (data: TypedArray): void => {
    data.fill(0);
    for (let i = 0; i < Math.min(rows, columns); i++) data[i * (columns + 1)] = 1;
  };
  return withGrad(written([rows, columns], dtype ?? "float32", device, write), requiresGrad);
}

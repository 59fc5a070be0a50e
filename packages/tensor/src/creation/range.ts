import { bind } from "../arguments/bind.js";
import { aFiniteNumber, aNumber, anIntegerFrom, nullable } from "../arguments/kinds.js";
import { defineSignature, optional, required } from "../arguments/signature.js";
import type { DeviceBuffer, Kernels } from "../backend/contract.js";
import { rowMajorView } from "../backend/views.js";
import { type Device, getDefaultDevice } from "../device.js";
import { type DType, integerRange, isFloat, requireFits, type TypedArray } from "../dtype.js";
import { DTypeError, ValueError } from "../errors.js";
import { tensorFromBuffer } from "../op/apply.js";
import type { Tensor } from "../tensor.js";
import { type TensorOptions, tensorParameters, withFirstBound, withGrad } from "./options.js";
import { written, writtenBuffer } from "./written.js";

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

/** Elements from one on: `base + (i + shift) * step`, with i from 0. */
interface Piece {
  readonly from: number;
  readonly base: number;
  readonly shift: number;
  readonly step: number;
}

function writeEvenly(data: TypedArray, from: number, to: number, { base, shift, step }: Piece): void {
  for (let i = from; i < to; i++) data[i] = base + (i - from + shift) * step;
}

/** Has the device compute pieces that follow each other, or null. */
function filledByDevice(kernels: Kernels, pieces: readonly Piece[], length: number, dtype: DType): DeviceBuffer | null {
  if (kernels.fillEvenly === undefined) return null;
  const buffer = kernels.allocate(length, dtype);
  for (const [k, { from, base, shift, step }] of pieces.entries()) {
    const count = (pieces[k + 1]?.from ?? length) - from;
    const target = { ...rowMajorView(buffer, [count], dtype), offset: from };
    if (kernels.fillEvenly(target, base, shift, step) !== null) continue;
    kernels.free(buffer);
    return null;
  }
  return buffer;
}

function evenBuffer(kernels: Kernels, pieces: readonly Piece[], length: number, dtype: DType): DeviceBuffer {
  const write = (data: TypedArray): void => {
    for (const [k, piece] of pieces.entries()) writeEvenly(data, piece.from, pieces[k + 1]?.from ?? length, piece);
  };
  return filledByDevice(kernels, pieces, length, dtype) ?? writtenBuffer(kernels, length, dtype, write);
}

/** Throws unless the dtype holds numbers that `value` gives one by one, ascending or descending. */
function requireRange(op: string, length: number, value: (i: number) => number, type: DType): void {
  const isOutside = (i: number): boolean => {
    const [least, most] = integerRange(type);
    return !(value(i) >= least && value(i) <= most);
  };
  // Where the ends fit, what lies between does; the error names the first one that does not.
  if (length === 0 || !(isOutside(0) || isOutside(length - 1))) return;
  for (let i = 0; i < length; i++) requireFits(op, type, value(i));
}

/** A vector of pieces at equal distances. */
function evenRange(
  pieces: readonly Piece[],
  length: number,
  dtype: DType,
  device: Device | null,
  requiresGrad: boolean,
): Tensor {
  const on = device ?? getDefaultDevice();
  return withGrad(tensorFromBuffer(on, evenBuffer(on.kernels, pieces, length, dtype), dtype, [length]), requiresGrad);
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
  requireRange("arange", count, (i) => first + i * distance, type);
  return evenRange([{ from: 0, base: first, shift: 0, step: distance }], count, type, device, requiresGrad);
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

/** The numbers of {@link evenly} in two pieces. */
function piecesBetween(start: number, end: number, steps: number): Piece[] {
  const middle = Math.ceil(steps / 2);
  const step = steps > 1 ? (end - start) / (steps - 1) : 0;
  return [
    { from: 0, base: start, shift: 0, step },
    { from: middle, base: end, shift: middle - (steps - 1), step },
  ];
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
  const type = dtype ?? "float32";
  requireRange("linspace", count, evenly(first, last, count), type);
  return evenRange(piecesBetween(first, last, count), count, type, device, requiresGrad);
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
  const type = dtype ?? "float32";
  requireRange("logspace", count, (i) => power ** exponent(i), type);
  return withGrad(written([count], type, device, write), requiresGrad);
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

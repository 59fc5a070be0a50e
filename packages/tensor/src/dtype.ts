import { describe } from "./arguments/describe.js";
import { defineKind, type Kind } from "./arguments/kinds.js";
import { DeviceError, DTypeError, ValueError } from "./errors.js";

/**
 * The element types. `"float32"` is the default; `"float64"` exists for gradient checks; `"int32"` holds
 * indices and labels (PyTorch's int64); `"bool"` is stored as one byte, 0 or 1.
 */
export type DType = "float32" | "float64" | "int32" | "uint8" | "bool";

/** The arrays that hold elements on the host. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Every dtype, in the order in which promotion climbs: the larger of two wins. */
export const dtypes: readonly DType[] = ["bool", "uint8", "int32", "float32", "float64"];

const rank: Record<DType, number> = { bool: 0, uint8: 1, int32: 2, float32: 3, float64: 4 };

/** PyTorch's three kinds; a 0-d tensor or a number promotes only when its kind is higher. */
const kind: Record<DType, number> = { bool: 0, uint8: 1, int32: 1, float32: 2, float64: 2 };

const bytesPerElement: Record<DType, number> = { float32: 4, float64: 8, int32: 4, uint8: 1, bool: 1 };

/** True for `"float32"` and `"float64"`, the dtypes that gradients flow through. */
export function isFloat(dtype: DType): boolean {
  return kind[dtype] === 2;
}

/** Bytes that one element takes. */
export function itemSize(dtype: DType): number {
  return bytesPerElement[dtype];
}

/** A fresh, zeroed host array for `length` elements of `dtype`. @throws {DeviceError} for more than there is memory for. */
export function allocateArray(dtype: DType, length: number): TypedArray {
  try {
    return newArray(dtype, length);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const gibibytes = (length * itemSize(dtype)) / 2 ** 30;
    throw new DeviceError(
      `out of memory: no array of ${length} ${dtype} elements, ${gibibytes.toPrecision(3)} GiB, can be made`,
      { cause: error },
    );
  }
}

function newArray(dtype: DType, length: number): TypedArray {
  switch (dtype) {
    case "float32":
      return new Float32Array(length);
    case "float64":
      return new Float64Array(length);
    case "int32":
      return new Int32Array(length);
    default:
      return new Uint8Array(length);
  }
}

/** The dtype that two operands of equal standing are brought to. */
export function promoteTypes(a: DType, b: DType): DType {
  return rank[a] >= rank[b] ? a : b;
}

/** True if a result of dtype `from` may be stored as `to`: any dtype of the same kind or a higher one. */
export function canCast(from: DType, to: DType): boolean {
  return kind[from] <= kind[to];
}

/** Throws unless a result of dtype `from` may be written into a tensor of dtype `to`. @throws {DTypeError} */
export function requireCast(op: string, from: DType, to: DType): void {
  if (canCast(from, to)) return;
  throw new DTypeError(`${op}: result type ${from} can't be cast to the desired output type ${to}`);
}

/** What type promotion needs to know of an operand; a number stands for itself. */
export type Promotable = { readonly dtype: DType; readonly shape: readonly number[] } | number;

function numberDType(value: number): DType {
  return Number.isInteger(value) ? "int32" : "float32";
}

/** The common dtype of some operands: tensors with dimensions first, then 0-d tensors, then plain numbers. */
export function resultType(...operands: readonly Promotable[]): DType {
  const groups: (DType | null)[] = [null, null, null];
  for (const operand of operands) {
    const group = typeof operand === "number" ? 2 : operand.shape.length === 0 ? 1 : 0;
    const dtype = typeof operand === "number" ? numberDType(operand) : operand.dtype;
    const seen = groups[group] ?? null;
    groups[group] = seen === null ? dtype : promoteTypes(seen, dtype);
  }
  let result: DType | null = null;
  for (const dtype of groups) {
    if (dtype === null) continue;
    if (result === null) result = dtype;
    else if (kind[dtype] > kind[result]) result = promoteTypes(result, dtype);
  }
  return result ?? "float32";
}

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

/** The least and the largest whole number of a dtype; floats have no bounds that matter here. */
export function integerRange(dtype: DType): readonly [least: number, most: number] {
  if (dtype === "bool") return [0, 1];
  if (dtype === "uint8") return [0, 255];
  return dtype === "int32" ? [-(2 ** 31), 2 ** 31 - 1] : [-Infinity, Infinity];
}

/**
 * Throws for a number that a tensor of some dtype cannot hold: one out of the range of its integers, and NaN. A fraction is
 * cut off, and a bool says whether a number is not 0, as in PyTorch.
 * @param advice What to do instead. Default: to take a wider dtype.
 * @throws {ValueError}
 */
export function requireFits(op: string, dtype: DType, value: number, advice?: string): void {
  if (isFloat(dtype) || dtype === "bool") return;
  const [least, most] = integerRange(dtype);
  const whole = Math.trunc(value);
  if (whole >= least && whole <= most) return;
  const isWhole = Number.isInteger(value);
  const wider = !Number.isFinite(value) ? "float32" : isWhole && Math.abs(value) < 2 ** 31 ? "int32" : "float64";
  const hint = advice ?? `write { dtype: "${wider}" }`;
  throw new ValueError(`${op}: ${dtype} holds whole numbers from ${least} to ${most}, got ${value}; ${hint}`);
}

/** {@link requireFits} for all of some numbers. */
export function requireAllFit(op: string, dtype: DType, values: ArrayLike<number>): void {
  if (isFloat(dtype) || dtype === "bool") return;
  const [least, most] = integerRange(dtype);
  for (let i = 0; i < values.length; i++) {
    // What looks out of range may still be a fraction that is cut off.
    if (!(values[i] >= least && values[i] <= most)) requireFits(op, dtype, values[i]);
  }
}

/** {@link requireFits}, also for float32, which a finite number should not become infinite in. */
export function requireFillFits(op: string, dtype: DType, value: number): void {
  requireFits(op, dtype, value);
  if (dtype !== "float32" || Number.isFinite(Math.fround(value)) || !Number.isFinite(value)) return;
  throw new ValueError(
    `${op}: float32 holds numbers up to 3.4028e38 in size, got ${value}; write { dtype: "float64" }`,
  );
}

/** Throws unless `dtype` is one of the float dtypes. */
export function requireFloat(op: string, dtype: DType): void {
  if (!isFloat(dtype)) throw new DTypeError(`${op}: expected a float32 or float64 tensor, got ${dtype}`);
}

/** Throws unless `dtype` is one of the integer dtypes that may index (int32 or uint8). */
export function requireIndex(op: string, dtype: DType): void {
  if (dtype !== "int32" && dtype !== "uint8") {
    throw new DTypeError(`${op}: indices must be int32, got ${dtype}`);
  }
}

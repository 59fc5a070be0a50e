import { describe } from "../arguments/describe.js";
import { defineKind, type Kind } from "../arguments/kinds.js";
import { allocateArray, type DType, promoteTypes, requireAllFit, type TypedArray } from "../dtype.js";
import { LumbreError, ShapeError, ValueError } from "../errors.js";
import { mostDims } from "../shape.js";
import { Tensor } from "../tensor.js";

/** Typed arrays that a tensor can be made of: all of them. What the dtype does not hold is an error, and never wraps. */
export type ElementArray =
  | TypedArray
  | Uint8ClampedArray
  | Int8Array
  | Int16Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** The pixels of a canvas: an `ImageData`, or what looks like one. */
export interface Pixels {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What stands in the lists that a tensor is made of: numbers, typed arrays and tensors of one element. */
export type NestedElements = number | boolean | ElementArray | Tensor | readonly NestedElements[];

/** What a tensor is made of. */
export type TensorData = number | boolean | ElementArray | Pixels | readonly NestedElements[];

/** The name of a typed array's class, in any realm: `instanceof` knows only this one's, and not an iframe's. */
const classOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)
  ?.get as (this: unknown) => string | undefined;

const dtypesOfClasses: Readonly<Record<string, DType>> = {
  Float16Array: "float32",
  Float32Array: "float32",
  Float64Array: "float64",
  Int32Array: "int32",
  Uint8Array: "uint8",
  Uint8ClampedArray: "uint8",
  Int8Array: "int32",
  Int16Array: "int32",
  Uint16Array: "int32",
  Uint32Array: "int32",
  BigInt64Array: "int32",
  BigUint64Array: "int32",
};

/** The dtype that a typed array becomes; null for anything else. */
export function dtypeOfArray(value: unknown): DType | null {
  if (typeof value !== "object" || value === null) return null;
  const name = classOf.call(value);
  return name === undefined ? null : (dtypesOfClasses[name] ?? null);
}

export const anElementArray: Kind<ElementArray> = defineKind("a typed array", (value) => dtypeOfArray(value) !== null);

/** True for the pixels of a canvas. */
export function isPixels(value: unknown): value is Pixels {
  if (typeof value !== "object" || value === null) return false;
  const { data, width, height } = value as Partial<Pixels>;
  return dtypeOfArray(data) === "uint8" && data?.length === 4 * Number(width) * Number(height);
}

/** A copy of an array's elements as a dtype. @throws {ValueError} for one that the dtype does not hold. */
export function elementsAs(op: string, data: ElementArray, dtype: DType): TypedArray {
  requireAttached(op, data);
  const numbers = isBig(data) ? Float64Array.from(data, Number) : (data as TypedArray);
  const isSame =
    dtype === dtypeOfArray(data) && numbers.BYTES_PER_ELEMENT === allocateArray(dtype, 0).BYTES_PER_ELEMENT;
  if (!isSame || classOf.call(data) === "Uint32Array") requireAllFit(op, dtype, numbers);
  const array = allocateArray(dtype, numbers.length);
  if (dtype === "bool") for (let i = 0; i < numbers.length; i++) array[i] = numbers[i] === 0 ? 0 : 1;
  else array.set(numbers);
  return array;
}

/** Throws for an array whose memory has moved to another thread, which looks like an empty one. */
export function requireAttached(op: string, { length, buffer }: ElementArray): void {
  if (length > 0) return;
  try {
    new Uint8Array(buffer as ArrayBuffer);
  } catch (error) {
    const hint = "it was transferred, as by postMessage; make the tensor before, or transfer a copy";
    throw new ValueError(`${op}: the array's buffer is detached: ${hint}`, { cause: error });
  }
}

/** What `read` gives; an error that says so for data whose reading throws, such as a revoked proxy or a getter. */
export function reading<T>(op: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof LumbreError) throw error;
    const why = error instanceof Error ? error.message : describe(error);
    throw new ValueError(`${op}: the data cannot be read: ${why}`, { cause: error });
  }
}

function isBig(data: ElementArray): data is BigInt64Array | BigUint64Array {
  return classOf.call(data)?.startsWith("Big") === true;
}

/** The elements of nested lists, row by row. */
interface Flattened {
  readonly shape: readonly number[];
  readonly values: readonly (number | boolean)[];
  /** The dtype that holds all of them; numbers count as float32. */
  readonly dtype: DType;
}

/** Reads nested lists row by row; every list of a level must be as long as the first. */
export function flatten(data: unknown): Flattened {
  const shape = shapeOf(data);
  const values: (number | boolean)[] = [];
  let dtype: DType | null = null;
  const note = (other: DType): void => {
    if (dtype !== other) dtype = dtype === null ? other : promoteTypes(dtype, other);
  };
  const visit = (node: unknown, depth: number): void => {
    const list = listOf(node);
    if ((list !== null) !== depth < shape.length || (list !== null && list.length !== shape[depth])) {
      const value = node === undefined ? "a hole" : `the value ${describe(node)}`;
      const found = list === null ? value : `an array of length ${list.length}`;
      const expected = depth < shape.length ? `an array of length ${shape[depth]}` : "a number or boolean";
      throw new ShapeError(`tensor: ragged nested arrays: expected ${expected} at depth ${depth}, got ${found}`);
    }
    if (list === null) {
      const value = elementOf(node);
      values.push(value);
      note(node instanceof Tensor ? node.dtype : typeof value === "boolean" ? "bool" : "float32");
    } else if (Array.isArray(list)) {
      for (const item of list) {
        if (typeof item !== "number" || depth + 1 !== shape.length) visit(item, depth + 1);
        else {
          values.push(item);
          note("float32");
        }
      }
    } else {
      note(dtypeOfArray(list) as DType);
      for (let i = 0; i < list.length; i++) values.push(Number(list[i]));
    }
  };
  visit(data, 0);
  return { shape, values, dtype: dtype ?? "float32" };
}

function listOf(node: unknown): ArrayLike<unknown> | null {
  return Array.isArray(node) || dtypeOfArray(node) !== null ? (node as ArrayLike<unknown>) : null;
}

/** The lengths of the first list of each level. @throws {ShapeError} for a list in itself. */
function shapeOf(data: unknown): number[] {
  const shape: number[] = [];
  for (let level = listOf(data); level !== null; level = listOf(level[0])) {
    shape.push(level.length);
    // Beyond it lies an array that holds itself, or something as wrong.
    if (shape.length > mostDims)
      throw new ShapeError(`tensor: too many dimensions: arrays nested more than ${mostDims} deep, or in themselves`);
  }
  return shape;
}

/** A number, a boolean, or the only element of a tensor. @throws {ValueError} for anything else. */
function elementOf(value: unknown): number | boolean {
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (value instanceof Tensor && value.numel() === 1) return value.item();
  throw new ValueError(`tensor: elements must be numbers or booleans, got ${elementHint(value)}`);
}

/** An element that is none, and what to write instead. */
function elementHint(value: unknown): string {
  if (value instanceof Tensor) return `${describe(value)}; join tensors with stack([a, b])`;
  if (typeof value === "bigint") return `${describe(value)}; convert it with Number(value)`;
  return describe(value);
}

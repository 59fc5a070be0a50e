import { DTypeError, fromTypedArray, stack, Tensor, type TypedArray, tensor, ValueError } from "@lumbre/tensor";
import { bind, defineKind, defineSignature, isPlainObject, positional } from "@lumbre/tensor/engine";

/** What {@link defaultCollate} makes of items of type `T`. */
export type Collated<T> = unknown extends T
  ? T
  : T extends Tensor | number | boolean | TypedArray | Uint8ClampedArray
    ? Tensor
    : T extends string
      ? string[]
      : T extends readonly unknown[]
        ? { -readonly [K in keyof T]: Collated<T[K]> }
        : T extends object
          ? { [K in keyof T]: Collated<T[K]> }
          : never;

const signature = defineSignature("defaultCollate", positional("items", defineKind("a list of items", Array.isArray)));

/**
 * Makes one batch of a list of items.
 *
 * Tensors and typed arrays are stacked along a new first dimension. Numbers become a vector: int32 when all of them
 * are whole, such as labels, and else float32; give targets that are real numbers as tensors, so that their dtype does
 * not depend on the batch. Booleans become a bool vector, strings stay a list. Tuples, arrays and plain objects are
 * collated member by member.
 *
 * @throws {ValueError} for an empty list, items of different kinds or lengths, and anything else, such as null.
 * @throws {ShapeError} for tensors of different shapes.
 * @throws {DTypeError} for tensors of different dtypes.
 * @example
 * const [x, y] = defaultCollate<[Tensor, number]>([[tensor([1, 2]), 7], [tensor([3, 4]), 8]]);
 * x; // => tensor([[1., 2.],
 * //            [3., 4.]])
 * y; // => tensor([7, 8])
 * @see https://pytorch.org/docs/stable/data.html#torch.utils.data.default_collate
 */
export function defaultCollate<T>(items: readonly T[]): Collated<T> {
  bind(signature, arguments);
  if (items.length === 0) throw new ValueError("defaultCollate: expected at least one item");
  return collate(items, "item") as Collated<T>;
}

type ItemKind = "tensor" | "typed array" | "number" | "boolean" | "string" | "array" | "object" | "other";

function kindOf(value: unknown): ItemKind {
  if (value instanceof Tensor) return "tensor";
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "string") {
    return typeof value as ItemKind;
  }
  if (Array.isArray(value)) return "array";
  if (value instanceof Float32Array || value instanceof Float64Array) return "typed array";
  if (value instanceof Int32Array || value instanceof Uint8Array || value instanceof Uint8ClampedArray)
    return "typed array";
  return isPlainObject(value) ? "object" : "other";
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  const kind = kindOf(value);
  return kind === "other" ? (Object(value).constructor?.name ?? typeof value) : kind;
}

/** `path` names the member of the item in messages: `item[0].label`. */
function collate(values: readonly unknown[], path: string): unknown {
  const kind = kindOf(values[0]);
  const odd = values.findIndex((value) => kindOf(value) !== kind);
  if (odd > 0) {
    throw new ValueError(
      `defaultCollate: ${path} is a ${describe(values[0])} in the first of the batch, but ${describe(values[odd])} at ${odd}`,
    );
  }
  switch (kind) {
    case "tensor":
      return stackTensors(values as Tensor[], path);
    case "typed array":
      return stackTensors(
        (values as TypedArray[]).map((value) => tensor(value)),
        path,
      );
    case "number":
      return collateNumbers(values as number[]);
    case "boolean":
      return tensor(values as boolean[]);
    case "string":
      return [...values];
    case "array":
      return collateArrays(values as unknown[][], path);
    case "object":
      return collateObjects(values as Record<string, unknown>[], path);
    default:
      throw new ValueError(
        `defaultCollate: ${path} must be a tensor, number, boolean, string, typed array, array or plain object, got ` +
          `${describe(values[0])}; give the DataLoader a collateFn`,
      );
  }
}

function stackTensors(tensors: readonly Tensor[], path: string): Tensor {
  const [{ dtype }] = tensors;
  const odd = tensors.findIndex((tensor) => tensor.dtype !== dtype);
  if (odd > 0) {
    throw new DTypeError(
      `defaultCollate: ${path} is ${dtype} in the first of the batch, but ${tensors[odd].dtype} at ${odd}`,
    );
  }
  return stack(tensors);
}

function collateNumbers(values: readonly number[]): Tensor {
  const whole = values.every((value) => Number.isInteger(value) && value === (value | 0));
  return whole
    ? fromTypedArray(Int32Array.from(values), [values.length])
    : fromTypedArray(Float32Array.from(values), [values.length]);
}

function collateArrays(values: readonly unknown[][], path: string): unknown[] {
  const [first] = values;
  if (values.some((value) => value.length !== first.length)) {
    throw new ValueError(
      `defaultCollate: each ${path} of the batch should be of equal size, got lengths ${values.map((v) => v.length).join(", ")}`,
    );
  }
  return first.map((_, k) =>
    collate(
      values.map((value) => value[k]),
      `${path}[${k}]`,
    ),
  );
}

function collateObjects(values: readonly Record<string, unknown>[], path: string): Record<string, unknown> {
  const keys = Object.keys(values[0]);
  const odd = values.findIndex(
    (value) => Object.keys(value).length !== keys.length || !keys.every((key) => key in value),
  );
  if (odd > 0) {
    throw new ValueError(
      `defaultCollate: ${path} has the keys ${keys.join(", ")} in the first of the batch, but ` +
        `${Object.keys(values[odd]).join(", ")} at ${odd}`,
    );
  }
  return Object.fromEntries(
    keys.map((key) => [
      key,
      collate(
        values.map((value) => value[key]),
        `${path}.${key}`,
      ),
    ]),
  );
}

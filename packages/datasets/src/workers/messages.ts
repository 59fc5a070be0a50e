import { type DType, getDefaultDevice, Tensor, type TypedArray } from "@lumbre/tensor";
import { isPlainObject, tensorFromBuffer } from "@lumbre/tensor/engine";
import type { Batching } from "../stream.js";

/** The beginning of an epoch. */
interface Start extends Batching {
  readonly kind: "start";
  readonly id: number;
  readonly numWorkers: number;
  /** What the worker's default generator starts from; null: it goes on from the epoch before. */
  readonly seed: number | null;
}

/** What a worker is told. */
export type Order = Start | { readonly kind: "fetch"; readonly task: number; readonly indices: Indices };

/** The indices of a batch, or of an item; null: the next batch of an iterable dataset. */
export type Indices = number | readonly number[] | null;

/** What a worker answers. */
export type Answer =
  | { readonly kind: "ready"; readonly length: number | null }
  | ({ readonly kind: "batch"; readonly task: number } & Packed)
  | { readonly kind: "end"; readonly task: number }
  | { readonly kind: "failure"; readonly task: number; readonly name: string; readonly message: string };

/** A tensor on its way to another thread, and where in the batch it stood. */
interface PackedTensor {
  readonly path: readonly (string | number)[];
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TypedArray;
}

/** A batch on its way to another thread: what it is without its tensors, and these. */
export interface Packed {
  readonly value: unknown;
  readonly tensors: readonly PackedTensor[];
}

/** Takes the tensors out of a batch, which may be one, or arrays and plain objects of some. */
export async function pack(batch: unknown): Promise<Packed> {
  const found: { readonly path: readonly (string | number)[]; readonly tensor: Tensor }[] = [];
  const without = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (value instanceof Tensor) {
      found.push({ path, tensor: value });
      return null;
    }
    if (Array.isArray(value)) return value.map((member, i) => without(member, [...path, i]));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, without(member, [...path, key])]));
  };
  const value = without(batch, []);
  const tensors = await Promise.all(
    found.map(async ({ path, tensor }) => ({
      path,
      dtype: tensor.dtype,
      shape: tensor.shape,
      data: await tensor.read(),
    })),
  );
  return { value, tensors };
}

/** The memory that is handed over with a batch instead of being copied. */
export function memoryOf({ tensors }: Packed): ArrayBuffer[] {
  return [...new Set(tensors.map(({ data }) => data.buffer as ArrayBuffer))];
}

/** Puts the tensors of a batch back, on the default device. */
export function unpack({ value, tensors }: Packed): unknown {
  const root = { batch: value };
  const device = getDefaultDevice();
  for (const { path, dtype, shape, data } of tensors) {
    const full: readonly (string | number)[] = ["batch", ...path];
    const holder = full.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], root);
    // The array came for this tensor alone, so that it may become the tensor's memory without a copy.
    const tensor = tensorFromBuffer(device, device.kernels.upload(data, dtype), dtype, shape);
    (holder as Record<string | number, unknown>)[full[full.length - 1]] = tensor;
  }
  return root.batch;
}

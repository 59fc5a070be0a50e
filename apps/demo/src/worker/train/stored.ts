import { type Device, fromTypedArray, Tensor } from "@lumbre/tensor";
import type { StoredTensor, StoredValue } from "../../protocol.js";

export function storeTensor(tensor: Tensor): StoredTensor {
  return { shape: [...tensor.shape], data: Float32Array.from(tensor.readSync()) };
}

export function loadTensor({ shape, data }: StoredTensor, device: Device): Tensor {
  return fromTypedArray(data, [...shape], { device });
}

/** Plain values in which each tensor is stored; undefined is left out. */
export function store(value: unknown): StoredValue {
  if (value instanceof Tensor) return storeTensor(value);
  if (Array.isArray(value)) return value.map(store);
  if (typeof value !== "object" || value === null) return (value ?? null) as StoredValue;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, store(item)]));
}

/** The opposite of {@link store}. */
export function unstore(value: StoredValue, device: Device): unknown {
  if (Array.isArray(value)) return value.map((item) => unstore(item, device));
  if (typeof value !== "object" || value === null) return value;
  if (isStoredTensor(value)) return loadTensor(value, device);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, unstore(item, device)]));
}

function isStoredTensor(value: object): value is StoredTensor {
  return "data" in value && value.data instanceof Float32Array;
}

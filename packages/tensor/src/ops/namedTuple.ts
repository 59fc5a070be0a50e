import type { Tensor } from "../tensor.js";

/** The iterator of a tuple, which is no field that others see. */
const iterator = {
  value(this: Readonly<Record<string, Tensor>>): Iterator<Tensor> {
    return Object.values(this)[Symbol.iterator]();
  },
};

/** Tensors as one result, which can be taken apart by name and in order, as PyTorch's named tuples. */
export function namedTuple<T extends Readonly<Record<string, Tensor>>>(tensors: T): T & Iterable<Tensor> {
  return Object.defineProperty(tensors, Symbol.iterator, iterator) as T & Iterable<Tensor>;
}

import type { Tensor } from "../tensor.js";

/** Values, and where along the dimension they were found: `{ values, indices }`, or `[values, indices]`. */
export interface ValuesAndIndices extends Iterable<Tensor> {
  readonly values: Tensor;
  /** int32 indices along the dimension. */
  readonly indices: Tensor;
}

/** The iterator of a pair, which is no field that others see. */
const iteratorOfPair = {
  value(this: ValuesAndIndices): Iterator<Tensor> {
    return [this.values, this.indices][Symbol.iterator]();
  },
};

/** Both as one result, which can be taken apart by name and in order, as PyTorch's named tuples. */
export function valuesAndIndices(values: Tensor, indices: Tensor): ValuesAndIndices {
  return Object.defineProperty({ values, indices }, Symbol.iterator, iteratorOfPair) as unknown as ValuesAndIndices;
}

import type { Tensor } from "../tensor.js";
import { namedTuple } from "./namedTuple.js";

/** Values, and where along the dimension they were found: `{ values, indices }`, or `[values, indices]`. */
export interface ValuesAndIndices extends Iterable<Tensor> {
  readonly values: Tensor;
  /** int32 indices along the dimension. */
  readonly indices: Tensor;
}

/** Both as one result. */
export function valuesAndIndices(values: Tensor, indices: Tensor): ValuesAndIndices {
  return namedTuple({ values, indices });
}

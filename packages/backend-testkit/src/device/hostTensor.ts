import type { DType, Shape, TypedArray } from "@lumbre/tensor";

/** A tensor's elements in row-major order on the host: what devices are compared by. */
export interface HostTensor {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly data: TypedArray;
}

/** A fresh array of `dtype` with the values of `source`. */
export function hostArray(dtype: DType, source: ArrayLike<number>): TypedArray {
  switch (dtype) {
    case "float32":
      return Float32Array.from(source);
    case "float64":
      return Float64Array.from(source);
    case "int32":
      return Int32Array.from(source);
    case "uint8":
      return Uint8Array.from(source);
    default:
      return Uint8Array.from(source, (value) => (value === 0 ? 0 : 1));
  }
}

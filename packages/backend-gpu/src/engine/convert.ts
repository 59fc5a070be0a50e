import type { DType, TypedArray } from "@lumbre/tensor/backend";

/** A zeroed host array for `length` elements of `dtype`. */
export function allocateHost(dtype: DType, length: number): TypedArray {
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

/** Host data as the device holds it: every element is a float. */
export function toFloats(data: TypedArray): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

/** The device's floats as host data of a dtype. */
export function toHost(floats: Float32Array, dtype: DType): TypedArray {
  if (dtype === "float32") return floats;
  const host = allocateHost(dtype, floats.length);
  host.set(floats);
  return host;
}

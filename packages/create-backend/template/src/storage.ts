import type { BackendStorage, DType, TypedArray } from "@lumbre/tensor/backend";

function createArray(dtype: DType, length: number): TypedArray {
  if (dtype === "float32") return new Float32Array(length);
  return dtype === "int32" ? new Int32Array(length) : new Uint8Array(length);
}

/** The memory of tensors. A buffer is whatever the kernels want it to be; here it is an ordinary typed array. */
export const storage: BackendStorage = {
  allocate: (length, dtype) => createArray(dtype, length),
  upload: (data) => data,
  read: async (buffer) => (buffer as TypedArray).slice(),
  readSync: (buffer) => buffer as TypedArray,
  free: () => {},
};

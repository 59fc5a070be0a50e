import type { DeviceBuffer, Kernels } from "../backend/contract.js";
import { type Device, getDefaultDevice } from "../device.js";
import { allocateArray, type DType, type TypedArray } from "../dtype.js";
import { tensorFromBuffer } from "../op/apply.js";
import { numel, type Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";

/** A buffer that the host fills: all of it, for it may hold what was there before. */
export function writtenBuffer(
  kernels: Kernels,
  length: number,
  dtype: DType,
  write: (data: TypedArray) => void,
): DeviceBuffer {
  if (kernels.writable === undefined) {
    const data = allocateArray(dtype, length);
    write(data);
    return kernels.upload(data, dtype);
  }
  const buffer = kernels.allocate(length, dtype);
  write(kernels.writable(buffer));
  return buffer;
}

/** A row-major tensor that the host fills. */
export function written(shape: Shape, dtype: DType, device: Device | null, write: (data: TypedArray) => void): Tensor {
  const on = device ?? getDefaultDevice();
  return tensorFromBuffer(on, writtenBuffer(on.kernels, numel(shape), dtype, write), dtype, [...shape]);
}

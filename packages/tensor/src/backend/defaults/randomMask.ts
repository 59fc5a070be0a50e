import { allocateArray, type DType } from "../../dtype.js";
import type { Generator } from "../../generator.js";
import type { DeviceBuffer, Kernels } from "../contract.js";

/** The host draws, and the device is given the numbers. */
export function randomMask(
  kernels: Kernels,
  generator: Generator,
  length: number,
  dtype: DType,
  p: number,
  value: number,
): DeviceBuffer {
  const data = allocateArray(dtype, length);
  generator.fillBernoulli(data, p, value);
  return kernels.upload(data, dtype);
}

import { allocateArray, type DType } from "../../dtype.js";
import type { Generator } from "../../generator.js";
import type { DeviceBuffer } from "../contract.js";
import type { Kernel } from "../kernel.js";

/** `value` with probability p, else 0: what `generator.fillBernoulli` gives, from the generator's state, which moves on. */
export const randomMask: Kernel<
  "fused",
  (generator: Generator, length: number, dtype: DType, p: number, value: number) => DeviceBuffer
> = {
  group: "fused",
  resultDTypes: (_, __, dtype) => [dtype],
  // The host draws, and the device is given the numbers.
  composed: (kernels, generator, length, dtype, p, value) => {
    const data = allocateArray(dtype, length);
    generator.fillBernoulli(data, p, value);
    return kernels.upload(data, dtype);
  },
};

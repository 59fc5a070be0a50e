import { type Device, getDefaultDevice } from "../device.js";
import { allocateArray, type DType, type TypedArray } from "../dtype.js";
import { defaultGenerator, type Generator } from "../generator.js";
import { tensorFromBuffer } from "../op/apply.js";
import { numel, type Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { withGrad } from "./options.js";

/** Fills an array with random numbers. */
export type Fill = (data: TypedArray, generator: Generator) => void;

/** A tensor of random numbers. */
export function draw(
  shape: Shape,
  fill: Fill,
  generator: Generator | null,
  dtype: DType,
  device: Device | null,
  requiresGrad = false,
): Tensor {
  const on = device ?? getDefaultDevice();
  const data = allocateArray(dtype, numel(shape));
  fill(data, generator ?? defaultGenerator);
  return withGrad(tensorFromBuffer(on, on.kernels.upload(data, dtype), dtype, [...shape]), requiresGrad);
}

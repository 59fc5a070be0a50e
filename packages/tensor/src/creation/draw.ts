import { type Device, getDefaultDevice } from "../device.js";
import { allocateArray, type DType, type TypedArray } from "../dtype.js";
import { defaultGenerator, type Generator } from "../generator.js";
import { tensorFromBuffer } from "../op/apply.js";
import { callAs } from "../op/callAs.js";
import { numel, type Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { withGrad } from "./options.js";

/** Fills an array with random numbers. */
export type Fill = (data: TypedArray, generator: Generator) => void;

/**
 * Random numbers in the shape of `like`, drawn in the order in which its elements lie in memory, as PyTorch fills. The
 * result is row-major.
 */
export function drawLike(
  like: Tensor,
  fill: Fill,
  generator: Generator | null,
  dtype: DType,
  device: Device,
  requiresGrad = false,
): Tensor {
  if (like.isContiguous()) return draw(like.shape, fill, generator, dtype, device, requiresGrad);
  const order = like.shape.map((_, d) => d).sort((a, b) => like.strides[b] - like.strides[a] || a - b);
  const inOrder = draw(
    order.map((d) => like.shape[d]),
    fill,
    generator,
    dtype,
    device,
  );
  return withGrad(inOrder.permute(like.shape.map((_, d) => order.indexOf(d))).contiguous(), requiresGrad);
}

/** Overwrites a tensor with random numbers, in the order in which its elements lie in memory. */
export function redraw(op: string, x: Tensor, generator: Generator | null, fill: Fill): Tensor {
  return callAs(op, () => x.copy_(drawLike(x, fill, generator, x.dtype, x.device)));
}

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

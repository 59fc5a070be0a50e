import type { DeviceBuffer, Distribution, Kernels, View } from "../backend/contract.js";
import { rowMajorView } from "../backend/views.js";
import { type Device, getDefaultDevice } from "../device.js";
import type { DType, TypedArray } from "../dtype.js";
import { defaultGenerator, type Generator } from "../generator.js";
import { tensorFromBuffer } from "../op/apply.js";
import { callAs } from "../op/callAs.js";
import { applyInPlace } from "../op/inPlace.js";
import { defineOp } from "../op/op.js";
import { numel, type Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { fillFrom } from "./distributions.js";
import { zerosLike } from "./fill.js";
import { withGrad } from "./options.js";
import { writtenBuffer } from "./written.js";

/** Fills an array with random numbers, or says how they are spread, which a device may know how to draw. */
export type Fill = Distribution | ((data: TypedArray, generator: Generator) => void);

interface Drawing {
  readonly fill: Fill;
  readonly generator: Generator;
}

/** Has the device draw into row-major memory, where it can. */
function drawOnDevice(kernels: Kernels, target: View, { fill, generator }: Drawing): boolean {
  if (typeof fill === "function" || kernels.fillRandom === undefined) return false;
  return kernels.fillRandom(target, generator, fill) !== null;
}

function drawnBuffer(kernels: Kernels, shape: Shape, dtype: DType, drawing: Drawing): DeviceBuffer {
  const { fill, generator } = drawing;
  if (typeof fill !== "function" && kernels.fillRandom !== undefined) {
    const buffer = kernels.allocate(numel(shape), dtype);
    if (drawOnDevice(kernels, rowMajorView(buffer, shape, dtype), drawing)) return buffer;
    kernels.free(buffer);
  }
  const write = typeof fill === "function" ? fill : fillFrom.bind(null, fill);
  return writtenBuffer(kernels, numel(shape), dtype, (data) => write(data, generator));
}

const drawOp = defineOp<Drawing>({
  name: "draw",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [x], drawing, shape) => drawnBuffer(kernels, shape, (x as View).dtype, drawing),
  overwrite: (kernels, [x], drawing) => drawOnDevice(kernels, x as View, drawing),
  grad: [(g) => zerosLike(g)],
});

/**
 * The dimensions as the elements lie in memory, outermost first. A stride of 0 says nothing about that: such a dimension
 * stays where it is, as in PyTorch's sort.
 */
export function memoryOrder({ shape, strides }: Tensor): number[] {
  const order = shape.map((_, d) => d).reverse();
  for (let i = 1; i < order.length; i++) {
    for (let at = i, k = i - 1; k >= 0; k--) {
      const [inner, outer] = [order[k], order[at]];
      const step = strides[inner] - strides[outer];
      if (strides[inner] === 0 || strides[outer] === 0) continue;
      if (step < 0) break;
      if (step === 0 && shape[inner] <= shape[outer]) continue;
      [order[k], order[at]] = [outer, inner];
      at = k;
    }
  }
  return order.reverse();
}

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
  const order = memoryOrder(like);
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
  if (x.isContiguous()) return applyInPlace(drawOp, [x], { fill, generator: generator ?? defaultGenerator }, op);
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
  const buffer = drawnBuffer(on.kernels, shape, dtype, { fill, generator: generator ?? defaultGenerator });
  return withGrad(tensorFromBuffer(on, buffer, dtype, [...shape]), requiresGrad);
}

import type { View } from "../backend/contract.js";
import { Device } from "../device.js";
import { type DType, dtypes } from "../dtype.js";
import { DeviceError, DTypeError } from "../errors.js";
import { apply, tensorFromBuffer } from "../op/apply.js";
import { getEngine } from "../op/engine.js";
import { defineOp, type Op } from "../op/op.js";
import type { Tensor } from "../tensor.js";

const castOp = defineOp<{ readonly dtype: DType }>({
  name: "toCopy",
  shape: ([x]) => (x as Tensor).shape,
  dtype: (_, { dtype }) => dtype,
  forward: (kernels, [x], { dtype }) => kernels.cast(x as View, dtype),
  grad: [(g, ctx) => g.to(ctx.inputDType(0))],
});

/** Crosses devices, so it does not go through the kernels of one; the engine still records it. */
const moveOp: Op<{ readonly from: Device }> = {
  name: "toDevice",
  grad: [(g, { attributes }) => g.to(attributes.from)],
};

/**
 * The tensor with another dtype, or on another device; itself when there is nothing to change. Floats become
 * integers by truncation towards zero. Gradients flow back through a change of float dtype.
 *
 * @throws {DTypeError} for an unknown dtype.
 * @throws {DeviceError} when the device does not hold the dtype, and when moving off one that can only be read with `await`.
 * @example
 * tensor([1.7, -1.7]).to("int32"); // => tensor([ 1, -1])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.to.html
 */
export function to(x: Tensor, target: DType | Device): Tensor {
  if (target instanceof Device) return toDevice(x, target);
  if (target === x.dtype) return x;
  if (!dtypes.includes(target))
    throw new DTypeError(`to: unknown dtype ${String(target)}; expected one of ${dtypes.join(", ")}`);
  requireHeld(x.device, target);
  return apply(castOp, [x], { dtype: target });
}

function requireHeld({ name, backend }: Device, dtype: DType): void {
  if (backend.dtypes.includes(dtype)) return;
  throw new DeviceError(`to: the ${name} device does not hold ${dtype}; it holds ${backend.dtypes.join(", ")}`);
}

function toDevice(x: Tensor, device: Device): Tensor {
  if (x.device === device) return x;
  requireHeld(device, x.dtype);
  const moved = tensorFromBuffer(device, device.kernels.upload(x.dataSync(), x.dtype), x.dtype, x.shape);
  getEngine()?.record(moveOp as Op<never>, [x], { from: x.device }, [moved]);
  return moved;
}

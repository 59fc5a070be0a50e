import { bind } from "../arguments/bind.js";
import { describe } from "../arguments/describe.js";
import { defineKind, nullable } from "../arguments/kinds.js";
import { defineSignature, optional, required } from "../arguments/signature.js";
import { aDevice, aDType, aTensor, deviceName } from "../arguments/tensorKinds.js";
import type { View } from "../backend/contract.js";
import { Device } from "../device.js";
import { type DType, dtypes, isFloat, requireFits } from "../dtype.js";
import { ArgumentError, DeviceError } from "../errors.js";
import { apply, tensorFromBuffer } from "../op/apply.js";
import { getEngine } from "../op/engine.js";
import { defineOp, type Op } from "../op/op.js";
import { disposedError, Tensor } from "../tensor.js";

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

type Target = Device | DType | Tensor;

const aTarget = defineKind<Target>(
  "a dtype, a device or a tensor",
  (value) => value instanceof Device || value instanceof Tensor || dtypes.includes(value as DType),
  (op, name, value) => {
    if (typeof value !== "string")
      return new ArgumentError(`${op}: ${name} must be a device, a dtype or a tensor, got ${describe(value)}`);
    return deviceName.test(value) ? aDevice.refusal(op, "device", value) : aDType.refusal(op, "dtype", value);
  },
);

const toSignature = defineSignature(
  "to",
  required("x", aTensor),
  optional("device", nullable(aTarget), null),
  optional("dtype", nullable(aDType), null),
);

/** Options of {@link to}. */
export interface ToOptions {
  /** The device to move to. Default: the tensor's own. */
  readonly device?: Device | null;
  /** The dtype to convert to. Default: the tensor's own. */
  readonly dtype?: DType | null;
}

/**
 * The tensor with another dtype, or on another device; itself when there is nothing to change. Floats become
 * integers by truncation towards zero, and int32 becomes uint8 modulo 256. Gradients flow back through a change of float
 * dtype.
 *
 * @param device A device, a dtype, or a tensor whose device and dtype to take.
 * @param dtype The dtype, beside a device. Default: the tensor's own.
 * @throws {DTypeError} for an unknown dtype.
 * @throws {ArgumentError} when there is neither a device nor a dtype, or two dtypes.
 * @throws {ValueError} for NaN and floats that an integer dtype does not hold; not on a device that is only read with `await`.
 * @throws {DeviceError} when the device does not hold the dtype, and when moving off one that can only be read with `await`.
 * @example
 * tensor([1.7, -1.7]).to("int32"); // => tensor([ 1, -1])
 * tensor([1.7]).to({ device: cpu, dtype: "int32" }); // => tensor([1], device='cpu')
 * tensor([1.7]).to(tensor([2], { dtype: "int32" })); // => tensor([1])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.to.html
 */
export function to(
  x: Tensor,
  device: Device | DType | Tensor | null | ToOptions,
  dtype?: DType | null | Pick<ToOptions, "dtype">,
): Tensor {
  const [, target, as] = bind(toSignature, arguments);
  if (target === null && as === null) {
    throw new ArgumentError("to: expected a dtype, a device or a tensor; write to(device?, dtype?)");
  }
  if (target === null || target instanceof Device) return moveAndCast(x, target ?? x.device, as ?? x.dtype);
  if (as !== null) throw new ArgumentError(`to: the dtype is given twice; write to(device, "${as}")`);
  return target instanceof Tensor ? moveAndCast(x, target.device, target.dtype) : toDType(x, target);
}

/** Moves first, unless the other device does not hold the dtype that x has. */
function moveAndCast(x: Tensor, device: Device, dtype: DType): Tensor {
  requireHeld(device, dtype);
  return device.backend.dtypes.includes(x.dtype)
    ? toDType(toDevice(x, device), dtype)
    : toDevice(toDType(x, dtype), device);
}

function toDType(x: Tensor, dtype: DType): Tensor {
  if (dtype === x.dtype) return x;
  if (x.storage.isDisposed) throw disposedError("to: ", x.shape);
  requireHeld(x.device, dtype);
  requireRange(x, dtype);
  return apply(castOp, [x], { dtype });
}

/** Throws for floats that an integer dtype does not hold. A device that answers later is not asked. */
function requireRange(x: Tensor, dtype: DType): void {
  const { kernels, backend } = x.device;
  const isSafe = !isFloat(x.dtype) || isFloat(dtype) || dtype === "bool" || x.numel() === 0;
  if (isSafe || backend.asyncOnly) return;
  const dims = x.shape.map((_, d) => d);
  // A NaN is the largest and the least of all.
  for (const end of ["max", "min"] as const) {
    const buffer = kernels.reduce(end, x, dims);
    const value = kernels.readSync?.(buffer)[0] ?? 0;
    kernels.free(buffer);
    requireFits("to", dtype, value, advice(value));
  }
}

function advice(value: number): string {
  return Number.isNaN(value)
    ? "replace it with nanToNum() first"
    : "bring it into range first, as with clamp(min, max)";
}

function requireHeld({ name, backend }: Device, dtype: DType): void {
  if (backend.dtypes.includes(dtype)) return;
  throw new DeviceError(`to: the ${name} device does not hold ${dtype}; it holds ${backend.dtypes.join(", ")}`);
}

function toDevice(x: Tensor, device: Device): Tensor {
  if (x.device === device) return x;
  requireHeld(device, x.dtype);
  const moved = tensorFromBuffer(device, device.kernels.upload(x.readSync(), x.dtype), x.dtype, x.shape);
  getEngine()?.record(moveOp as Op<never>, [x], { from: x.device }, moved);
  return moved;
}

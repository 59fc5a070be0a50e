import type { DeviceBuffer } from "../backend/contract.js";
import type { Device } from "../device.js";
import type { DType } from "../dtype.js";
import { DeviceError, DTypeError } from "../errors.js";
import { numel, type Shape } from "../shape.js";
import { Storage } from "../storage.js";
import { disposedError, requireTensor, Tensor } from "../tensor.js";
import { engine } from "./engine.js";
import type { KernelOp, MultiOp, Op, Operand, ViewOp } from "./op.js";

/** The one device all tensor inputs live on. */
export function commonDevice(name: string, inputs: readonly Operand[]): Device {
  let device: Device | null = null;
  for (const input of inputs) {
    if (typeof input === "number") continue;
    requireTensor(name, input);
    const { storage } = input;
    if (storage.current === null) throw disposedError(`${name}: `, input.shape);
    if (device === null) device = storage.device;
    else if (device !== storage.device) {
      throw new DeviceError(
        `${name}: tensors on two devices, ${device.name} and ${input.device.name}; move one with .to(device)`,
      );
    }
  }
  if (device === null) throw new DTypeError(`${name}: expected at least one tensor`);
  return device;
}

export function firstDType(inputs: readonly Operand[]): DType {
  for (const input of inputs) if (typeof input !== "number") return input.dtype;
  return "float32";
}

/** A fresh, row-major tensor over a buffer that a kernel made. */
export function tensorFromBuffer(device: Device, buffer: DeviceBuffer, dtype: DType, shape: Shape): Tensor {
  return new Tensor(new Storage(device, buffer, dtype, numel(shape)), shape);
}

/** The seam every op goes through: check, compute, and let the engine, where there is one, record. */
export function apply<A>(op: KernelOp<A>, inputs: readonly Operand[], attributes: A): Tensor {
  const device = commonDevice(op.name, inputs);
  const shape = op.shape(inputs, attributes);
  const dtype = op.dtype === undefined ? firstDType(inputs) : op.dtype(inputs, attributes);
  const output = tensorFromBuffer(device, op.forward(device.kernels, inputs, attributes, shape), dtype, shape);
  if (engine !== null) engine.record(op as Op<never>, inputs, attributes, output);
  return output;
}

/** {@link apply} for an op with several outputs. */
export function applyMulti<A>(op: MultiOp<A>, inputs: readonly Operand[], attributes: A): readonly Tensor[] {
  const device = commonDevice(op.name, inputs);
  const specs = op.outputs(inputs, attributes);
  const buffers = op.forward(device.kernels, inputs, attributes);
  const outputs = specs.map(({ shape, dtype }, i) => tensorFromBuffer(device, buffers[i], dtype, shape));
  if (engine !== null) engine.record(op as Op<never>, inputs, attributes, outputs[0], outputs);
  return outputs;
}

/** {@link apply} for an op that only looks at its input in another way. */
export function applyView<A>(op: ViewOp<A>, x: Tensor, attributes: A): Tensor {
  const { shape, strides, offset } = op.layout(x, attributes);
  const output = new Tensor(x.storage, shape, strides, offset, x.base ?? x);
  if (engine !== null) engine.recordView(op as ViewOp<never>, x, attributes, output);
  return output;
}

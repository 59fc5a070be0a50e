import type { DeviceBuffer } from "../backend/contract.js";
import { DTypeError, ShapeError } from "../errors.js";
import { formatShape, sameShape } from "../shape.js";
import { Storage } from "../storage.js";
import { Tensor } from "../tensor.js";
import { commonDevice, firstDType } from "./apply.js";
import { renamed } from "./callAs.js";
import { engine } from "./engine.js";
import type { KernelOp, Op, Operand } from "./op.js";

/**
 * {@link apply}, with the result written into the first input. Where that tensor has a storage to itself the new
 * buffer takes the old one's place, so nothing is copied, and a recorded op still sees the old value.
 */
export function applyInPlace<A>(op: KernelOp<A>, inputs: readonly [Tensor, ...Operand[]], attributes: A): Tensor {
  try {
    return writeResult(op, inputs, attributes);
  } catch (error) {
    throw renamed(error, `${op.name}_`);
  }
}

function writeResult<A>(op: KernelOp<A>, inputs: readonly [Tensor, ...Operand[]], attributes: A): Tensor {
  const target = inputs[0];
  const device = commonDevice(`${op.name}_`, inputs);
  const shape = op.shape(inputs, attributes);
  if (!sameShape(shape, target.shape)) {
    throw new ShapeError(
      `${op.name}_: output of shape ${formatShape(target.shape)} cannot hold the result of shape ${formatShape(shape)}`,
    );
  }
  const dtype = op.dtype === undefined ? firstDType(inputs) : op.dtype(inputs, attributes);
  if (dtype !== target.dtype) {
    throw new DTypeError(`${op.name}_: result type ${dtype} cannot be stored in a ${target.dtype} tensor`);
  }
  requireOwnElements(op.name, target);
  const recording = engine?.prepareInPlace(op as Op<never>, target, inputs) ?? false;
  if (!recording && op.overwrite !== undefined && !sharesMemory(target, inputs)) {
    if (op.overwrite(device.kernels, inputs, attributes)) {
      target.storage.version++;
      return target;
    }
  }
  if (recording && engine !== null) {
    // A view of the target among the inputs would be out of date as soon as the target has its new value.
    const operands = inputs.map((input) => (isOtherViewOf(target, input) ? input.clone() : input));
    const result = op.forward(device.kernels, operands, attributes, shape);
    const previous = replaceValue(target, result);
    engine.record(
      op as Op<never>,
      operands.map((input) => (input === target ? previous : input)),
      attributes,
      [target],
    );
  } else {
    writeInto(target, op.forward(device.kernels, inputs, attributes, shape));
  }
  return target;
}

function isOtherViewOf(target: Tensor, input: Operand): input is Tensor {
  return typeof input !== "number" && input !== target && input.storage === target.storage;
}

/** Throws for a target that shows one element in several places, such as a stretched one. */
function requireOwnElements(name: string, target: Tensor): void {
  if (!target.shape.some((size, d) => size > 1 && target.strides[d] === 0)) return;
  throw new ShapeError(
    `${name}_: unsupported operation: more than one element of the written-to tensor, of shape ` +
      `${formatShape(target.shape)} and strides ${formatShape(target.strides)}, refers to a single memory location; ` +
      "clone() the tensor before the operation",
  );
}

/** Whether one of the other inputs lies in the target's storage, so that writing early could change what is read. */
function sharesMemory(target: Tensor, inputs: readonly Operand[]): boolean {
  return inputs.some((input, i) => i > 0 && typeof input !== "number" && input.storage === target.storage);
}

/** Writes a fresh row-major buffer into a tensor, by exchange where it has the storage to itself. */
export function writeInto(target: Tensor, result: DeviceBuffer): void {
  const { device, storage } = target;
  storage.version++;
  if (target.coversStorage()) {
    device.kernels.free(storage.exchange(result));
    return;
  }
  const source = new Tensor(new Storage(device, result, target.dtype, target.numel()), target.shape);
  device.kernels.copy(source, target);
  source.dispose();
}

/** Gives a tensor a new value and history; the returned tensor has the old ones. */
function replaceValue(target: Tensor, result: DeviceBuffer): Tensor {
  const { storage } = target;
  storage.version++;
  storage.historyVersion++;
  const previous = new Tensor(
    new Storage(target.device, storage.exchange(result), target.dtype, storage.length),
    target.shape,
  );
  previous.gradFn = target.gradFn;
  target.historyVersion = storage.historyVersion;
  return previous;
}

import type { DeviceBuffer } from "../backend/contract.js";
import { DTypeError, GradError, ShapeError, ValueError } from "../errors.js";
import { formatShape, sameShape } from "../shape.js";
import { Tensor } from "../tensor.js";
import { commonDevice, firstDType, tensorFromBuffer } from "./apply.js";
import { renamed } from "./callAs.js";
import { engine } from "./engine.js";
import type { KernelOp, Layout, Op, Operand, Saves, ViewOp } from "./op.js";

/**
 * {@link apply}, with the result written into the first input. Where that tensor has a storage to itself the new
 * buffer takes the old one's place, so nothing is copied, and a recorded op still sees the old value.
 *
 * @param name What the user called, where that is not the op's name with an underscore.
 */
export function applyInPlace<A>(
  op: KernelOp<A>,
  inputs: readonly [Tensor, ...Operand[]],
  attributes: A,
  name = `${op.name}_`,
): Tensor {
  try {
    return writeResult(op, inputs, attributes, name);
  } catch (error) {
    throw renamed(error, name);
  }
}

function writeResult<A>(op: KernelOp<A>, inputs: readonly [Tensor, ...Operand[]], attributes: A, name: string): Tensor {
  const target = inputs[0];
  const device = commonDevice(name, inputs);
  requireWritable(name, target);
  const shape = op.shape(inputs, attributes);
  if (!sameShape(shape, target.shape)) {
    throw new ShapeError(
      `${name}: output of shape ${formatShape(target.shape)} cannot hold the result of shape ${formatShape(shape)}`,
    );
  }
  const dtype = op.dtype === undefined ? firstDType(inputs) : op.dtype(inputs, attributes);
  if (dtype !== target.dtype) {
    throw new DTypeError(`${name}: result type ${dtype} cannot be stored in a ${target.dtype} tensor`);
  }
  requireOwnElements(name, target);
  const recording = engine?.prepareInPlace(op as Op<never>, target, inputs) ?? false;
  if (!recording && op.overwrite !== undefined && !sharesMemory(target, inputs)) {
    if (op.overwrite(device.kernels, inputs, attributes)) {
      target.storage.bumpVersion(name);
      return target;
    }
  }
  if (recording && engine !== null) {
    // A view of the target among the inputs would show other elements as soon as the target has its new value.
    const operands = inputs.map((input) => (isOtherViewOf(target, input) ? input.clone() : input));
    const result = op.forward(device.kernels, operands, attributes, shape);
    const previous = replaceValue(target, result, name, isSaved(op.saves, inputs));
    engine.recordInPlace(
      op as Op<never>,
      operands.map((input) => (input === target ? previous : input)),
      attributes,
      target,
    );
  } else {
    writeInto(target, op.forward(device.kernels, inputs, attributes, shape), name);
  }
  return target;
}

/**
 * {@link applyView}, with the tensor itself looking at its memory in the new way. It counts as a change in place: whoever
 * has saved the tensor would find another shape.
 */
export function applyViewInPlace<A>(op: ViewOp<A>, x: Tensor, attributes: A): Tensor {
  const name = `${op.name}_`;
  const layout = op.layout(x, attributes);
  const recording = engine?.prepareInPlace(op as Op<never>, x, [x]) ?? false;
  const { gradFn } = x;
  if (gradFn !== null && !recording) {
    throw new GradError(
      `${name}: the tensor has a history, which does not learn of another shape in noGrad mode; use the op without the underscore`,
    );
  }
  const previous = new Tensor(x.storage, x.shape, x.strides, x.offset);
  previous.gradNode = gradFn;
  setLayout(x, layout);
  x.storage.bumpVersion(name);
  if (recording && engine !== null) engine.recordInPlace(op as Op<never>, [previous], attributes, x);
  return x;
}

function setLayout(x: Tensor, { shape, strides, offset }: Layout): void {
  const fields = x as { -readonly [K in "shape" | "strides" | "offset"]: Tensor[K] };
  if (!sameShape(shape, x.shape)) x.grad = null;
  fields.shape = shape;
  fields.strides = strides;
  fields.offset = offset;
}

/** Whether the gradient rules that will run need the first input's old value. */
function isSaved(saves: Saves | undefined, inputs: readonly Operand[]): boolean {
  if (saves === undefined) return false;
  const { inputs: always, inputsPerRule } = saves;
  if (always?.includes(0)) return true;
  return inputsPerRule?.some((needed, i) => needed.includes(0) && requiresGrad(inputs[i])) ?? false;
}

function requiresGrad(input: Operand): boolean {
  return typeof input !== "number" && input.requiresGrad;
}

function isOtherViewOf(target: Tensor, input: Operand): input is Tensor {
  return typeof input !== "number" && input !== target && input.storage === target.storage;
}

/** Throws for a copy that a list or a mask picked, which is mistaken for a view of what it was picked from. */
export function requireWritable(name: string, target: Tensor): void {
  if (!target.storage.isPicked) return;
  throw new ValueError(
    `${name}: this tensor of shape ${formatShape(target.shape)} is the copy that x.at(index) with a list or a mask gives, or ` +
      "a view of it, and to write into it would leave x as it is; write x.indexPut_([index], values) or " +
      "x.maskedFill_(mask, value) to change x, or x.at(index).clone() to change a copy",
  );
}

/** Throws for a target that shows one element in several places, such as a stretched one. */
function requireOwnElements(name: string, target: Tensor): void {
  if (target.shape.includes(0) || !target.shape.some((size, d) => size > 1 && target.strides[d] === 0)) return;
  throw new ShapeError(
    `${name}: unsupported operation: more than one element of the written-to tensor, of shape ` +
      `${formatShape(target.shape)} and strides ${formatShape(target.strides)}, refers to a single memory location; ` +
      "clone() the tensor before the operation",
  );
}

/** Whether one of the other inputs lies in the target's storage, so that writing early could change what is read. */
function sharesMemory(target: Tensor, inputs: readonly Operand[]): boolean {
  return inputs.some((input, i) => i > 0 && typeof input !== "number" && input.storage === target.storage);
}

/** Writes a fresh row-major buffer into a tensor, by exchange where it has the storage to itself. */
export function writeInto(target: Tensor, result: DeviceBuffer, op: string): void {
  const { device, storage } = target;
  storage.bumpVersion(op);
  if (target.coversStorage()) {
    device.kernels.free(storage.exchange(result));
    return;
  }
  const source = tensorFromBuffer(device, result, target.dtype, target.shape);
  device.kernels.copy(source, target);
  source.dispose();
}

/** Gives a tensor a new value; the returned tensor has the old history, and where it `isSaved` the old value. */
function replaceValue(target: Tensor, result: DeviceBuffer, op: string, isSaved: boolean): Tensor {
  const { storage, device, dtype, shape, gradFn } = target;
  let previous: Tensor;
  if (target.coversStorage()) {
    storage.bumpVersion(op);
    previous = tensorFromBuffer(device, storage.exchange(result), dtype, shape);
  } else {
    previous = isSaved
      ? tensorFromBuffer(device, target.compactBuffer(), dtype, shape)
      : new Tensor(storage, shape, target.strides, target.offset);
    writeInto(target, result, op);
  }
  previous.gradNode = gradFn;
  return previous;
}

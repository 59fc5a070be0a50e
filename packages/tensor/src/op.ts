import type { DeviceBuffer, Kernels, View } from "./backend/contract.js";
import type { Device } from "./device.js";
import type { DType } from "./dtype.js";
import { DeviceError, DTypeError, ShapeError } from "./errors.js";
import { formatShape, numel, type Shape, sameShape } from "./shape.js";
import { Storage } from "./storage.js";
import { requireTensor, Tensor } from "./tensor.js";

/** An input of an op: a tensor, or a number that stands for a scalar of the other operand's dtype. */
export type Operand = Tensor | number;

/** What a gradient rule may look at: what the op saved, and the shapes of the rest. */
export interface GradContext<A> {
  readonly attributes: A;
  /** Input `i` as it was; throws unless the op saves it, or when it was changed in place since. */
  input(i: number): Tensor;
  /** The same, for an input that may have been given as a number. */
  operand(i: number): Operand;
  /** Output `i` (default 0) as it was; throws unless the op saves its output. */
  output(i?: number): Tensor;
  inputShape(i: number): Shape;
  inputDType(i: number): DType;
}

/**
 * The gradient with respect to input `i`, from the gradient of the (first) output and what the op's `shared` made of
 * it. Written with Tensor methods, so that it has a derivative itself. It may have the output's broadcast shape: the
 * engine sums it back. Null stands for a gradient of zero.
 */
export type GradRule<A> = (
  grad: Tensor,
  context: GradContext<A>,
  i: number,
  shared: readonly Tensor[],
) => Tensor | null;

/** Why an op has no gradient at all. */
export interface NoGradient {
  readonly reason: string;
}

/** For ops whose output does not depend smoothly on any input. */
export function noGradient(reason: string): NoGradient {
  return { reason };
}

/** What an op keeps for its gradient rules. */
export interface Saves {
  /** Inputs, by position, that are kept whichever gradients are wanted. */
  readonly inputs?: readonly number[];
  /** For each rule, the inputs that it alone needs; they are kept only when its gradient is wanted. */
  readonly inputsPerRule?: readonly (readonly number[])[];
  /** Keep the outputs: all of them, or those at these positions. */
  readonly output?: boolean | readonly number[];
}

/** What all ops have in common, and what the autograd engine sees of one. */
export interface Op<A> {
  readonly name: string;
  /** What gradient rules need. Nothing else is kept alive for backward. */
  readonly saves?: Saves;
  /** What several rules need of the gradient, computed once before them, with Tensor methods as they are. */
  readonly shared?: (grad: Tensor, context: GradContext<A>) => readonly Tensor[];
  /** One rule per input (null: not differentiable in it), or one rule for all of a list of inputs. */
  readonly grad: readonly (GradRule<A> | null)[] | GradRule<A> | NoGradient;
}

/** An op that computes new memory through the device's kernels. */
export interface KernelOp<A> extends Op<A> {
  /** The output's shape; throws a ShapeError for inputs that do not fit. */
  shape(inputs: readonly Operand[], attributes: A): Shape;
  /** The output's dtype; that of the first tensor among the inputs when left out. */
  dtype?(inputs: readonly Operand[], attributes: A): DType;
  forward(kernels: Kernels, inputs: readonly (View | number)[], attributes: A, shape: Shape): DeviceBuffer;
  /**
   * Writes the result into the first input's own memory. Left out where that is no faster than computing it anew; used
   * when no recorded op has to keep the old value and no other input shares the memory. False: not for this layout.
   */
  overwrite?(kernels: Kernels, inputs: readonly (View | number)[], attributes: A): boolean;
}

/** One of several outputs. Only the first is differentiable. */
export interface OutputSpec {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A {@link KernelOp} with several outputs, such as values and their indices. */
export interface MultiOp<A> extends Op<A> {
  outputs(inputs: readonly Operand[], attributes: A): readonly OutputSpec[];
  forward(kernels: Kernels, inputs: readonly (View | number)[], attributes: A): readonly DeviceBuffer[];
}

/** How a view lies in the storage of the tensor it was made from. */
export interface Layout {
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}

/** An op that computes nothing and only looks at the input's memory in another way. */
export interface ViewOp<A> extends Op<A> {
  layout(x: Tensor, attributes: A): Layout;
}

/** Defines an op that computes one output. */
export function defineOp<A = undefined>(op: KernelOp<A>): KernelOp<A> {
  return op;
}

/** Defines an op that computes several outputs at once. */
export function defineMultiOp<A = undefined>(op: MultiOp<A>): MultiOp<A> {
  return op;
}

/** Defines an op whose output shares its input's storage. */
export function defineViewOp<A = undefined>(op: ViewOp<A>): ViewOp<A> {
  return op;
}

/** What `@lumbre/autograd` installs here. Without it, ops compute and nothing is recorded. */
export interface AutogradEngine {
  /** Called after every op; connects the first output to the inputs when one of them requires a gradient. */
  record(op: Op<never>, inputs: readonly Operand[], attributes: unknown, outputs: readonly Tensor[]): void;
  /** Whether an op over these inputs would be recorded now; throws when it must not change `target` in place. */
  prepareInPlace(op: Op<never>, target: Tensor, inputs: readonly Operand[]): boolean;
  backward(tensor: Tensor, gradient: Tensor | null, options: BackwardOptions): void;
  registerHook(tensor: Tensor, hook: GradHook): HookHandle;
  retainGrad(tensor: Tensor): void;
}

/** Options of `tensor.backward`. */
export interface BackwardOptions {
  /** Keep what was saved, so that backward can run again. Default: the value of createGraph. */
  readonly retainGraph?: boolean;
  /** Record the backward itself, for higher derivatives. Default false. */
  readonly createGraph?: boolean;
}

/** Sees a gradient and may return another in its place. */
export type GradHook = (grad: Tensor) => Tensor | void;

/** Takes a hook away again. */
export interface HookHandle {
  remove(): void;
}

let engine: AutogradEngine | null = null;

/** Installs the autograd engine; importing `@lumbre/autograd` does it. */
export function installEngine(installed: AutogradEngine): void {
  engine = installed;
}

/** The installed engine, or null. */
export function getEngine(): AutogradEngine | null {
  return engine;
}

/** The one device all tensor inputs live on. */
function commonDevice(name: string, inputs: readonly Operand[]): Device {
  let device: Device | null = null;
  for (const input of inputs) {
    if (typeof input === "number") continue;
    requireTensor(name, input);
    if (device === null) device = input.storage.device;
    else if (device !== input.storage.device) {
      throw new DeviceError(
        `${name}: tensors on two devices, ${device.name} and ${input.device.name}; move one with .to(device)`,
      );
    }
  }
  if (device === null) throw new DTypeError(`${name}: expected at least one tensor`);
  return device;
}

function firstDType(inputs: readonly Operand[]): DType {
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
  if (engine !== null) engine.record(op as Op<never>, inputs, attributes, [output]);
  return output;
}

/** {@link apply} for an op with several outputs. */
export function applyMulti<A>(op: MultiOp<A>, inputs: readonly Operand[], attributes: A): readonly Tensor[] {
  const device = commonDevice(op.name, inputs);
  const specs = op.outputs(inputs, attributes);
  const buffers = op.forward(device.kernels, inputs, attributes);
  const outputs = specs.map(({ shape, dtype }, i) => tensorFromBuffer(device, buffers[i], dtype, shape));
  if (engine !== null) engine.record(op as Op<never>, inputs, attributes, outputs);
  return outputs;
}

/** {@link apply} for an op that only looks at its input in another way. */
export function applyView<A>(op: ViewOp<A>, x: Tensor, attributes: A): Tensor {
  const { shape, strides, offset } = op.layout(x, attributes);
  const output = new Tensor(x.storage, shape, strides, offset, x.base ?? x);
  if (engine !== null) engine.record(op as Op<never>, [x], attributes, [output]);
  return output;
}

/**
 * {@link apply}, with the result written into the first input. Where that tensor has a storage to itself the new
 * buffer takes the old one's place, so nothing is copied, and a recorded op still sees the old value.
 */
export function applyInPlace<A>(op: KernelOp<A>, inputs: readonly [Tensor, ...Operand[]], attributes: A): Tensor {
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

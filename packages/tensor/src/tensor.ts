import { bind } from "./arguments/bind.js";
import { brandClass, otherCopy, tensorPackage } from "./arguments/copies.js";
import { describe } from "./arguments/describe.js";
import { aBoolean, anInteger, nullable } from "./arguments/kinds.js";
import { takesNothing } from "./arguments/methods.js";
import { defineSignature, optional } from "./arguments/signature.js";
import type { DeviceBuffer } from "./backend/contract.js";
import type { Device } from "./device.js";
import { type DType, isFloat, itemSize } from "./dtype.js";
import { ArgumentError, DeviceError, DTypeError, GradError, type LumbreError, ShapeError } from "./errors.js";
import { callAs } from "./op/callAs.js";
import { engine } from "./op/engine.js";
import { contiguousStrides, formatShape, isContiguous, normalizeDim, numel, type Shape, sameShape } from "./shape.js";
import { getCurrentScope, Storage } from "./storage.js";
import { version } from "./version.js";

/** The node of the autograd graph that made a tensor, as far as the tensor itself needs to know it. */
export interface GraphNode {
  /** The op's name as PyTorch prints it: `AddBackward0`. */
  readonly name: string;
}

/** How a view was made, which decides whether changes in place through it can be recorded. */
export type CreationMeta = "default" | "noGrad" | "multiOutput" | "customFunction";

/** Elements as nested arrays; a 0-d tensor gives the element itself. */
export type NestedArray = number | boolean | readonly NestedArray[];

const sizeSignature = defineSignature("size", optional("dim", nullable(anInteger), null));
const strideSignature = defineSignature("stride", optional("dim", nullable(anInteger), null));
const requiresGradSignature = defineSignature("requiresGrad_", optional("requiresGrad", aBoolean, true));

/**
 * An n-dimensional array of one dtype on one device: a shape and strides over a storage that views share. Every
 * operation is a method of it and, with the tensor as first argument, a function.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * x instanceof Tensor; // => true
 * x.t().sum(0); // => tensor([3., 7.])
 * x.shape; // => [2, 2]
 * @see https://pytorch.org/docs/stable/tensors.html
 */
export class Tensor {
  /** The sizes of the dimensions; `[]` for a scalar. */
  readonly shape: Shape;
  /** Steps between neighbours along each dimension, in elements. */
  readonly strides: readonly number[];
  /** Where the first element lies in the storage. @internal */
  readonly offset: number;
  /** @internal */
  readonly storage: Storage;
  readonly dtype: DType;
  /** The tensor this one is a view of, or null. @internal */
  readonly base: Tensor | null;
  /** How this view was made. @internal */
  creationMeta: CreationMeta = "default";
  /** {@link gradFn} as last recorded; out of date for a view whose base has been changed in place since. @internal */
  gradNode: GraphNode | null = null;
  /** Number of recorded changes in place of this tensor and its views; of a view: of its base, up to its gradNode. @internal */
  historyVersion: number;
  private leafRequiresGrad = false;
  private gradient: Tensor | null = null;

  /**
   * A tensor over the memory of another one: for subclasses. Make tensors with `tensor`, `zeros` and the like.
   * @throws {ArgumentError} for anything but a tensor.
   */
  constructor(x: Tensor);
  /** @internal */
  constructor(storage: Storage, shape: Shape, strides?: readonly number[], offset?: number, base?: Tensor | null);
  constructor(
    from: Storage | Tensor,
    shape: Shape = shapeOf(from),
    strides: readonly number[] = from instanceof Storage ? contiguousStrides(shape) : from.strides,
    offset: number = from instanceof Storage ? 0 : from.offset,
    base: Tensor | null = null,
  ) {
    const storage = from instanceof Storage ? from : from.storage;
    // Who makes a parameter of a picked copy means the copy.
    if (storage !== from) storage.isPicked = false;
    this.storage = storage;
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.dtype = storage.dtype;
    this.base = base;
    this.historyVersion = base === null ? 0 : base.historyVersion;
  }

  /** The device that holds the elements. */
  get device(): Device {
    return this.storage.device;
  }

  /** The backend's memory; kernels read it. @internal */
  get buffer(): DeviceBuffer {
    const { storage } = this;
    if (storage.current === null) throw disposedError("", this.shape);
    return storage.buffer;
  }

  /** The number of dimensions. */
  get ndim(): number {
    return this.shape.length;
  }

  /** The number of dimensions, as a method. */
  dim(): number {
    takesNothing("dim", arguments);
    return this.shape.length;
  }

  /** The shape, or the size of one dimension, which may count from the end. */
  size(dim?: null): Shape;
  size(dim: number): number;
  size(dim?: number | null): Shape | number {
    const [axis] = bind(sizeSignature, arguments);
    return axis === null ? this.shape : this.shape[normalizeDim("size", axis, this.ndim)];
  }

  /** Alias of {@link numel}. */
  nelement(): number {
    takesNothing("nelement", arguments);
    return this.numel();
  }

  /** Alias of {@link dim}. */
  ndimension(): number {
    takesNothing("ndimension", arguments);
    return this.ndim;
  }

  /**
   * The steps between neighbours along each dimension, in elements; or along one dimension, which may count from the end.
   * @see https://pytorch.org/docs/stable/generated/torch.Tensor.stride.html
   */
  stride(dim?: null): readonly number[];
  stride(dim: number): number;
  stride(dim?: number | null): readonly number[] | number {
    const [axis] = bind(strideSignature, arguments);
    return axis === null ? this.strides : this.strides[normalizeDim("stride", axis, this.ndim)];
  }

  /** Where the first element lies in the memory that views share, in elements. */
  storageOffset(): number {
    takesNothing("storageOffset", arguments);
    return this.offset;
  }

  /**
   * The tensor with its dimensions in reverse order: a view.
   * @example
   * ones(2, 3, 5).T.shape; // => [5, 3, 2]
   */
  get T(): Tensor {
    return this.permute(this.shape.map((_, d) => this.ndim - 1 - d));
  }

  /**
   * The tensor with its last two dimensions exchanged, a matrix each: a view.
   * @throws {ShapeError} for fewer than two dimensions.
   * @example
   * ones(2, 3, 5).mT.shape; // => [2, 5, 3]
   */
  get mT(): Tensor {
    if (this.ndim >= 2) return this.transpose(-2, -1);
    throw new ShapeError(`mT: expects at least two dimensions, but the shape is ${formatShape(this.shape)}`);
  }

  /** {@link T} of a matrix, for there are no complex numbers. @throws {ShapeError} for other than 0 or 2 dimensions. */
  get H(): Tensor {
    if (this.ndim === 0 || this.ndim === 2) return this.T;
    throw new ShapeError(
      `H: expects a matrix, but the shape is ${formatShape(this.shape)}; use mT for a batch of them`,
    );
  }

  /** {@link mT}, for there are no complex numbers. @throws {ShapeError} for fewer than two dimensions. */
  get mH(): Tensor {
    return this.mT;
  }

  /**
   * The slices along the first dimension, as views: `for (const row of x)`, `[...x]`, `const [a, b] = x`. A 0-d tensor has
   * none and cannot be iterated: to JavaScript, and so to what compares values in tests, it is no list.
   * @example
   * [...tensor([[1, 2], [3, 4]])].map((row) => row.sum().item()); // => [3, 7]
   */
  get [Symbol.iterator](): () => IterableIterator<Tensor> {
    const slices = () => this.unbind(0)[Symbol.iterator]();
    return this.ndim > 0 ? slices : (undefined as never);
  }

  /** The number of elements. */
  numel(): number {
    takesNothing("numel", arguments);
    return numel(this.shape);
  }

  /** Whether the elements lie in row-major order without gaps. */
  isContiguous(): boolean {
    takesNothing("isContiguous", arguments);
    return isContiguous(this.shape, this.strides);
  }

  /** Whether this tensor is all of its storage, in row-major order. @internal */
  coversStorage(): boolean {
    return this.offset === 0 && this.storage.length === this.numel() && this.isContiguous();
  }

  /** Whether the dtype is float32 or float64. */
  isFloatingPoint(): boolean {
    takesNothing("isFloatingPoint", arguments);
    return isFloat(this.dtype);
  }

  /**
   * The op that made this tensor, where autograd recorded it, or null. After a recorded change in place of a tensor all
   * of its views have a new one.
   */
  get gradFn(): GraphNode | null {
    const { base } = this;
    if (base !== null && base.historyVersion !== this.historyVersion) engine?.regenerateGradFn(this);
    return this.gradNode;
  }

  /** Whether no recorded op made this tensor; leaves collect gradients in {@link grad}. */
  get isLeaf(): boolean {
    return this.gradFn === null;
  }

  /** Whether ops on this tensor are recorded. Settable on leaves. */
  get requiresGrad(): boolean {
    return this.gradFn !== null || this.leafRequiresGrad;
  }

  set requiresGrad(value: boolean) {
    if (!aBoolean.accepts(value)) throw aBoolean.refusal("requiresGrad", "it", value);
    if (!this.isLeaf && !value) {
      throw new GradError("requiresGrad: you can only change requiresGrad flags of leaf tensors; use detach()");
    }
    if (value && !isFloat(this.dtype)) {
      throw new GradError(`requiresGrad: only float32 and float64 tensors can require gradients, got ${this.dtype}`);
    }
    this.leafRequiresGrad = value;
  }

  /**
   * Sets {@link requiresGrad} and returns the tensor.
   *
   * @param requiresGrad True to have ops on the tensor recorded. Default true.
   * @throws {GradError} for a tensor of integers, and for false on a tensor that an op made.
   * @example
   * ones(2).requiresGrad_(); // => tensor([1., 1.], requires_grad=True)
   * @see https://pytorch.org/docs/stable/generated/torch.Tensor.requires_grad_.html
   */
  requiresGrad_(requiresGrad?: boolean): this {
    const [isRecorded] = bind(requiresGradSignature, arguments);
    callAs("requiresGrad_", () => {
      this.requiresGrad = isRecorded;
    });
    return this;
  }

  /** The gradient that `backward` has accumulated, or null. */
  get grad(): Tensor | null {
    return this.gradient;
  }

  set grad(value: Tensor | null) {
    if (value === this.gradient) return;
    if (value !== null && !(value instanceof Tensor)) throw tensorRefusal("grad", value, "expected null or ");
    if (value !== null && !sameShape(value.shape, this.shape)) {
      throw new ShapeError(
        `grad: a tensor of shape ${formatShape(this.shape)} takes no gradient of shape ${formatShape(value.shape)}`,
      );
    }
    // A gradient lives as long as its tensor; one that is let go of dies with the scope that did it.
    const scope = getCurrentScope();
    if (this.gradient !== null && scope !== null) this.gradient.storage.moveTo(scope);
    value?.storage.moveTo(this.storage.scope);
    this.gradient = value;
  }

  /**
   * The elements on the same memory, cut off from the graph: a write into it changes this tensor and is not recorded.
   * After an assignment the tensor holds the other one's memory, shape, dtype and device. To read it: `await x.read()`.
   *
   * @throws {GradError} for an assignment to a tensor that an op made, and of integers where a gradient is required.
   * @example
   * const bias = ones(2).requiresGrad_();
   * bias.data.fill_(0);
   * bias; // => tensor([0., 0.], requires_grad=True)
   */
  get data(): Tensor {
    return new Tensor(this.storage, this.shape, this.strides, this.offset);
  }

  set data(source: Tensor) {
    if (!(source instanceof Tensor)) throw tensorRefusal("data", source);
    callAs("data", () => this.setData(source));
  }

  /** A buffer with the elements in row-major order; the caller frees it. @internal */
  compactBuffer(): DeviceBuffer {
    const { kernels } = this.device;
    const buffer = kernels.allocate(this.numel(), this.dtype);
    kernels.copy(this, {
      buffer,
      shape: this.shape,
      strides: contiguousStrides(this.shape),
      offset: 0,
      dtype: this.dtype,
    });
    return buffer;
  }

  /** Bytes per element. */
  elementSize(): number {
    takesNothing("elementSize", arguments);
    return itemSize(this.dtype);
  }

  /**
   * Makes this tensor hold what `source` holds: its memory, shape, dtype and device. It stays the same object, so whoever
   * refers to it, such as an optimizer, goes on with the new value. Not recorded; PyTorch's `x.data = source`.
   *
   * @throws {GradError} for a tensor that an op made, and for integers in a tensor that requires a gradient.
   * @internal
   */
  setData(source: Tensor): this {
    if (!this.isLeaf) throw new GradError("setData: only leaf tensors can be given other data; use detach()");
    if (this.requiresGrad && !isFloat(source.dtype)) {
      throw new GradError(`setData: a tensor that requires a gradient holds float32 or float64, got ${source.dtype}`);
    }
    const isAsLarge = sameShape(source.shape, this.shape);
    const fields = this as {
      -readonly [K in "storage" | "shape" | "strides" | "offset" | "dtype" | "base"]: Tensor[K];
    };
    source.storage.isPicked = false;
    fields.storage = source.storage;
    fields.shape = source.shape;
    fields.strides = source.strides;
    fields.offset = source.offset;
    fields.dtype = source.dtype;
    fields.base = null;
    if (!isAsLarge) this.grad = null;
    return this;
  }

  /** Gives the memory back now, for this tensor and all its views. Never needed; using them later throws. */
  dispose(): void {
    takesNothing("dispose", arguments);
    this.storage.dispose();
  }

  /** {@link dispose}, for `using x = ...`. @internal */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Why a tensor is no condition: `if (tensor)` would be true for a zero. */
  [Symbol.toPrimitive](hint: string): string | number {
    if (hint === "string") return this.toString();
    if (hint === "number") return this.item();
    throw new DTypeError("Tensor: operators do not work on tensors; write a.add(b), a.mul(b) or a.item()");
  }
}

/** The name of the method that `using` calls, where the program's `lib` knows one. */
type DisposeName = SymbolConstructor extends { readonly dispose: infer Name extends symbol } ? Name : never;

/** What `using x = ...` needs; nothing in a program without `esnext.disposable`. */
type UsableWithUsing = { readonly [Name in DisposeName]: () => void };

export interface Tensor extends UsableWithUsing, Iterable<Tensor> {}

/** True for a tensor, and false for what cannot be looked at, such as a revoked proxy. */
export function isTensor(value: unknown): value is Tensor {
  try {
    return value instanceof Tensor;
  } catch {
    return false;
  }
}

/**
 * Throws unless `value` is a tensor: for functions whose callers may not have a compiler to tell them.
 * @throws {ArgumentError} that says what was given in its place.
 */
export function requireTensor(op: string, value: unknown, expected = "expected "): asserts value is Tensor {
  if (!(value instanceof Tensor)) throw tensorRefusal(op, value, expected);
}

/** What was given in the place of a tensor. */
function nameOf(value: unknown): string {
  try {
    return Array.isArray(value) ? "an array" : ArrayBuffer.isView(value) ? "a typed array" : describe(value);
  } catch {
    return describe(value);
  }
}

/** The error for what should be a tensor and is none, or is one of another copy of this package. */
export function tensorRefusal(op: string, value: unknown, expected = "expected "): LumbreError {
  const given = nameOf(value);
  return (
    otherCopy(op, value, Tensor, tensorPackage, version) ??
    new ArgumentError(`${op}: ${expected}a tensor, got ${given}; make one with tensor(...)`)
  );
}

/** The error for using a tensor whose memory was given back. */
export function disposedError(op: string, shape: Shape): DeviceError {
  return new DeviceError(
    `${op}a tensor of shape ${formatShape(shape)} cannot be used: this tensor's memory was given back: it was disposed, or ` +
      "its scope ended; return it from scope() or keep() it",
  );
}

/** The shape of what a tensor is made from. */
function shapeOf(from: unknown): Shape {
  requireTensor("Tensor", from);
  return from.shape;
}

brandClass(Tensor, tensorPackage, version);

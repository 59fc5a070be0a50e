import type { DType, TypedArray } from "../dtype.js";
import type { Generator } from "../generator.js";
import type { KernelsOf } from "./kernelTable.js";

/** A backend's own handle to the memory of one storage: a typed array, a texture, an address. Opaque to all others. */
export type DeviceBuffer = object;

/**
 * What a kernel sees of a tensor. Element `[i, j, ...]` lies at `offset + i*strides[0] + j*strides[1] + ...`,
 * counted in elements. A broadcast dimension has stride 0; strides are never negative. Read the members by name: a view may
 * be a tensor, whose members are getters, which a spread (`{ ...view }`) does not copy.
 */
export interface View {
  readonly buffer: DeviceBuffer;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly dtype: DType;
}

/** Elementwise functions of one operand; output has the input's dtype, but for the tests, which give bool. */
export type UnaryOp =
  | "neg"
  | "abs"
  | "sign"
  | "exp"
  | "expm1"
  | "log"
  | "log1p"
  | "log2"
  | "log10"
  | "sqrt"
  | "rsqrt"
  | "square"
  | "reciprocal"
  | "sin"
  | "cos"
  | "tan"
  | "asin"
  | "acos"
  | "atan"
  | "sinh"
  | "cosh"
  | "tanh"
  | "sigmoid"
  | "relu"
  | "erf"
  | "floor"
  | "ceil"
  | "round"
  | "trunc"
  | "logicalNot"
  | "isnan"
  | "isinf"
  | "isfinite";

/** Elementwise functions of two operands of one dtype and shape; comparisons and logic give bool. */
export type BinaryOp =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "pow"
  | "maximum"
  | "minimum"
  | "remainder"
  | "fmod"
  | "floorDivide"
  | "atan2"
  | "eq"
  | "ne"
  | "lt"
  | "le"
  | "gt"
  | "ge"
  | "logicalAnd"
  | "logicalOr"
  | "logicalXor";

/** Reductions. `sum` and `prod` keep the dtype, `any` and `all` give bool; `max` and `min` propagate NaN. */
export type ReduceOp = "sum" | "prod" | "max" | "min" | "any" | "all";

/** Reductions to a position; the first of several equal elements wins, and NaN wins over all. */
export type ArgReduceOp = "argmax" | "argmin";

/** The sizes of one convolution; the same object serves the forward kernel and both gradients. */
export interface ConvGeometry {
  readonly batch: number;
  readonly inChannels: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly outChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  /** Zeros above and to the left; what lies below and to the right follows from the output size. */
  readonly paddingTop: number;
  readonly paddingLeft: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly groups: number;
}

/** The sizes of one pooling over planes `[batch, channels, height, width]`. */
export interface PoolGeometry {
  readonly batch: number;
  readonly channels: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly paddingTop: number;
  readonly paddingLeft: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  /** Windows run from floor(o*in/out) to ceil((o+1)*in/out); kernel, stride, padding and dilation do not count. */
  readonly adaptive: boolean;
}

/** What average pooling divides by. */
export interface AvgPoolGeometry extends PoolGeometry {
  readonly countIncludePad: boolean;
  /** Replaces the window's size; 0 means not given. */
  readonly divisorOverride: number;
}

/**
 * A backend's memory. Nothing here may decline.
 */
export interface BackendStorage {
  /** Uninitialised memory for `length` elements. */
  allocate(length: number, dtype: DType): DeviceBuffer;
  /** Brings host data to the device; the backend may keep `data` itself, the caller lets go of it. */
  upload(data: TypedArray, dtype: DType): DeviceBuffer;
  /** A copy of all elements. */
  read(buffer: DeviceBuffer): Promise<TypedArray>;
  /** The same, at once; left out by a backend that can only answer later. The result must not be written to. */
  readSync?(buffer: DeviceBuffer): TypedArray;
  /** Gives memory back; the buffer is not used again. Does not throw, not even after `dispose`. */
  free(buffer: DeviceBuffer): void;
}

/**
 * The kernels that every backend has to offer. One that returns a buffer returns a fresh one, filled in row-major order
 * without gaps, which the caller then owns; it never returns or keeps an input's buffer. Shapes are valid when a kernel
 * is called: checks are done above. Any size may be 0, a shape may be `[]`, and any view may be strided.
 *
 * A kernel that does not do a call, for its dtypes or sizes, declines it: it returns null before it has changed anything.
 * Then what stands in for it computes the call: a default made of other kernels, or the CPU reference. Only `copy` may not
 * decline, for it brings back what the reference has computed.
 *
 * Each kernel stands in a file of `kernels`, with its doc, and its default where it has one.
 */
export interface RequiredKernels extends KernelsOf<"required"> {}

/**
 * Kernels that a backend may bring. For one that is missing, or declines, a default made of other kernels stands in, or
 * the CPU reference, with one warning.
 */
export interface OptionalKernels extends KernelsOf<"optional"> {}

/** Kernels that do at once what others do in turn. They may decline a call, as {@link RequiredKernels} may. */
export interface FusedKernels extends KernelsOf<"fused"> {}

/**
 * An optimizer's step for many parameters in one call. Nothing stands in for one that is missing: the optimizers look
 * first, and do it with ops.
 */
export interface OptimizerKernels extends KernelsOf<"optimizer"> {}

/** Memory that the host sees too. Without it what the host computes is uploaded. */
export interface HostMemory {
  /** The memory of a buffer, as an array that may be written to until the backend is called again. */
  writable(buffer: DeviceBuffer): TypedArray;
}

/**
 * How random numbers are spread. `uniform` in [a, b); `normal` with mean a and standard deviation b; `integers` in [a, b);
 * `permutation` of the integers from 0 on, with a and b 0.
 */
export interface Distribution {
  readonly kind: "uniform" | "normal" | "integers" | "permutation";
  readonly a: number;
  readonly b: number;
}

/** Random numbers. Nothing stands in for a backend that has none: the host draws them. */
export interface RandomKernels {
  /**
   * Fills a row-major target with what the host would draw from the generator, whose state moves on as it would there. Floats
   * may differ from the host's as those of other kernels do.
   */
  fillRandom(target: View, generator: Generator, distribution: Distribution): void;
}

/**
 * Work that the host does where a backend does not, or declines: nothing stands in. Operands and results are row-major, and
 * results fresh, as those of {@link RequiredKernels}.
 */
export interface HostKernels {
  /** Writes `base + (i + shift) * step`, in float64 and rounded once, to each element i of a row-major target. */
  fillEvenly(target: View, base: number, shift: number, step: number): void;
  /** The int32 positions of the first `k` elements of each row of a matrix, as `sort` orders them, in their order. */
  firstOfRows(x: View, k: number, descending: boolean): DeviceBuffer;
  /**
   * The int32 position of what stands at `k`, from 0, of each row of a matrix as `sort` orders it; with `nanFirst` that of
   * the first NaN, where there is one.
   */
  placeOfRows(x: View, k: number, nanFirst: boolean): DeviceBuffer;
  /** How often each number from 0 to `bins - 1` occurs in a vector of int32 that has no others, int32. */
  countNumbers(x: View, bins: number): DeviceBuffer;
}

/** A backend's account of itself. */
export interface BackendManifest {
  /** What users see in messages: `"cpu"`. */
  readonly name: string;
  /**
   * The dtypes that its memory holds, float32, int32 and bool among them; tensors of others cannot be made on it or moved
   * to it. Kernels may decline some of them.
   */
  readonly dtypes: readonly DType[];
  /** The relative error its float32 kernels may show against the CPU reference. */
  readonly floatTolerance: number;
  /** True when values can only be read with `await`; then nothing can run on the CPU reference in its place. */
  readonly asyncOnly: boolean;
  /** True when the same call gives the same bits every time. */
  readonly deterministic: boolean;
  /** True when its buffers are plain objects that the garbage collector takes back by itself. */
  readonly garbageCollected: boolean;
  /** How many threads compute. Default 1. */
  readonly threads?: number;
  /** The most elements that its kernels take in one view, or return; they decline what is larger. Default: no limit. */
  readonly maxElements?: number;
  /** The largest magnitude up to which int32 is exact. Default 2^31 - 1. */
  readonly maxInteger?: number;
}

/** Kernels as a backend brings them: each may decline a call by returning null. */
export type Declining<Kernels> = {
  [Name in keyof Kernels]: Kernels[Name] extends (...args: infer Arguments) => infer Result
    ? (...args: Arguments) => Result | null
    : never;
};

/** A device's implementation: its manifest, its memory, the required kernels, and any of the others. */
export interface Backend
  extends BackendManifest,
    BackendStorage,
    Partial<HostMemory>,
    Pick<RequiredKernels, "copy">,
    Declining<Omit<RequiredKernels, "copy">>,
    Partial<Declining<OptionalKernels>>,
    Partial<Declining<FusedKernels>>,
    Partial<Declining<RandomKernels>>,
    Partial<Declining<HostKernels>>,
    Partial<OptimizerKernels> {
  /**
   * For a backend that is not garbage-collected as a whole: true for a buffer that is never freed, because the garbage
   * collector takes it back by itself.
   */
  leftToCollector?(buffer: DeviceBuffer): boolean;
  /**
   * For a buffer that lives on after the scope it was made in: another one with its elements that is left to the garbage
   * collector, where one made now would be; the backend then takes the first one back. Null: it stays as it is.
   */
  leaveToCollector?(buffer: DeviceBuffer): DeviceBuffer | null;
  /** Bytes the backend keeps for reuse, beyond what live buffers take. */
  pooledBytes?(): number;
  /** Ends workers and gives back everything; but for `free`, the backend is not used again. */
  dispose?(): void;
}

/** Every kernel, as an op's forward calls them: none declines. */
export type Kernels = Pick<BackendManifest, "maxElements"> &
  BackendStorage &
  Partial<HostMemory> &
  RequiredKernels &
  OptionalKernels &
  FusedKernels &
  Partial<Declining<RandomKernels>> &
  Partial<Declining<HostKernels>> &
  Partial<OptimizerKernels>;

import type { Device, DType, Shape, Tensor, ValuesAndIndices } from "@lumbre/tensor";

/** One input of a {@link Sample}: a shape, and the values to draw for it. */
export interface InputSpec {
  readonly shape: Shape;
  /** `"data"` is float32 at first, and then each dtype that the backend declares. */
  readonly dtype: DType | "data";
  /** Floats are drawn from [low, high). Integers are small, and have the range's signs. */
  readonly low: number;
  readonly high: number;
  /** Whether no two values are equal or close, nor close to 0: for what has kinks at ties or at 0. */
  readonly isDistinct: boolean;
  /** These values instead, in row-major order; the first ones where there are too many. */
  readonly values?: readonly number[];
}

/** What an op may give. */
export type SampleResult = Tensor | readonly Tensor[] | ValuesAndIndices | boolean;

/** How far a sample's results may be from the reference's, if more than others. */
export interface ToleranceFactor {
  readonly factor: number;
  readonly reason: string;
}

/** One call of one op, as data: it is made in every layout and dtype, on the backend and on the CPU reference. */
export interface Sample {
  /** The method of Tensor, or the function, that `call` calls. One that ends in `_` changes its first input. */
  readonly op: string;
  /** What tells this sample from the op's others; part of the checks' ids. */
  readonly id: string;
  readonly inputs: readonly InputSpec[];
  readonly call: (inputs: readonly Tensor[], device: Device) => SampleResult;
  /**
   * What errors are relative to: each element (or 1, where it and all others are smaller), or, for results that sum up
   * many elements, the largest one.
   */
  readonly scale: "element" | "tensor";
  readonly tolerance?: ToleranceFactor;
  /** Whether differences of nearby results give the gradient; false for steps, such as those of `round`. */
  readonly isSmooth: boolean;
  /** Why the gradient is not checked. Ops without one need not say so. */
  readonly noGradient?: string;
  /** Whether the op checks shapes and dtypes itself, so that any may be tried; false where its callers do. */
  readonly checksOperands: boolean;
  /** The op reads values on the host, so that it needs a backend that can be read at once. */
  readonly readsValues: boolean;
  /** Inputs that are large enough for the op's time to be that of its kernels; one sample per op has them. */
  readonly timed?: readonly InputSpec[];
}

/** The parts of a sample that most leave out. */
export type SampleOptions = Partial<
  Pick<Sample, "scale" | "tolerance" | "isSmooth" | "noGradient" | "checksOperands" | "readsValues" | "timed" | "id">
>;

const defaults = { scale: "element", isSmooth: true, checksOperands: true, readsValues: false } as const;

type Call = (...inputs: Tensor[]) => SampleResult;

/** A sample of an op whose call takes the inputs one by one. */
export function sample(
  op: string,
  id: string,
  inputs: readonly InputSpec[],
  call: Call,
  options: SampleOptions = {},
): Sample {
  return {
    ...defaults,
    ...options,
    op,
    id,
    inputs,
    call: (xs) => call(...xs),
  };
}

/** A sample of a function that makes a tensor from nothing. */
export function created(op: string, id: string, call: (device: Device) => Tensor): Sample {
  return {
    ...defaults,
    op,
    id,
    inputs: [],
    call: (_, device) => call(device),
  };
}

/** Values in [-1, 1), unless told, of every dtype. */
export function data(shape: Shape, options: Partial<Omit<InputSpec, "shape">> = {}): InputSpec {
  return { shape, dtype: "data", low: -1, high: 1, isDistinct: false, ...options };
}

/** Values in [0.25, 2). */
export function positive(shape: Shape): InputSpec {
  return data(shape, { low: 0.25, high: 2 });
}

/** Values of which no two are close, nor close to 0. */
export function distinct(shape: Shape): InputSpec {
  return data(shape, { low: -2, high: 2, isDistinct: true });
}

/** int32 positions, or labels. */
export function indices(shape: Shape, values: readonly number[]): InputSpec {
  return data(shape, { dtype: "int32", values });
}

/** Random true and false. */
export function mask(shape: Shape): InputSpec {
  return data(shape, { dtype: "bool" });
}

/** The names of Tensor's methods that take no argument and give a tensor. */
export type UnaryMethod = {
  [Name in keyof Tensor]: Tensor[Name] extends () => Tensor ? Name : never;
}[keyof Tensor];

import type { DeviceBuffer, Kernels, View } from "../backend/contract.js";
import type { DType } from "../dtype.js";
import type { Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";

// What an op is: data. Applying it stands in apply.ts and inPlace.ts, recording it in autograd.

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
 * it. Written with Tensor methods, or ops that it applies, so that it has a derivative itself. It may have the output's
 * broadcast shape: the engine sums it back. Null stands for a gradient of zero.
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

import type { DType } from "../dtype.js";
import type { DeviceBuffer, Kernels, View } from "./contract.js";

/**
 * What becomes of a call that a backend lacks the kernel for, or declines:
 *
 * - `required`: every backend has the kernel; the CPU reference computes what it declines.
 * - `optional` and `fused`, which does at once what others do in turn: the default made of other kernels computes it, or
 *   where there is none the CPU reference, with one warning.
 * - `optimizer`, an optimizer's step for many parameters in one call: nothing stands in. The optimizers look first whether
 *   the kernel is there, and do the step with ops where it is not.
 */
export type KernelGroup = "required" | "optional" | "fused" | "optimizer";

/** Any function, as a constraint: each has its own parameters. */
type Call = (...args: never[]) => DeviceBuffer | readonly DeviceBuffer[] | void;

/**
 * A kernel: a constant in a file of its own, with its signature in its type and its doc above it. The types and tables of
 * all kernels are derived from these constants (kernelTable.ts); the loops stand in the backends.
 *
 * The type is written out, not inferred, because a default sees all kernels, whose types depend on it.
 */
export interface Kernel<Group extends KernelGroup, Signature extends Call> {
  readonly group: Group;
  /** The dtypes of the buffers that a call returns. None for a kernel that changes its first operand instead. */
  readonly resultDTypes: (...args: Parameters<Signature>) => readonly DType[];
  /** The default: the same, made of other kernels of the device. */
  readonly composed?: (kernels: Kernels, ...args: Parameters<Signature>) => ReturnType<Signature>;
}

// The dtypes of results, as most kernels have them.

export const noResult = (): readonly DType[] => [];

export const sameDType = ({ dtype }: View): readonly DType[] => [dtype];

/** Values and their positions. */
export const withIndices = ({ dtype }: View): readonly DType[] => [dtype, "int32"];

/** Of two operands, one of which may be a number. */
export function dtypeOfEither(a: View | number, b: View | number): DType {
  return typeof a === "number" ? (b as View).dtype : a.dtype;
}

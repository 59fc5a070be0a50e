import type { Kernels, OptionalKernels } from "../contract.js";
import type { FusedKernels } from "../fusedKernels.js";

/** A kernel made of other kernels of the same device. */
type Default<Kernel> = Kernel extends (...args: infer Arguments) => infer Result
  ? (kernels: Kernels, ...args: Arguments) => Result
  : never;

type Defaults = {
  readonly [Name in keyof (OptionalKernels & FusedKernels)]?: Default<(OptionalKernels & FusedKernels)[Name]>;
};

/** What stands in for a kernel that a backend lacks or declines. */
export const defaults: Defaults = {};

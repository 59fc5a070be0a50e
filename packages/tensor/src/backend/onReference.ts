import type { TypedArray } from "../dtype.js";
import type { BackendStorage, DeviceBuffer, RequiredKernels, View } from "./contract.js";
import { type KernelName, kernels } from "./kernelTable.js";

/** A kernel, as those see it who only pass its arguments on. */
export type AnyKernel = (...args: unknown[]) => unknown;

/** What is needed of a backend to have its kernels computed elsewhere. */
type ReadableStorage = Required<BackendStorage> & Pick<RequiredKernels, "copy">;

export function isView(argument: unknown): argument is View {
  return typeof argument === "object" && argument !== null && "buffer" in argument;
}

/** Computes a kernel of `storage`'s backend on the CPU reference: operands are read, results uploaded. */
export function runOnReference(
  storage: ReadableStorage,
  reference: Readonly<Record<string, AnyKernel>>,
  name: KernelName,
  args: readonly unknown[],
): DeviceBuffer | readonly DeviceBuffer[] | void {
  const operands = args.map((argument) => (isView(argument) ? hostView(storage, argument) : argument));
  const output = reference[name](...operands);
  const dtypes = kernels[name].resultDTypes(...args);
  if (dtypes.length === 0) {
    writeBack(storage, operands.find(isView) as View, args.find(isView) as View);
    return;
  }
  const buffers = (Array.isArray(output) ? output : [output]) as readonly TypedArray[];
  const uploaded = buffers.map((buffer, i) => storage.upload(buffer, dtypes[i]));
  return Array.isArray(output) ? uploaded : uploaded[0];
}

/** Brings what the reference has changed in its copy of a view's memory back to where the view lies. */
function writeBack(storage: ReadableStorage, changed: View, target: View): void {
  const buffer = storage.upload(changed.buffer as TypedArray, changed.dtype);
  storage.copy({ ...changed, buffer }, target);
  storage.free(buffer);
}

function hostView(storage: ReadableStorage, { buffer, shape, strides, offset, dtype }: View): View {
  return { buffer: storage.readSync(buffer).slice(), shape, strides, offset, dtype };
}

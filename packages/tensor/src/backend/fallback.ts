import type { TypedArray } from "../dtype.js";
import { DeviceError } from "../errors.js";
import type { Backend, DeviceBuffer, Kernels, OptionalKernels, View } from "./contract.js";

/**
 * Every optional kernel with the dtypes of what it returns; `"same"` is the dtype of its first operand. One that returns
 * nothing changes its first operand instead.
 */
const optionalKernels: Record<keyof OptionalKernels, readonly ("same" | "int32")[]> = {
  scatter: [],
  cumsum: ["same"],
  cumprod: ["same"],
  sort: ["same", "int32"],
  softmax: ["same"],
  logSoftmax: ["same"],
  conv2d: ["same"],
  conv2dInputGrad: ["same"],
  conv2dWeightGrad: ["same"],
  maxPool2d: ["same", "int32"],
  maxPool2dInputGrad: ["same"],
  avgPool2d: ["same"],
  avgPool2dInputGrad: ["same"],
};

function isView(argument: unknown): argument is View {
  return typeof argument === "object" && argument !== null && "buffer" in argument;
}

type Kernel = (...args: unknown[]) => DeviceBuffer | readonly DeviceBuffer[] | void;

/**
 * A backend's kernels, with each optional one that it lacks computed on the CPU reference: operands are read,
 * results uploaded. Says so once per kernel; with `strict` a missing kernel throws.
 */
export function withFallback(backend: Backend, reference: Backend, strict: boolean): Kernels {
  const kernels = Object.create(backend) as Record<string, Kernel>;
  for (const [name, results] of Object.entries(optionalKernels)) {
    if (name in backend) continue;
    let warned = false;
    kernels[name] = (...args) => {
      if (strict || backend.readSync === undefined) {
        throw new DeviceError(`${name}: the ${backend.name} backend has no such kernel`);
      }
      if (!warned) console.warn(`lumbre: ${name} is missing in the ${backend.name} backend and runs on the CPU`);
      warned = true;
      return runOnReference(backend, reference, name, args, results);
    };
  }
  return kernels as unknown as Kernels;
}

function runOnReference(
  backend: Backend,
  reference: Backend,
  name: string,
  args: readonly unknown[],
  results: readonly ("same" | "int32")[],
): DeviceBuffer | readonly DeviceBuffer[] | void {
  const operands = args.map((argument) => (isView(argument) ? hostView(backend, reference, argument) : argument));
  const dtype = (args.find(isView) as View).dtype;
  const output = ((reference as unknown as Record<string, Kernel>)[name] as Kernel).apply(reference, operands);
  if (results.length === 0) {
    writeBack(backend, operands.find(isView) as View, args.find(isView) as View);
    return;
  }
  const buffers = (Array.isArray(output) ? output : [output]) as readonly DeviceBuffer[];
  const uploaded = buffers.map((buffer, i) =>
    backend.upload(buffer as TypedArray, results[i] === "int32" ? "int32" : dtype),
  );
  return Array.isArray(output) ? uploaded : (uploaded[0] as DeviceBuffer);
}

/** Brings what the reference has changed in its copy of a view's memory back to where the view lies. */
function writeBack(backend: Backend, changed: View, target: View): void {
  const buffer = backend.upload(changed.buffer as TypedArray, changed.dtype);
  backend.copy({ ...changed, buffer }, target);
  backend.free(buffer);
}

function hostView(backend: Backend, reference: Backend, view: View): View {
  const data = (backend.readSync as (buffer: DeviceBuffer) => TypedArray).call(backend, view.buffer);
  return {
    buffer: reference.upload(data.slice(), view.dtype),
    shape: view.shape,
    strides: view.strides,
    offset: view.offset,
    dtype: view.dtype,
  };
}

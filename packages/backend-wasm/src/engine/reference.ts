import { cpu, type DType, type OptionalKernels, type RequiredKernels, type TypedArray } from "@lumbre/tensor/backend";
import type { Heap, WasmBuffer } from "../memory/heap.js";
import { isView } from "./operands.js";

/** Kernels that make new buffers; those that write into an operand need no care. */
const computing = [
  "cast",
  "unary",
  "binary",
  "where",
  "reduce",
  "argReduce",
  "matmul",
  "gather",
  "cumsum",
  "cumprod",
  "sort",
  "softmax",
  "logSoftmax",
  "conv2d",
  "conv2dInputGrad",
  "conv2dWeightGrad",
  "maxPool2d",
  "maxPool2dInputGrad",
  "avgPool2d",
  "avgPool2dInputGrad",
] as const satisfies readonly (keyof Reference)[];

const writing = ["copy", "fill", "scatterAdd", "scatter"] as const satisfies readonly (keyof Reference)[];

function dtypeOf(array: TypedArray): DType {
  if (array instanceof Float32Array) return "float32";
  if (array instanceof Float64Array) return "float64";
  return array instanceof Int32Array ? "int32" : "uint8";
}

/** A copy of host data in the heap. */
export function toHeap(heap: Heap, array: TypedArray, dtype: DType): WasmBuffer {
  const buffer = heap.allocate(array.length, dtype);
  buffer.array.set(array);
  return buffer;
}

export type Reference = RequiredKernels & OptionalKernels;

type AnyKernel = (...args: unknown[]) => unknown;

/**
 * Every kernel of the CPU reference, on tensors of this heap: it reads the memory where it lies, and only results are
 * copied. For dtypes and layouts that have no kernel of their own here.
 */
export function createReference(heap: Heap): Reference {
  const reference = cpu.backend as unknown as Record<string, AnyKernel>;
  const onHost = (argument: unknown): unknown => {
    if (!isView(argument)) return argument;
    const { shape, strides, offset, dtype } = argument;
    return { buffer: (argument.buffer as WasmBuffer).array, shape, strides, offset, dtype };
  };
  const takeOver = (result: unknown): WasmBuffer => {
    const array = result as TypedArray;
    const buffer = toHeap(heap, array, dtypeOf(array));
    cpu.kernels.free(array);
    return buffer;
  };
  const kernels: Record<string, AnyKernel> = {};
  for (const name of computing) {
    kernels[name] = (...args) => {
      const result = (reference[name] as AnyKernel)(...args.map(onHost));
      return Array.isArray(result) ? result.map(takeOver) : takeOver(result);
    };
  }
  for (const name of writing) kernels[name] = (...args) => (reference[name] as AnyKernel)(...args.map(onHost));
  return kernels as unknown as Reference;
}

import {
  cpu,
  type DType,
  kernels as kernelTable,
  type OptionalKernels,
  type RequiredKernels,
  type TypedArray,
} from "@lumbre/tensor/backend";
import type { Heap, WasmBuffer } from "../memory/heap.js";
import { isView } from "./operands.js";

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
 * Every required and optional kernel that the CPU reference has, on tensors of this heap: it reads the memory where it
 * lies, and only results are copied. For dtypes and layouts that have no kernel of their own here. Fused kernels are left
 * to their defaults, which are made of the fast kernels here.
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
  const delegates: Record<string, AnyKernel> = {};
  for (const [name, { group }] of Object.entries(kernelTable)) {
    if (!(name in reference) || (group !== "required" && group !== "optional")) continue;
    delegates[name] = (...args) => {
      const result = reference[name](...args.map(onHost));
      // A kernel that returns nothing has written into an operand, which lies in the heap.
      if (result === undefined) return;
      return Array.isArray(result) ? result.map(takeOver) : takeOver(result);
    };
  }
  return delegates as unknown as Reference;
}

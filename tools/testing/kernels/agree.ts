import { cpu, type DType, type Tensor, type TypedArray } from "@lumbre/tensor";
import type { Backend, DeviceBuffer, View } from "@lumbre/tensor/backend";

/** A statement about kernels, over random cases or given ones. It throws where it does not hold. */
export type KernelProperty = (backend: Backend) => void;

/** How far results may be from the reference's, relative to the largest of them; 0 means the same bits. */
export type Tolerance = number;

const converters: Record<DType, (memory: TypedArray) => TypedArray> = {
  float32: (memory) => Float32Array.from(memory),
  float64: (memory) => Float64Array.from(memory),
  int32: (memory) => Int32Array.from(memory),
  uint8: (memory) => Uint8Array.from(memory),
  bool: (memory) => Uint8Array.from(memory, (value) => Number(value > 0)),
};

/** A tensor on the CPU as kernels see it, with another dtype if given: strides, offset and broadcast stay. */
export function viewOf({ storage, shape, strides, offset, dtype }: Tensor, as: DType = dtype): View {
  const memory = storage.buffer as TypedArray;
  return { buffer: converters[as](memory), shape, strides, offset, dtype: as };
}

type KernelArgument = View | number | string | boolean | object | null;
type AnyKernel = (...args: readonly KernelArgument[]) => DeviceBuffer | readonly DeviceBuffer[] | null;

const isView = (argument: KernelArgument): argument is View =>
  typeof argument === "object" && argument !== null && "buffer" in argument;

/** Requires a backend's kernel to give what the reference's gives, without declining, and to keep nothing. */
export function expectKernelAgrees(
  backend: Backend,
  name: string,
  args: readonly KernelArgument[],
  tolerances: readonly Tolerance[],
  scale = 0,
): void {
  const kernelOf = (kernels: object) => (kernels as Record<string, AnyKernel>)[name].bind(kernels);
  const expected = [kernelOf(cpu.kernels)(...args)].flat() as TypedArray[];
  const uploaded = args.map((argument) =>
    isView(argument)
      ? { ...argument, buffer: backend.upload((argument.buffer as TypedArray).slice(), argument.dtype) }
      : argument,
  );
  const results = kernelOf(backend)(...uploaded);
  if (results === null) throw new Error(`${name} has declined`);
  for (const [i, buffer] of [results].flat().entries()) {
    expectNear(name, backend.readSync?.(buffer) as TypedArray, expected[i], tolerances[i], scale);
    backend.free(buffer);
  }
  for (const argument of uploaded) if (isView(argument)) backend.free(argument.buffer);
}

function expectNear(name: string, found: TypedArray, expected: TypedArray, tolerance: Tolerance, scale: number): void {
  if (found.constructor !== expected.constructor || found.length !== expected.length) {
    throw new Error(`${name}: ${found.length} in ${found.constructor.name}, expected ${expected.length}`);
  }
  let largest = scale;
  for (const value of expected) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  for (const [i, value] of expected.entries()) {
    const isSame = Object.is(found[i], value) || found[i] === value;
    if (isSame || Math.abs(found[i] - value) <= tolerance * largest) continue;
    throw new Error(`${name}: element ${i} of ${expected.length} is ${found[i]}, expected ${value}`);
  }
}

import type { DeviceBuffer, Kernels, View } from "../backend/contract.js";
import type { DType } from "../dtype.js";
import { contiguousStrides, type Shape } from "../shape.js";

/**
 * For a forward that runs several kernels one after the other: shows each buffer to the next kernel as a row-major
 * view, and gives all of them back at the end. The last kernel's buffer, the op's result, does not go through here.
 */
export class Scratch {
  private readonly buffers: DeviceBuffer[] = [];

  constructor(private readonly kernels: Kernels) {}

  /** A view of a buffer that a kernel has just made. */
  view(buffer: DeviceBuffer, shape: Shape, dtype: DType): View {
    this.buffers.push(buffer);
    return { buffer, shape, strides: contiguousStrides(shape), offset: 0, dtype };
  }

  /** Gives the memory of every view back, but for those of results; none of them is used again. */
  release(...results: readonly DeviceBuffer[]): void {
    for (const buffer of this.buffers) if (!results.includes(buffer)) this.kernels.free(buffer);
  }
}

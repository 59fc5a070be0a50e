import type { DType } from "../dtype.js";
import type { Shape } from "../shape.js";
import type { DeviceBuffer, Kernels, View } from "./contract.js";
import { rowMajorView } from "./views.js";

/**
 * For what runs several kernels one after the other: shows each buffer to the next kernel as a row-major view, and gives
 * all of them back at the end, but for the result.
 */
export class Scratch {
  private readonly buffers = new Set<DeviceBuffer>();

  constructor(readonly kernels: Kernels) {}

  /** A view of a buffer that a kernel has just made. */
  view(buffer: DeviceBuffer, shape: Shape, dtype: DType): View {
    this.buffers.add(buffer);
    return rowMajorView(buffer, shape, dtype);
  }

  /** The buffer of a view that goes to the caller. */
  keep({ buffer }: View): DeviceBuffer {
    this.buffers.delete(buffer);
    return buffer;
  }

  /** Gives the memory of a view back already now. */
  free({ buffer }: View): void {
    this.buffers.delete(buffer);
    this.kernels.free(buffer);
  }

  /** Gives the memory of every view back; none of them is used again. */
  release(): void {
    for (const buffer of this.buffers) this.kernels.free(buffer);
  }
}

import type { DeviceBuffer, DType, View } from "@lumbre/tensor/backend";
import type { GpuBuffer } from "../engine/buffer.js";
import type { Engine } from "../engine/engine.js";
import { computeElements } from "./elementwise.js";
import { coversBuffer, viewOf } from "./layout.js";

/** Temporary stores of a kernel, which are freed at its end. */
export class Scratch {
  private readonly buffers: DeviceBuffer[] = [];

  constructor(private readonly engine: Engine) {}

  /** Runs `fn`, and gives back what it has held. */
  static lend<T>(engine: Engine, fn: (scratch: Scratch) => T): T {
    const scratch = new Scratch(engine);
    try {
      return fn(scratch);
    } finally {
      for (const buffer of scratch.buffers) engine.free(buffer);
    }
  }

  /** Holds a buffer until the end; shows it as a row-major view. */
  hold(buffer: DeviceBuffer, shape: readonly number[], dtype: DType = "float32"): View {
    this.buffers.push(buffer);
    return viewOf(buffer, shape, dtype);
  }

  /** The same elements in row-major order from the start of a buffer, copied if they do not lie so. */
  rowMajor(view: View): View {
    if (coversBuffer(view, (view.buffer as GpuBuffer).length)) return view;
    const buffer = computeElements(this.engine, "p0", view.shape, [view], view.dtype);
    return this.hold(buffer as DeviceBuffer, view.shape, view.dtype);
  }
}

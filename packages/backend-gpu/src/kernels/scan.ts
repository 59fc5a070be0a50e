import type { Declining, DeviceBuffer, DType, OptionalKernels, View } from "@lumbre/tensor/backend";
import { numel } from "@lumbre/tensor/backend";
import type { Engine, Kernel } from "../engine/engine.js";
import { areComputable } from "./computable.js";
import { computeElements } from "./elementwise.js";
import { stored } from "./layout.js";

interface Scan {
  readonly size: number;
  /** From one element of a line to the next. */
  readonly step: number;
  readonly operator: "+" | "*";
  readonly dtype: DType;
}

/** Each element with the one `distance` before it: after the distances 1, 2, 4, ... with all before it. */
const scanStep: Kernel<Scan> = {
  name: "scan",
  source: ({ size, step, operator, dtype }) => `function (x, distance) {
    const place = imod(idiv(this.thread.x, ${step}), ${size});
    const back = toIndex(distance);
    const value = x[this.thread.x];
    if (place < back) { return value; }
    return ${stored(dtype, `x[this.thread.x - back * ${step}] ${operator} value`)};
  }`,
};

/** Running sums and products. */
export function scanKernels(engine: Engine): Declining<Pick<OptionalKernels, "cumsum" | "cumprod">> {
  function scan(x: View, dim: number, operator: "+" | "*"): DeviceBuffer | null {
    if (!areComputable(engine, x)) return null;
    const size = x.shape[dim] ?? 1;
    const constants = { size, step: numel(x.shape.slice(dim + 1)), operator, dtype: x.dtype };
    let current = computeElements(engine, "p0", x.shape, [x], x.dtype) as DeviceBuffer;
    for (let distance = 1; distance < size; distance *= 2) {
      const next = engine.run(scanStep, constants, [current], numel(x.shape), x.dtype, [distance]);
      engine.free(current);
      current = next;
    }
    return current;
  }
  return {
    cumsum: (x, dim) => scan(x, dim, "+"),
    cumprod: (x, dim) => scan(x, dim, "*"),
  };
}

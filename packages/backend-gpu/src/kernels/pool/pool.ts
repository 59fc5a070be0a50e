import { type Declining, numel, type OptionalKernels, type PoolGeometry, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import { areComputable } from "../computable.js";
import type { Layout } from "../layout.js";
import { avgPool, avgPoolInputGrad } from "./avgPool.js";
import { maxPool, maxPoolInputGrad } from "./maxPool.js";

type PoolKernels = Pick<OptionalKernels, "maxPool2d" | "maxPool2dInputGrad" | "avgPool2d" | "avgPool2dInputGrad">;

function canCompute(engine: Engine, length: number, x: View, indices: View | null = null): boolean {
  const isFloat = x.dtype === "float32" && length <= engine.machine.driver.maxElements;
  return isFloat && (length === 0 || numel(x.shape) > 0) && areComputable(engine, x, indices);
}

const layoutOf = ({ strides, offset }: View): Layout => ({ strides, offset });

/** Pooling; gradients are gathered: each element of the input reads those of the windows that contain it. */
export function poolKernels(engine: Engine): Declining<PoolKernels> {
  const outLength = (g: PoolGeometry): number => g.batch * g.channels * g.outHeight * g.outWidth;
  const inLength = (g: PoolGeometry): number => g.batch * g.channels * g.inHeight * g.inWidth;
  return {
    maxPool2d(x, geometry) {
      const length = outLength(geometry);
      if (!canCompute(engine, length, x)) return null;
      const constants = { geometry, x: layoutOf(x) };
      const [values, indices] = engine.runAll(maxPool, constants, [x.buffer], length, ["float32", "int32"]);
      return [values, indices];
    },
    maxPool2dInputGrad(grad, indices, geometry) {
      const length = inLength(geometry);
      if (!canCompute(engine, length, grad, indices)) return null;
      const constants = { geometry, grad: layoutOf(grad), indices: layoutOf(indices) };
      return engine.run(maxPoolInputGrad, constants, [grad.buffer, indices.buffer], length, "float32");
    },
    avgPool2d(x, geometry) {
      const length = outLength(geometry);
      if (!canCompute(engine, length, x)) return null;
      return engine.run(avgPool, { geometry, x: layoutOf(x) }, [x.buffer], length, "float32");
    },
    avgPool2dInputGrad(grad, geometry) {
      const length = inLength(geometry);
      if (!canCompute(engine, length, grad)) return null;
      return engine.run(avgPoolInputGrad, { geometry, grad: layoutOf(grad) }, [grad.buffer], length, "float32");
    },
  };
}

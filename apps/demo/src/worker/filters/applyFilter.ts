import { functional as F } from "@lumbre/nn";
import { fromTypedArray, scope, type Tensor } from "@lumbre/tensor";
import type { Calls, Grid, PoolName } from "../../protocol.js";

const pools: Readonly<Record<PoolName, ((x: Tensor, size: number) => Tensor) | null>> = {
  none: null,
  max: (x, size) => F.maxPool2d(x, size),
  min: (x, size) => F.maxPool2d(x.neg(), size).neg(),
  average: (x, size) => F.avgPool2d(x, size),
};

/** Convolves a grey picture, scaled to 0..1, with a kernel of 3 x 3, and pools the result. On the CPU reference. */
export function applyFilter({
  width,
  height,
  pixels,
  kernel,
  stride,
  padding,
  pool,
  poolSize,
}: Calls["filter"]["question"]): Calls["filter"]["answer"] {
  const startedAt = performance.now();
  return scope(() => {
    const x = fromTypedArray(
      Float32Array.from(pixels, (byte) => byte / 255),
      [1, 1, height, width],
    );
    const w = fromTypedArray(Float32Array.from(kernel), [1, 1, 3, 3]);
    const y = F.conv2d(x, w, null, { stride, padding });
    const pooled = pools[pool]?.(y, poolSize) ?? null;
    return {
      convolved: gridOf(y),
      pooled: pooled === null ? null : gridOf(pooled),
      milliseconds: performance.now() - startedAt,
    };
  });
}

function gridOf(tensor: Tensor): Grid {
  const [, , height, width] = tensor.shape;
  return { width, height, values: Float32Array.from(tensor.readSync()) };
}

import type { Shape } from "../shape.js";
import type { NormGeometry } from "./kernels/normalize.js";

/** The shape in which normalisations see their input. */
export function blockShape({ batch, groups, channels, size }: NormGeometry): Shape {
  return [batch, groups, channels, size];
}

/** The dimensions of a block over which statistics are taken. */
export function statisticsDims({ acrossBatch }: NormGeometry): readonly number[] {
  return acrossBatch ? [0, 2, 3] : [2, 3];
}

/** The dimensions of a block over which weights and biases stay the same. */
export const parameterDims: readonly number[] = [0, 3];

/** The shape of means and variances. */
export function statisticsShape({ batch, groups, acrossBatch }: NormGeometry): Shape {
  return acrossBatch ? [groups] : [batch, groups];
}

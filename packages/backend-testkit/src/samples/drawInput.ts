import type { DType, TypedArray } from "@lumbre/tensor";
import { isFloat, numel } from "@lumbre/tensor/backend";
import { type HostTensor, hostArray } from "../device/hostTensor.js";
import { randomNumbers } from "../device/random.js";
import type { InputSpec } from "./sample.js";

/** The dtype that an input has when data is of `dtype`. */
export function inputDType(spec: InputSpec, dtype: DType): DType {
  return spec.dtype === "data" ? dtype : spec.dtype;
}

/** An input's values, which depend on the seed alone. */
export function drawInput(spec: InputSpec, dtype: DType, seed: number): HostTensor {
  const own = inputDType(spec, dtype);
  const { shape } = spec;
  const count = numel(shape);
  return { shape, dtype: own, data: drawValues(spec, own, count, randomNumbers(seed)) };
}

function drawValues(spec: InputSpec, dtype: DType, count: number, next: () => number): TypedArray {
  const { values, low, high, isDistinct } = spec;
  if (values !== undefined)
    return hostArray(
      dtype,
      Array.from({ length: count }, (_, i) => values[i % values.length]),
    );
  if (dtype === "bool")
    return hostArray(
      dtype,
      Array.from({ length: count }, () => Math.floor(2 * next())),
    );
  const ranks = isDistinct ? shuffledRanks(count, next) : null;
  if (isFloat(dtype)) {
    const position = (i: number): number => (ranks === null ? next() : (ranks[i] + 0.75) / count);
    // Every dtype gets values that float32 has, so that results in float32 and float64 are comparable.
    return hostArray(
      dtype,
      Float32Array.from({ length: count }, (_, i) => low + (high - low) * position(i)),
    );
  }
  const [first, last] = integerRange(low, dtype);
  const start = low < 0 && dtype === "int32" ? -Math.floor(count / 2) : 0;
  const whole = (i: number): number =>
    ranks === null ? first + Math.floor((last - first + 1) * next()) : start + ranks[i];
  return hostArray(
    dtype,
    Array.from({ length: count }, (_, i) => whole(i)),
  );
}

/** Small whole numbers, which powers and products of a few do not take out of any range. */
function integerRange(low: number, dtype: DType): readonly [first: number, last: number] {
  if (low > 0) return [1, 4];
  return low === 0 || dtype === "uint8" ? [0, 4] : [-4, 4];
}

/** The numbers from 0 to count - 1 in random order. */
function shuffledRanks(count: number, next: () => number): readonly number[] {
  const keys = Array.from({ length: count }, next);
  const order = Array.from(keys.keys()).sort((a, b) => keys[a] - keys[b]);
  const ranks = new Array<number>(count);
  for (const [rank, i] of order.entries()) ranks[i] = rank;
  return ranks;
}

import { type DType, fromTypedArray, type Shape, type Tensor } from "@lumbre/tensor";

/** Options of {@link randomTensor}. */
export interface RandomTensorOptions {
  readonly dtype?: DType;
  /** Default -1. */
  readonly low?: number;
  /** Default 1. */
  readonly high?: number;
  readonly requiresGrad?: boolean;
}

/** A tensor of values in [low, high) that depend on `seed` alone; float64 unless told. For property tests. */
export function randomTensor(shape: Shape, seed: number, options: RandomTensorOptions = {}): Tensor {
  const { dtype = "float64", low = -1, high = 1, requiresGrad = false } = options;
  let state = (seed ^ 0x9e3779b9) >>> 0;
  const next = (): number => {
    // The mulberry32 generator: small, and good enough to draw test values.
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
  const count = shape.reduce((product, size) => product * size, 1);
  const data = new Float64Array(count);
  for (let i = 0; i < count; i++) data[i] = low + (high - low) * next();
  return fromTypedArray(data, shape, { dtype, requiresGrad });
}

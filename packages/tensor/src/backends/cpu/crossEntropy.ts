import type { View } from "../../backend/contract.js";
import type { LabelOptions } from "../../backend/kernels/crossEntropy.js";
import type { TypedArray } from "../../dtype.js";
import type { BufferPool } from "./bufferPool.js";
import { arrayOf } from "./strided.js";

/** Minus the logarithm of a row's probability of its label; each row's largest element and the logarithm beside it. */
export function crossEntropy(
  pool: BufferPool,
  x: View,
  labels: View,
  { ignoreIndex, divisor }: LabelOptions,
): readonly [TypedArray, TypedArray] {
  const [from, at] = [arrayOf(x), arrayOf(labels)];
  const [count, classes] = x.shape;
  const losses = pool.take(x.dtype, divisor === null ? count : 1);
  const rows = pool.take(x.dtype, 2 * count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const label = at[labels.offset + i * labels.strides[0]];
    const start = x.offset + i * x.strides[0];
    const step = x.strides[1];
    let max = -Infinity;
    let total = 0;
    for (let c = 0, p = start; c < classes; c++, p += step) if (from[p] > max) max = from[p];
    for (let c = 0, p = start; c < classes; c++, p += step) total += Math.exp(from[p] - max);
    const shift = Math.log(total);
    const loss = label === ignoreIndex ? 0 : shift - (from[start + label * step] - max);
    if (divisor === null) losses[i] = loss;
    rows[2 * i] = max;
    rows[2 * i + 1] = shift;
    sum += loss;
  }
  if (divisor !== null) losses[0] = sum / divisor;
  return [losses, rows];
}

/** The probabilities of each row, less 1 at its label, times the loss's gradient over the divisor. */
export function crossEntropyGrad(
  pool: BufferPool,
  grad: View,
  x: View,
  labels: View,
  rows: View,
  { ignoreIndex, divisor }: LabelOptions,
): TypedArray {
  const [from, at, incoming, known] = [x, labels, grad, rows].map(arrayOf);
  const [count, classes] = x.shape;
  const out = pool.take(x.dtype, count * classes);
  const gradStep = divisor === null ? grad.strides[0] : 0;
  for (let i = 0; i < count; i++) {
    const label = at[labels.offset + i * labels.strides[0]];
    const scale = label === ignoreIndex ? 0 : incoming[grad.offset + i * gradStep] / (divisor ?? 1);
    const row = rows.offset + i * rows.strides[0];
    const [max, shift] = [known[row], known[row + rows.strides[1]]];
    for (let c = 0; c < classes; c++) {
      const logProbability = from[x.offset + i * x.strides[0] + c * x.strides[1]] - max - shift;
      const difference = Math.exp(logProbability) - (c === label ? 1 : 0);
      out[i * classes + c] = label === ignoreIndex ? 0 : difference * scale;
    }
  }
  return out;
}

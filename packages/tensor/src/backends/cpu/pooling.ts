import type { AvgPoolGeometry, PoolGeometry, View } from "../../backend/contract.js";
import { columnAxis, type PoolAxis, poolDivisor, rowAxis } from "../../backend/poolWindows.js";
import type { TypedArray } from "../../dtype.js";
import type { BufferPool } from "./bufferPool.js";
import { arrayOf } from "./strided.js";

/** Calls `visit` with where each plane of a view begins, and the plane's number. */
function forEachPlane(view: View, visit: (start: number, plane: number) => void): void {
  const [batch, channels] = view.shape;
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c++) {
      visit(view.offset + n * view.strides[0] + c * view.strides[1], n * channels + c);
    }
  }
}

/** The largest element of each window, and its position in the unpadded plane. */
export function maxPool2d(pool: BufferPool, x: View, geometry: PoolGeometry): readonly [TypedArray, TypedArray] {
  const { batch, channels, outHeight, outWidth } = geometry;
  const count = batch * channels * outHeight * outWidth;
  const values = pool.take(x.dtype, count);
  const indices = pool.take("int32", count);
  const rows = rowAxis(geometry);
  const columns = columnAxis(geometry);
  forEachPlane(x, (start, plane) => {
    maxPoolPlane(x, start, rows, columns, geometry, values, indices, plane * outHeight * outWidth);
  });
  return [values, indices];
}

function maxPoolPlane(
  x: View,
  plane: number,
  rows: PoolAxis,
  columns: PoolAxis,
  { inHeight, inWidth, outHeight, outWidth }: PoolGeometry,
  values: TypedArray,
  indices: TypedArray,
  to: number,
): void {
  const source = arrayOf(x);
  const [, , rowStep, columnStep] = x.strides;
  const { starts, ends, step } = columns;
  const move = step * columnStep;
  for (let oy = 0; oy < outHeight; oy++) {
    const top = rows.starts[oy];
    const bottom = rows.ends[oy];
    for (let ox = 0; ox < outWidth; ox++, to++) {
      const left = starts[ox];
      const right = ends[ox];
      let best = -Infinity;
      // A window over nothing but -infinity, or wide enough to straddle a tiny input, still names an element.
      let position = Math.min(top, inHeight - 1) * inWidth + Math.min(left, inWidth - 1);
      for (let y = top; y < bottom; y += rows.step) {
        let at = plane + y * rowStep + left * columnStep;
        for (let c = left; c < right; c += step, at += move) {
          const value = source[at];
          // The first of equal elements stays, and a NaN wins over all.
          if (value > best || Number.isNaN(value)) {
            best = value;
            position = y * inWidth + c;
          }
        }
      }
      values[to] = best;
      indices[to] = position;
    }
  }
}

/** Adds each gradient to the position that `indices` names in its plane. */
export function maxPool2dInputGrad(pool: BufferPool, grad: View, indices: View, geometry: PoolGeometry): TypedArray {
  const { batch, channels, inHeight, inWidth, outHeight, outWidth } = geometry;
  const out = pool.take(grad.dtype, batch * channels * inHeight * inWidth).fill(0);
  const source = arrayOf(grad);
  const positions = arrayOf(indices);
  const [, , rowStep, columnStep] = grad.strides;
  const [imageStep, channelStep, indexRowStep, indexColumnStep] = indices.strides;
  forEachPlane(grad, (start, plane) => {
    const n = Math.floor(plane / channels);
    const from = indices.offset + n * imageStep + (plane % channels) * channelStep;
    const to = plane * inHeight * inWidth;
    for (let y = 0; y < outHeight; y++) {
      let i = start + y * rowStep;
      let j = from + y * indexRowStep;
      for (let x = 0; x < outWidth; x++, i += columnStep, j += indexColumnStep) out[to + positions[j]] += source[i];
    }
  });
  return out;
}

/** The mean of each window. */
export function avgPool2d(pool: BufferPool, x: View, geometry: AvgPoolGeometry): TypedArray {
  const { batch, channels, outHeight, outWidth } = geometry;
  const out = pool.take(x.dtype, batch * channels * outHeight * outWidth);
  const rows = rowAxis(geometry);
  const columns = columnAxis(geometry);
  const source = arrayOf(x);
  const [, , rowStep, columnStep] = x.strides;
  forEachPlane(x, (start, plane) => {
    let to = plane * outHeight * outWidth;
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++, to++) {
        const right = columns.ends[ox];
        let total = 0;
        for (let y = rows.starts[oy]; y < rows.ends[oy]; y++) {
          const row = start + y * rowStep;
          for (let c = columns.starts[ox]; c < right; c++) total += source[row + c * columnStep];
        }
        out[to] = total / poolDivisor(rows, columns, oy, ox, geometry);
      }
    }
  });
  return out;
}

/** Spreads each gradient evenly over its window. */
export function avgPool2dInputGrad(pool: BufferPool, grad: View, geometry: AvgPoolGeometry): TypedArray {
  const { batch, channels, inHeight, inWidth, outHeight, outWidth } = geometry;
  const out = pool.take(grad.dtype, batch * channels * inHeight * inWidth).fill(0);
  const rows = rowAxis(geometry);
  const columns = columnAxis(geometry);
  const source = arrayOf(grad);
  const [, , rowStep, columnStep] = grad.strides;
  forEachPlane(grad, (start, plane) => {
    const to = plane * inHeight * inWidth;
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const share = source[start + oy * rowStep + ox * columnStep] / poolDivisor(rows, columns, oy, ox, geometry);
        const right = columns.ends[ox];
        for (let y = rows.starts[oy]; y < rows.ends[oy]; y++) {
          const row = to + y * inWidth;
          for (let c = columns.starts[ox]; c < right; c++) out[row + c] += share;
        }
      }
    }
  });
  return out;
}

import type { PoolGeometry } from "@lumbre/tensor/backend";
import type { Kernel } from "../../engine/engine.js";
import { type Layout, positionOf, unravel } from "../layout.js";
import { columnAxis, firstWindowOver, rowAxis, stepOf, tapsOf, windowAt, windowsOver } from "./windows.js";

interface MaxPooling {
  readonly geometry: PoolGeometry;
  readonly x: Layout;
}

/** The largest element of each window; and beside it, where in the unpadded plane it lies. */
export const maxPool: Kernel<MaxPooling> = {
  name: "maxPool2d",
  source({ geometry, x }) {
    const { batch, channels, inHeight, inWidth, outHeight, outWidth } = geometry;
    const [rows, columns] = [rowAxis(geometry), columnAxis(geometry)];
    const plane = positionOf({ offset: x.offset, strides: x.strides.slice(0, 2) });
    // A window over nothing but -infinity, or wide enough to straddle a tiny input, still names an element.
    const firstInside = (axis: "y" | "x", step: number, last: number): string => `
      let ${axis}First = ${axis}Start;
      if (${axis}First < 0) { ${axis}First = ${axis}First + idiv(${step - 1} - ${axis}First, ${step}) * ${step}; }
      if (${axis}First > ${last}) { ${axis}First = ${last}; }`;
    return `function (x) {
      ${unravel("this.thread.x", [batch, channels, outHeight, outWidth])}
      ${windowAt(rows, "c2", "y")}
      ${windowAt(columns, "c3", "x")}
      ${firstInside("y", stepOf(rows), inHeight - 1)}
      ${firstInside("x", stepOf(columns), inWidth - 1)}
      let best = -infinity();
      let place = yFirst * ${inWidth} + xFirst;
      const start = ${plane};
      for (let ky = 0; ky < ${tapsOf(rows)}; ky++) {
        const y = yStart + ky * ${stepOf(rows)};
        if (y >= 0 && y < yEnd && y < ${inHeight}) {
          for (let kx = 0; kx < ${tapsOf(columns)}; kx++) {
            const at = xStart + kx * ${stepOf(columns)};
            if (at >= 0 && at < xEnd && at < ${inWidth}) {
              const value = x[start + y * ${x.strides[2]} + at * ${x.strides[3]}];
              if (value > best || isMissing(value) == 1) { best = value; place = y * ${inWidth} + at; }
            }
          }
        }
      }
      output1(place);
      return best;
    }`;
  },
};

interface MaxUnpooling {
  readonly geometry: PoolGeometry;
  readonly grad: Layout;
  readonly indices: Layout;
}

/** For each element of the input, the sum of the gradients of the windows whose maximum it is. */
export const maxPoolInputGrad: Kernel<MaxUnpooling> = {
  name: "maxPool2dInputGrad",
  source({ geometry, grad, indices }) {
    const { batch, channels, inHeight, inWidth, outHeight, outWidth } = geometry;
    const [rows, columns] = [rowAxis(geometry), columnAxis(geometry)];
    const planeOf = ({ offset, strides }: Layout) => positionOf({ offset, strides: strides.slice(0, 2) });
    const elementOf = ({ strides }: Layout) => `oy * ${strides[2]} + ox * ${strides[3]}`;
    return `function (grad, indices) {
      ${unravel("this.thread.x", [batch, channels, inHeight, inWidth])}
      ${firstWindowOver(rows, "c2", "yFirst")}
      ${firstWindowOver(columns, "c3", "xFirst")}
      const gradStart = ${planeOf(grad)};
      const indexStart = ${planeOf(indices)};
      const place = c2 * ${inWidth} + c3;
      let total = 0;
      for (let i = 0; i < ${windowsOver(rows)}; i++) {
        const oy = yFirst + i;
        if (oy >= 0 && oy < ${outHeight}) {
          for (let j = 0; j < ${windowsOver(columns)}; j++) {
            const ox = xFirst + j;
            if (ox >= 0 && ox < ${outWidth}) {
              if (indices[indexStart + ${elementOf(indices)}] == place) {
                total += grad[gradStart + ${elementOf(grad)}];
              }
            }
          }
        }
      }
      return total;
    }`;
  },
};

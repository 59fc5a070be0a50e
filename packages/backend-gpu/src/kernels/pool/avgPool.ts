import type { AvgPoolGeometry } from "@lumbre/tensor/backend";
import type { Kernel } from "../../engine/engine.js";
import { type Layout, positionOf, unravel } from "../layout.js";
import { type Axis, columnAxis, firstWindowOver, rowAxis, tapsOf, windowAt, windowsOver } from "./windows.js";

interface Averaging {
  readonly geometry: AvgPoolGeometry;
  readonly x: Layout;
}

/** Text that declares a window's elements along an axis, `<name>From` to `<name>To`, and how many `<name>Count` counts. */
function elementsOf(axis: Axis, o: string, name: string, countsPadding: boolean): string {
  const { inSize, padding } = axis;
  // Elements that ceil mode adds beyond the padding are not counted.
  const extent = countsPadding
    ? `let ${name}Count = ${name}End - ${name}Start;
         if (${name}End > ${inSize + padding}) { ${name}Count = ${inSize + padding} - ${name}Start; }`
    : `const ${name}Count = ${name}To - ${name}From;`;
  return `${windowAt(axis, o, name)}
    let ${name}From = ${name}Start; if (${name}From < 0) { ${name}From = 0; }
    let ${name}To = ${name}End; if (${name}To > ${inSize}) { ${name}To = ${inSize}; }
    ${extent}`;
}

function divisorOf({ divisorOverride }: AvgPoolGeometry): string {
  return divisorOverride === 0 ? "(yCount * xCount)" : `(${divisorOverride}.0)`;
}

/** The mean of each window. */
export const avgPool: Kernel<Averaging> = {
  name: "avgPool2d",
  source({ geometry, x }) {
    const { batch, channels, outHeight, outWidth, countIncludePad } = geometry;
    const [rows, columns] = [rowAxis(geometry), columnAxis(geometry)];
    return `function (x) {
      ${unravel("this.thread.x", [batch, channels, outHeight, outWidth])}
      ${elementsOf(rows, "c2", "y", countIncludePad)}
      ${elementsOf(columns, "c3", "x", countIncludePad)}
      const start = ${positionOf({ offset: x.offset, strides: x.strides.slice(0, 2) })};
      let total = 0;
      for (let ky = 0; ky < ${tapsOf(rows)}; ky++) {
        const y = yFrom + ky;
        if (y < yTo) {
          for (let kx = 0; kx < ${tapsOf(columns)}; kx++) {
            const at = xFrom + kx;
            if (at < xTo) { total += x[start + y * ${x.strides[2]} + at * ${x.strides[3]}]; }
          }
        }
      }
      return total / ${divisorOf(geometry)};
    }`;
  },
};

interface Spreading {
  readonly geometry: AvgPoolGeometry;
  readonly grad: Layout;
}

/** For each element of the input, its share of the gradients of the windows that contain it. */
export const avgPoolInputGrad: Kernel<Spreading> = {
  name: "avgPool2dInputGrad",
  source({ geometry, grad }) {
    const { batch, channels, inHeight, inWidth, outHeight, outWidth, countIncludePad } = geometry;
    const [rows, columns] = [rowAxis(geometry), columnAxis(geometry)];
    return `function (grad) {
      ${unravel("this.thread.x", [batch, channels, inHeight, inWidth])}
      ${firstWindowOver(rows, "c2", "yFirst")}
      ${firstWindowOver(columns, "c3", "xFirst")}
      const start = ${positionOf({ offset: grad.offset, strides: grad.strides.slice(0, 2) })};
      let total = 0;
      for (let i = 0; i < ${windowsOver(rows)}; i++) {
        const oy = yFirst + i;
        ${elementsOf(rows, "oy", "y", countIncludePad)}
        if (oy >= 0 && oy < ${outHeight} && c2 >= yFrom && c2 < yTo) {
          for (let j = 0; j < ${windowsOver(columns)}; j++) {
            const ox = xFirst + j;
            ${elementsOf(columns, "ox", "x", countIncludePad)}
            if (ox >= 0 && ox < ${outWidth} && c3 >= xFrom && c3 < xTo) {
              total += grad[start + oy * ${grad.strides[2]} + ox * ${grad.strides[3]}] / ${divisorOf(geometry)};
            }
          }
        }
      }
      return total;
    }`;
  },
};

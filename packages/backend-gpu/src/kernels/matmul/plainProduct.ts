import type { DeviceBuffer, View } from "@lumbre/tensor/backend";
import type { Engine, Kernel } from "../../engine/engine.js";
import { maxLoop } from "../../engine/settings.js";
import { areComputable } from "../computable.js";
import { type Layout, positionOf, stored, unravel } from "../layout.js";

interface Product {
  readonly shape: readonly [batch: number, rows: number, columns: number];
  readonly inner: number;
  readonly a: Layout;
  readonly b: Layout;
  readonly isFloat: boolean;
}

/** One element of the product for each element of the output. */
const product: Kernel<Product> = {
  name: "matmul",
  source({ shape, inner, a, b, isFloat }) {
    const left = { strides: [a.strides[0], a.strides[1], 0], offset: a.offset };
    const right = { strides: [b.strides[0], 0, b.strides[2]], offset: b.offset };
    return `function (a, b) {
      ${unravel("this.thread.x", shape)}
      let total = 0.0;
      for (let k = 0; k < ${inner}; k++) {
        total += a[${positionOf(left)} + k * ${a.strides[2]}] * b[${positionOf(right)} + k * ${b.strides[1]}];
      }
      return ${stored(isFloat ? "float32" : "int32", "total")};
    }`;
  },
};

/** `a b`, element by element: what is small, and whole numbers. */
export function plainProduct(engine: Engine, a: View, b: View): DeviceBuffer | null {
  const [batch, rows, inner] = a.shape;
  const columns = b.shape[2];
  const length = batch * rows * columns;
  const isSmall = length <= engine.machine.driver.maxElements && inner <= maxLoop;
  if (!isSmall || !areComputable(engine, a, b) || a.dtype === "uint8" || a.dtype === "bool") return null;
  const constants: Product = {
    shape: [batch, rows, columns],
    inner,
    a: { strides: a.strides, offset: a.offset },
    b: { strides: b.strides, offset: b.offset },
    isFloat: a.dtype === "float32",
  };
  return engine.run(product, constants, [a.buffer, b.buffer], length, a.dtype);
}

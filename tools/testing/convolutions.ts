import { fromTypedArray, type Tensor } from "@lumbre/tensor";
import { numel } from "@lumbre/tensor/backend";
import { type ConvCase, convCases } from "../../packages/backend-testkit/src/arbitraries/convolutions.js";
import { randomTensor } from "./randomTensor.js";
import { elementAt, indicesOf } from "./strided.js";

export { type ConvCase, convCases };

/** Random float64 values for a case: the input, the weight, the bias, and something of the output's shape. */
export function convOperands({ xShape, weightShape, yShape, seed }: ConvCase, requiresGrad = false) {
  return {
    x: randomTensor(xShape, seed, { requiresGrad }),
    weight: randomTensor(weightShape, seed + 1, { requiresGrad }),
    bias: randomTensor([weightShape[0]], seed + 2, { requiresGrad }),
    y: randomTensor(yShape, seed + 3, { requiresGrad }),
  };
}

/** The convolution by its definition, one multiplication after the other. */
export function directConv(x: Tensor, weight: Tensor, bias: Tensor | null, item: ConvCase): Tensor {
  const { xShape, weightShape, yShape, axes, groups } = item;
  const out = new Float64Array(numel(yShape));
  let next = 0;
  for (const [n, o, ...position] of indicesOf(yShape)) {
    let total = bias === null ? 0 : elementAt(bias, [o]);
    const group = Math.floor(o / (weightShape[0] / groups));
    for (const [c, ...tap] of indicesOf(weightShape.slice(1))) {
      const at = axes.map(({ stride, dilation, padding }, d) => position[d] * stride + tap[d] * dilation - padding);
      if (at.some((i, d) => i < 0 || i >= xShape[d + 2])) continue;
      total += elementAt(weight, [o, c, ...tap]) * elementAt(x, [n, group * weightShape[1] + c, ...at]);
    }
    out[next++] = total;
  }
  return fromTypedArray(out, yShape);
}

/** The sum of the products of all elements. */
export function innerProduct(a: Tensor, b: Tensor): number {
  const left = a.readSync();
  const right = b.readSync();
  let total = 0;
  for (let i = 0; i < left.length; i++) total += left[i] * right[i];
  return total;
}

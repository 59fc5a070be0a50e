import { bind } from "../../arguments/bind.js";
import type { View } from "../../backend/contract.js";
import { expandView } from "../../backend/views.js";
import { allocateArray } from "../../dtype.js";
import { apply } from "../../op/apply.js";
import { defineOp, noGradient, type Operand } from "../../op/op.js";
import { broadcastShapes } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, operandShape } from "../elementwise.js";
import { elementsOf } from "../onHost.js";
import { floatPair } from "./floatPair.js";
import { nextAfter } from "./specialFunctions.js";

const nextafterOp = defineOp({
  name: "nextafter",
  shape: ([a, b]) => broadcastShapes("nextafter", operandShape(a), operandShape(b)),
  forward: (kernels, inputs, _, shape) => {
    const views = (inputs as readonly View[]).map((input) => expandView(input, shape) as View);
    const [from, towards] = views.map((view) => elementsOf("nextafter", kernels, view));
    const { dtype } = views[0];
    const result = allocateArray(dtype, from.length);
    for (let i = 0; i < from.length; i++) result[i] = nextAfter(from[i], towards[i], dtype === "float64");
    return kernels.upload(result, dtype);
  },
  grad: noGradient("it takes a step of the least size that there is"),
});

const signature = binarySignature("nextafter");

/**
 * The next number that the dtype has from x towards `other`, element by element; `other` where both are equal. Integers
 * become float32 first. It has no gradient. Computed on the host.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * nextafter(tensor([1]), tensor([2])).sub(1); // => tensor([1.1921e-07])
 * @see https://pytorch.org/docs/stable/generated/torch.nextafter.html
 */
export function nextafter(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(signature, arguments);
  return apply(nextafterOp, floatPair(x, other), undefined);
}

import type { ConvGeometry, View } from "../../backend/contract.js";
import type { ConvActivation } from "../../backend/kernels/conv2dActivation.js";
import { ShapeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { defineOp, noGradient } from "../../op/op.js";
import { formatShape, type Shape, sameShape } from "../../shape.js";
import { requireTensor, type Tensor } from "../../tensor.js";
import { fromPlanes, toPlanes } from "../windows.js";
import { type Conv2dOptions, conv2dOp } from "./conv2d.js";
import { prepareConv2d } from "./conv2dRelu.js";

interface BlockAttributes {
  readonly geometry: ConvGeometry;
  readonly activation: ConvActivation;
}

const conv2dActivationOp = defineOp<BlockAttributes>({
  name: "conv2dActivation",
  shape: (inputs, { geometry }) => conv2dOp.shape(inputs, geometry),
  forward: (kernels, [x, weight, bias, addend], { geometry, activation }) =>
    kernels.conv2dActivation(x as View, weight as View, viewOrNull(bias), viewOrNull(addend), activation, geometry),
  grad: noGradient("it is for inference; write the convolution and what follows it one after the other"),
});

/** An absent operand is the number 0. */
function viewOrNull(operand: View | number): View | null {
  return typeof operand === "number" ? null : operand;
}

/**
 * `activation(conv2d(x, weight, bias, options) + addend)`, in one kernel where the device's backend has it. It has no
 * gradient; layers in a row call it where none is recorded.
 *
 * Shapes: as for {@link conv2d}; addend: that of the result.
 * @throws {ShapeError} for an addend of another shape, and as {@link conv2d}.
 * @example
 * const [x, w] = [tensor([[[1, 2, 3]]]), tensor([[[[1, -1]]]])];
 * conv2dActivation(x, w, null, {}, "relu", tensor([[[3, 0]]])); // => tensor([[[2., 0.]]])
 */
export function conv2dActivation(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: Conv2dOptions,
  activation: ConvActivation,
  addend: Tensor | null = null,
): Tensor {
  const { operands, geometry } = prepareConv2d(x, weight, bias, options);
  const [planes, filters] = operands;
  if (addend !== null) {
    requireTensor("conv2d", addend);
    const shape = conv2dOp.shape(operands, geometry);
    const expected = x.ndim === 3 ? shape.slice(1) : shape;
    if (!sameShape(addend.shape, expected))
      throw new ShapeError(`conv2d: cannot add ${formatShape(addend.shape)} to a result of ${formatShape(expected)}`);
  }
  const added = addend === null ? 0 : toPlanes(addend, 2);
  const y = apply(conv2dActivationOp, [planes, filters, bias ?? 0, added], { geometry, activation });
  return fromPlanes(y, 2, x.ndim);
}

/**
 * The shape of `conv2d(x, weight, bias, options)` of a batch of images.
 * @throws as {@link conv2d}.
 */
export function conv2dShape(x: Tensor, weight: Tensor, bias: Tensor | null, options: Conv2dOptions): Shape {
  const { operands, geometry } = prepareConv2d(x, weight, bias, options);
  return conv2dOp.shape(operands, geometry);
}

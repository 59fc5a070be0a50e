import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { unarySignature } from "../elementwise.js";

const toRadians = unarySignature("deg2rad");
const toDegrees = unarySignature("rad2deg");

/**
 * Angles in degrees as radians, `x * pi / 180`. Integers become float32.
 *
 * @example
 * deg2rad(tensor([180, 90])); // => tensor([3.1416, 1.5708])
 * @see https://pytorch.org/docs/stable/generated/torch.deg2rad.html
 */
export function deg2rad(x: Tensor): Tensor {
  [x] = bind(toRadians, arguments);
  return x.mul(Math.PI / 180);
}

/**
 * Angles in radians as degrees, `x * 180 / pi`. Integers become float32.
 *
 * @example
 * rad2deg(tensor([Math.PI, -Math.PI / 2])); // => tensor([180., -90.])
 * @see https://pytorch.org/docs/stable/generated/torch.rad2deg.html
 */
export function rad2deg(x: Tensor): Tensor {
  [x] = bind(toDegrees, arguments);
  return x.mul(180 / Math.PI);
}

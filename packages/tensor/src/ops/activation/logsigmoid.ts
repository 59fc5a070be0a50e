import { bind } from "../../arguments/bind.js";
import { callAs } from "../../op/callAs.js";
import type { Tensor } from "../../tensor.js";
import { unarySignature } from "../elementwise.js";
import { defineActivation } from "./oneKernel.js";

const logsigmoidOf = defineActivation("logsigmoid", (x) => {
  const s = x.sigmoid();
  return s.mul(s.sub(1));
});

const logsigmoidSignature = unarySignature("logsigmoid");

/**
 * The logarithm of the sigmoid, without overflow: `min(x, 0) - log(1 + exp(-|x|))`.
 *
 * @example
 * tensor([0, -100]).logsigmoid(); // => tensor([  -0.6931, -100.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.logsigmoid.html
 */
export function logsigmoid(x: Tensor): Tensor {
  const [input] = bind(logsigmoidSignature, arguments);
  return callAs("logsigmoid", () => logsigmoidOf(input));
}

import { bind } from "../../arguments/bind.js";
import { oneOf } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { geluCube, geluSlope } from "../../backend/composition/activationTerms.js";
import type { Tensor } from "../../tensor.js";
import { defineActivation } from "./oneKernel.js";

const exactGelu = defineActivation("gelu", (x) => {
  const square = x.square();
  return square
    .mul(-0.5)
    .exp()
    .mul(1 / Math.sqrt(2 * Math.PI))
    .mul(square.neg().add(2));
});

/** With v = geluSlope (x + geluCube x ** 3) and s = sigmoid(v): s (1 - s) (2 v' + x v'' + x v' v' (1 - 2 s)). */
const approximateGelu = defineActivation("geluTanh", (x) => {
  const square = x.square();
  const s = x.mul(square.mul(geluCube).add(1)).mul(geluSlope).sigmoid();
  const first = square
    .mul(3 * geluCube)
    .add(1)
    .mul(geluSlope);
  const bend = x.mul(first.square()).mul(s.mul(-2).add(1));
  return s.mul(s.neg().add(1)).mul(
    first
      .mul(2)
      .add(square.mul(6 * geluSlope * geluCube))
      .add(bend),
  );
});

const signature = defineSignature("gelu", required("x", aTensor), named("approximate", oneOf("none", "tanh"), "none"));

/** Options of {@link gelu}. */
export interface GeluOptions {
  /** `"tanh"` takes Hendrycks' approximation of the normal distribution. Default `"none"`: exact. */
  readonly approximate?: "none" | "tanh";
}

/**
 * The Gaussian error linear unit: x times the share of a normal distribution below x, `x/2 * (1 + erf(x / sqrt(2)))`.
 *
 * @param options The approximation.
 * @throws {ValueError} for an unknown approximation.
 * @example
 * tensor([1]).gelu(); // => tensor([0.8413])
 * tensor([1]).gelu({ approximate: "tanh" }); // => tensor([0.8412])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.gelu.html
 */
export function gelu(x: Tensor, options?: GeluOptions): Tensor {
  const [input, approximate] = bind(signature, arguments);
  return approximate === "none" ? exactGelu(input) : approximateGelu(input);
}

import { einsum, type Index, type Tensor } from "@lumbre/tensor";
import { callMethod } from "./callMethod.js";
import { callNamed, placeInputs } from "./callNamed.js";
import type { FixtureCase } from "./fixtureCase.js";

/** Makes a fixture's call, whichever of the forms its script has written. */
export function callFixture(inputs: Tensor[], item: FixtureCase): Tensor | readonly Tensor[] {
  const { attributes } = item;
  if ("equation" in attributes) return einsum(attributes.equation, ...inputs);
  if ("dim" in attributes && "method" in attributes) {
    return attributes.method === "softmax" ? inputs[0].softmax(attributes.dim) : inputs[0].logSoftmax(attributes.dim);
  }
  if ("parts" in attributes) {
    const parts = placeInputs(attributes.parts, inputs) as Index[];
    if (attributes.name === "at") return inputs[0].at(...parts);
    return inputs[0].indexPut(parts, inputs[inputs.length - 1], { accumulate: attributes.accumulate });
  }
  return "method" in attributes ? callMethod(inputs, item) : callNamed(inputs, item);
}

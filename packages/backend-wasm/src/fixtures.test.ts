import "@lumbre/autograd";
import { einsum, type Index, type Tensor } from "@lumbre/tensor";
import { callMethod, callNamed, type FixtureCase, loadFixture, placeInputs, testCases } from "@lumbre/testing";
import { describe } from "vitest";
import { createWasm } from "./index.js";

// PyTorch's outputs and gradients of all ops, on this backend and in float32.
const place = { device: createWasm({ debug: true }), isSingle: true };
const tolerance = { rtol: 1e-4, atol: 1e-5 };

/** Makes a fixture's call, whichever of the forms its script has written. */
function call(inputs: Tensor[], item: FixtureCase): Tensor | readonly Tensor[] {
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

const families = [
  "activation",
  "at",
  "conv",
  "elementwise",
  "indexing",
  "joins",
  "linalg",
  "order",
  "pool",
  "reduce",
  "softmax",
  "views",
];

/** bincount gives float64 for whole weights, whatever else is in float32. */
const isDouble = ({ name }: FixtureCase): boolean => name.startsWith("bincount(weights");

describe.each(families)("%s", (family) => {
  const cases = loadFixture("tensor", family).filter((item) => !isDouble(item));
  testCases(cases, call, tolerance, place);
});

import { loadFixture, placeInputs, testCases } from "@lumbre/testing";
import type { Index } from "./locate.js";

testCases(loadFixture("tensor", "at"), (inputs, { attributes }) => {
  const parts = placeInputs(attributes.parts, inputs) as Index[];
  if (attributes.name === "at") return inputs[0].at(...parts);
  return inputs[0].indexPut(parts, inputs[inputs.length - 1], { accumulate: attributes.accumulate });
});

import "@lumbre/autograd";
import { callFixture, opFamilies, singleCases, testCases } from "@lumbre/testing";
import { describe } from "vitest";
import { createWasm } from "./index.js";

// PyTorch's outputs and gradients of all ops, on this backend and in float32.
const place = { device: createWasm({ debug: true }), isSingle: true };

describe.each(opFamilies)("%s", (family) => {
  testCases(singleCases(family), callFixture, { rtol: 1e-4, atol: 1e-5 }, place);
});

import "@lumbre/autograd";
import { callFixture, opFamilies, singleCases, testCases } from "@lumbre/testing";
import { describe } from "vitest";
import { createGpu } from "./index.js";

// PyTorch's outputs and gradients of all ops, computed by the GPU's kernels in gpu.js's CPU mode, in float32.
const place = { device: await createGpu({ mode: "cpu" }), isSingle: true };

describe.each(opFamilies)("%s", (family) => {
  testCases(singleCases(family), callFixture, { rtol: 1e-4, atol: 1e-5 }, place);
});

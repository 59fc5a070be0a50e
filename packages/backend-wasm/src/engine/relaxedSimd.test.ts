import { expect, test } from "vitest";
import { relaxed } from "../generated/modules.js";
import { allowRelaxedSimd } from "./relaxedSimd.js";

// The function does nothing in older versions, whose plain SIMD is a fifth slower.
test.runIf("getBuiltinModule" in process)("this Node compiles the module with relaxed SIMD", () => {
  allowRelaxedSimd();
  expect(WebAssembly.validate(Buffer.from(relaxed, "base64"))).toBe(true);
});

import { expect, test } from "vitest";
import { allowRelaxedSimd } from "./relaxedSimd.js";
import { unpackModule } from "./unpackModule.js";

// The function does nothing in older versions, whose plain SIMD is a fifth slower.
test.runIf("getBuiltinModule" in process)("this Node compiles the module with relaxed SIMD", () => {
  allowRelaxedSimd();
  expect(WebAssembly.validate(unpackModule())).toBe(true);
});

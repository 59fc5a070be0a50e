import { relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { relatedTests } from "./relatedTests.js";

function testsOf(path: string): readonly string[] {
  return relatedTests(resolve(path)).map((test) => relative(".", test));
}

test("the test beside a file comes first, then those of its package, then others that import it", () => {
  const found = testsOf("packages/tensor/src/ops/join/pad.ts");
  expect(found[0]).toBe("packages/tensor/src/ops/join/pad.test.ts");
  const homes = found.map((path) => path.startsWith("packages/tensor/"));
  expect(homes.indexOf(false)).toBe(homes.filter(Boolean).length);
  expect(found).toContain("packages/nn/src/norm/batchNorm.test.ts");
});

test("what is exported as a namespace is imported by whoever imports that", () => {
  const found = testsOf("packages/vision/src/transforms/functional/warp.ts");
  expect(found.slice(0, 3)).toContain("packages/vision/src/transforms/augment.test.ts");
});

test("what does not import a file is left out", () => {
  expect(testsOf("packages/hub/src/hash.ts")).not.toContain("packages/tensor/src/ops/join/pad.test.ts");
  expect(testsOf("tools/mutate/mutants.ts")).toEqual(["tools/mutate/mutants.test.ts"]);
});

test("what workers run is tested by what imports the text made of it", () => {
  expect(testsOf("packages/backend-wasm/src/threads/worker.ts")).toContain(
    "packages/backend-wasm/src/threads/sharedTeam.test.ts",
  );
});

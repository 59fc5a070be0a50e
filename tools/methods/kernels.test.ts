import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { describeKernels, kernelNames } from "./kernels.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

test("every file of a kernel is on the list", () => {
  const files = readdirSync(new URL("../../packages/tensor/src/backend/kernels/", import.meta.url));
  expect(files.filter((file) => file !== "index.ts")).toEqual(kernelNames.map((name) => `${name}.ts`));
});

describeKernels("from the sources an editor shows", root);

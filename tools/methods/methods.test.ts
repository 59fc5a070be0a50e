import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Editor } from "./editor.js";
import { generatedPath, generateMethods, methodNames } from "./generate.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

test("the methods of Tensor are those that the functions say", () => {
  const isCurrent = readFileSync(join(root, generatedPath), "utf8") === generateMethods(root);
  expect(isCurrent, `${generatedPath} is out of date: run \`npm run generate:methods\` and commit it`).toBe(true);
});

const names = methodNames(root);
const families = {
  inChannels: ["Conv1d", "Conv2d", "ConvTranspose1d", "ConvTranspose2d"],
  kernelSize: ["MaxPool1d", "MaxPool2d"],
  p: ["Dropout", "Dropout1d", "Dropout2d"],
  numFeatures: ["BatchNorm1d", "BatchNorm2d", "InstanceNorm1d", "InstanceNorm2d"],
};
const layers = Object.entries(families).flatMap(([first, members]) => members.map((name) => [name, first] as const));
const editor = new Editor(
  [
    `import * as nn from "@lumbre/nn";\nimport type { Tensor } from "@lumbre/tensor";\ndeclare const x: Tensor;`,
    ...names.map((name) => `x.${name}();`),
    ...layers.map(([name]) => `new nn.${name}();`),
  ].join("\n"),
  root,
);

describe("an editor shows a method", () => {
  test("there are some", () => {
    expect(names.length).toBeGreaterThan(200);
  });

  test.each(names)("%s", (name) => {
    const { line, docs } = editor.hover(`x.${name}(`, 2);
    expect(line).toMatch(new RegExp(`^\\(method\\) Tensor\\.${name}[(<]`));
    // A sentence, not a remark.
    expect(docs).toMatch(/^\S.{10,}/);
    expect(docs).not.toContain("undefined");
    const forms = editor.parameters(`x.${name}(`);
    expect(forms.length).toBeGreaterThan(0);
    for (const parameters of forms) {
      expect(parameters).not.toContain("x");
      for (const parameter of parameters) expect(parameter).toMatch(/^[a-zA-Z][a-zA-Z0-9]*$/);
    }
  });

  test("its parameters by name", () => {
    expect(editor.parameters("x.sum(")).toEqual([["dim", "keepDim", "options"]]);
    expect(editor.hover("x.sum(", 2).line).toContain("keepDim?: boolean | ");
  });
});

describe("an editor shows the parameters of a layer whose base has the constructor", () => {
  test.each(layers)("%s", (name, first) => {
    const docs = editor.parameterDocs(`nn.${name}(`);
    expect([...docs.keys()][0]).toBe(first);
    docs.delete("options");
    for (const text of docs.values()) expect(text).toMatch(/^[A-Z].{10,}\.$/);
  });
});

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

describe("an editor shows a method", () => {
  const names = methodNames(root);
  const calls = names.map((name) => `x.${name}();`).join("\n");
  const editor = new Editor(
    `import type { Tensor } from "@lumbre/tensor";\ndeclare const x: Tensor;\n${calls}\n`,
    root,
  );

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
    expect(editor.parameters("x.sum(")).toEqual([["dim", "keepDim"]]);
    expect(editor.hover("x.sum(", 2).line).toContain("keepDim?: boolean | KeepDimOptions");
  });
});

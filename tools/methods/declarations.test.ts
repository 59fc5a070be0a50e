import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { errorsWith, publishedDeclarations } from "./declarations.js";
import { Editor } from "./editor.js";
import { describeKernels } from "./kernels.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const declarations = publishedDeclarations(root);

const header = `import { type Tensor as X, Tensor, tensor } from "@lumbre/tensor";
import "@lumbre/tensor/backend";
import "@lumbre/tensor/engine";
const x: X = tensor([1, 2]);
`;

describe("the published declarations", () => {
  test.each([
    ["the least", ["es2022", "dom"]],
    ["all", ["es2023", "dom", "dom.iterable", "esnext"]],
  ])("compile by themselves, with %s of what a program knows", (_, lib) => {
    expect(errorsWith(declarations, `${header}x.add(1).sum(0, { keepDim: true });\n`, root, lib)).toEqual([]);
  });

  test("let `using` give a tensor's memory back, where the program knows it", () => {
    const text = `${header}{\n  using y = x.add(1);\n  y.sum();\n}\n`;
    expect(errorsWith(declarations, text, root, ["es2022", "dom", "esnext.disposable"], false)).toEqual([]);
    expect(errorsWith(declarations, text, root, ["es2022", "dom"], false)).not.toEqual([]);
  });

  test("know what a tensor does not have", () => {
    const errors = errorsWith(
      declarations,
      `${header}x.nothing;\nnew Tensor();\nx.storage;\n`,
      root,
      ["es2022", "dom"],
      false,
    );
    expect(errors).toEqual([
      "Property 'nothing' does not exist on type 'Tensor'.",
      "Expected 1 arguments, but got 0.",
      "Property 'storage' does not exist on type 'Tensor'.",
    ]);
  });

  test("offer what users use, and nothing else", () => {
    const editor = new Editor(`${header}x.`, root, declarations);
    const names = editor.completions(`${header}x.`);
    for (const name of ["sum", "shape", "strides", "grad", "backward", "item", "dispose"])
      expect(names).toContain(name);
    for (const name of [
      "storage",
      "buffer",
      "offset",
      "base",
      "creationMeta",
      "gradNode",
      "historyVersion",
      "coversStorage",
      "setData",
    ])
      expect(names).not.toContain(name);
    expect(names.filter((name) => !/^[a-zA-Z][a-zA-Z0-9]*_?$/.test(name))).toEqual([]);
  });

  test("carry the documentation", () => {
    const { line, docs } = new Editor(`${header}x.sum();`, root, declarations).hover("x.sum(", 2);
    expect(line).toContain("(method) Tensor.sum(");
    expect(docs).toMatch(/^The sum over/);
  });
});

describeKernels("from the published declarations an editor shows", root, declarations);

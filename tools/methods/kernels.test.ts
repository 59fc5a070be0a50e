import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { kernels } from "@lumbre/tensor/backend";
import { describe, expect, test } from "vitest";
import { publishedDeclarations } from "./declarations.js";
import { Editor } from "./editor.js";

// A backend's types are derived from the list of kernels. An editor shows the names and docs all the same.

const root = fileURLToPath(new URL("../../", import.meta.url));
const names = Object.keys(kernels);
const program = [
  `import type { Backend, Kernels } from "@lumbre/tensor/backend";`,
  "declare const backend: Backend;\ndeclare const kernels: Kernels;",
  ...names.flatMap((name) => [`backend.${name};`, `kernels.${name};`]),
  "const parts: Partial<Backend> = { ",
].join("\n");

test("every file of a kernel is on the list", () => {
  const files = readdirSync(new URL("../../packages/tensor/src/backend/kernels/", import.meta.url));
  expect(files.filter((file) => file !== "index.ts")).toEqual(names.map((name) => `${name}.ts`));
});

describe.each([
  ["the sources", undefined],
  ["the published declarations", publishedDeclarations(root)],
])("from %s an editor shows", (_, declarations) => {
  const editor = new Editor(program, root, declarations);

  test.each(names)("%s, its parameters and its doc, on hover and as a key of a backend", (name) => {
    for (const { line, docs } of [
      editor.hover(`backend.${name};`, 8),
      editor.hover(`kernels.${name};`, 8),
      editor.completion("const parts: Partial<Backend> = { ", name),
    ]) {
      expect(line).toMatch(new RegExp(`^\\(property\\) (\\w+\\.)?${name}\\??: \\(*[a-z]\\w*: .*=>`, "s"));
      expect(line).not.toMatch(/\bany\b/);
      expect(docs).toMatch(/^\S.{10,}/);
    }
  });

  test("the very signature, and that a backend may decline", () => {
    expect(editor.hover("kernels.scaleChannels;", 8).line).toBe(
      "(property) scaleChannels: (x: View, mean: View, scale: View, bias: View | null) => DeviceBuffer",
    );
    expect(editor.hover("backend.matmul;", 8).line).toBe("(property) matmul: (a: View, b: View) => object | null");
    expect(editor.hover("backend.copy;", 8).line).toBe("(property) copy: (source: View, target: View) => void");
    expect(editor.hover("kernels.cumsum;", 8).docs).toBe("Running sum along `dim`.");
  });
});

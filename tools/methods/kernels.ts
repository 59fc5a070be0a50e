import { kernels } from "@lumbre/tensor/backend";
import { describe, expect, test } from "vitest";
import { Editor } from "./editor.js";

/** The names of the list of kernels. */
export const kernelNames = Object.keys(kernels);

const program = [
  `import type { Backend, Kernels } from "@lumbre/tensor/backend";`,
  "declare const backend: Backend;\ndeclare const kernels: Kernels;",
  ...kernelNames.flatMap((name) => [`backend.${name};`, `kernels.${name};`]),
  "const parts: Partial<Backend> = { ",
].join("\n");

/**
 * Declares the tests that a backend's types, which are derived from the list of kernels, show names and docs all the same.
 * @param files Declarations to read in place of the sources, by path.
 */
export function describeKernels(title: string, root: string, files?: ReadonlyMap<string, string>): void {
  describe(title, () => {
    const editor = new Editor(program, root, files);

    test.each(kernelNames)("%s, its parameters and its doc, on hover and as a key of a backend", (name) => {
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
}

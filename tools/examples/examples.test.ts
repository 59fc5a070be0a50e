import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { collectExamples, fromMarkdown, fromSource } from "./collect.js";
import { rewriteExample } from "./rewrite.js";
import { clearGenerated, runExample } from "./run.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const examples = collectExamples(root);
clearGenerated();

describe("examples", () => {
  test.each(examples.filter(({ noRun }) => noRun === null).map((example) => [example.location, example] as const))(
    "%s",
    async (_, example) => {
      await runExample(example);
    },
  );

  test.each(examples.filter(({ noRun }) => noRun !== null).map((example) => [example.location, example] as const))(
    "%s parses",
    (_, { code }) => {
      const { diagnostics } = ts.transpileModule(code, { reportDiagnostics: true });
      expect(diagnostics?.map(({ messageText }) => messageText)).toEqual([]);
    },
  );
});

describe("the checker itself", () => {
  test("finds blocks and tags with their lines", () => {
    expect(fromMarkdown("a.md", "x\n```ts\n1; // => 1\n```\n```ts no-run: slow\n2;\n```\n")).toEqual([
      { location: "a.md:2", code: "1; // => 1\n", noRun: null, pkg: null },
      { location: "a.md:5", code: "2;\n", noRun: "slow", pkg: null },
    ]);
    const source = "/**\n * Text.\n * @example\n * f(1); // => 2\n * @see x\n */\n";
    expect(fromSource("packages/nn/src/f.ts", source)).toEqual([
      { location: "packages/nn/src/f.ts:3", code: "f(1); // => 2", noRun: null, pkg: "nn" },
    ]);
  });

  test("takes the blocks of one program together", () => {
    const blocks = "```ts\nconst a = 1;\n```\n```ts no-run: slow\nb;\n```\n```ts\na; // => 1\n```\n";
    expect(fromMarkdown("a.md", `<!-- one program -->\n${blocks}`)).toEqual([
      { location: "a.md:2", code: "const a = 1;\na; // => 1\n", noRun: null, pkg: null },
      { location: "a.md:5", code: "b;\n", noRun: "slow", pkg: null },
    ]);
  });

  test("finds blocks inside of lists", () => {
    expect(fromMarkdown("a.md", "1. x\n\n   ```ts\n   f(() => {\n     g();\n   });\n   ```\n")).toEqual([
      { location: "a.md:3", code: "f(() => {\n  g();\n});\n", noRun: null, pkg: null },
    ]);
  });

  test("refuses what it could not run", () => {
    const source = (lines: string): (() => unknown) => {
      return () => fromSource("packages/nn/src/f.ts", `/**\n * Text.\n${lines} */\n`);
    };
    expect(() => fromMarkdown("a.md", "```ts no-run\n```\n")).toThrow(
      'a.md:1: ```ts no-run: expected nothing or "no-run',
    );
    expect(source(" * @example\n * // no-run\n * f();\n")).toThrow('f.ts:3: expected "// no-run: <reason>"');
    expect(source(" * @example f(1); // => 2\n")).toThrow("f.ts:3: expected @example alone on its line");
    expect(source(" * @example\n")).toThrow("f.ts:3: expected @example alone on its line");
  });

  test.each([
    ["inside of a block", "for (const i of [1]) {\n  i; // => 2\n}"],
    ["on a line of its own", "1 + 1;\n// => 3"],
    ["without a space", "1 + 1; //=> 3"],
    ["in the middle of a statement", "f(\n  1, // => 2\n);"],
    ["of an error without a class", "1 + 1; // throws"],
  ])("refuses an expectation %s", (_, code) => {
    expect(() => rewriteExample(code, "here")).toThrow('here: "// => value" or "// throws Name: message" must follow');
  });

  test.each([
    ["a wrong value", "1 + 1; // => 3"],
    ["a wrong continuation", "tensor([[1], [2]]); // => tensor([[1.],\n//   [3.]])"],
    ["a missing error", "tensor([1]); // throws ShapeError: no"],
    ["another error", "tensor([[1], [2, 3]]); // throws IndexError: tensor: ragged"],
  ])("fails for %s", async (name, code) => {
    const example = { location: `self_test_${name}`, code, noRun: null, pkg: "tensor" };
    await expect(runExample(example)).rejects.toThrow();
  });

  test("passes for what is right", async () => {
    const code =
      "const x = tensor([1, 2]); // => tensor([1., 2.])\nx.shape; // => [2]\ntensor([[1], [2, 3]]); // throws ShapeError: tensor: ragged";
    await runExample({ location: "self_test_right", code, noRun: null, pkg: "tensor" });
  });
});

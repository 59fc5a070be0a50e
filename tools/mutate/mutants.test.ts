import { describe, expect, test } from "vitest";
import { mutantsOf, mutated, withLimit } from "./mutants.js";

function textsOf(text: string): string[] {
  return mutantsOf("file.ts", text).map((mutant) => mutated(text, mutant));
}

describe("faults", () => {
  test.each<[string, string[]]>([
    ["const x = a < b;", ["const x = a <= b;"]],
    ["const x = a >= b;", ["const x = a > b;"]],
    ["const x = a === b;", ["const x = a !== b;"]],
    ["const x = a && b;", ["const x = a || b;"]],
    ["const x = a * b;", ["const x = a / b;"]],
    ["const x = 0;", ["const x = 1;"]],
    ["const x = 1;", ["const x = 0;"]],
    ["const x = 2.5;", ["const x = 3.5;"]],
    ["const x = true;", ["const x = false;"]],
    ["const x = !a;", ["const x = (a);"]],
    ["const x = -a;", ["const x = (a);"]],
    ["f(a);", [";"]],
    ["await f(a);", [";"]],
    ["if (a) f();", ["if (false) f();", "if (true) f();", "if (a) ;"]],
    ["const x = a ? b : c;", ["const x = false ? b : c;", "const x = true ? b : c;"]],
    ["x -= y;", [";", "x += y;"]],
  ])("of %s", (text, expected) => {
    expect(textsOf(text)).toEqual(expected);
  });

  test("not of types, of imports, of texts, nor of what is thrown", () => {
    expect(
      textsOf('import { a } from "b";\ntype X = 1 | true;\nconst x: Y<0> = "a" + b;\nthrow new Error(a + 1);'),
    ).toEqual([]);
  });

  test("know their line", () => {
    expect(mutantsOf("file.ts", "// a\n\nconst x =\n  1;").map(({ line }) => line)).toEqual([4]);
  });
});

test("a loop without an end throws, with braces and without", () => {
  for (const loop of ["while (true) {}", "for (;;) for (const x of [1]) x;", "do ; while (true);"]) {
    expect(() =>
      new Function(
        withLimit("file.ts", `run();function run() {\n${loop}\n}`, 5).replace(/^run\(\);(.*)$/s, "$1run();"),
      )(),
    ).toThrow("endless loop");
  }
});

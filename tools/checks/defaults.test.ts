import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

// Defaults of signatures against what the docstrings of the same file say. Where several functions of a file have a
// parameter of one name, each default has to be that of some of them.

/** A number, boolean or string as it stands in a program, in one form; null for others, which docstrings write in words. */
function literalOf(text: string): string | null {
  if (/^-?[\d._]+(?:e-?\d+)?$/.test(text)) return String(Number(text.replaceAll("_", "")));
  return /^(?:true|false|"[^"]*")$/.test(text) ? text : null;
}

type Defaults = Map<string, Set<string>>;

function add(defaults: Defaults, name: string, text: string): void {
  const value = literalOf(text);
  if (value !== null) defaults.set(name, (defaults.get(name) ?? new Set()).add(value));
}

/** What `optional(name, kind, value)` and `named(name, kind, value)` say. */
function defaultsOfCode(path: string, text: string): Defaults {
  const found: Defaults = new Map();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ["optional", "named"].includes(node.expression.getText())) {
      const [name, , value] = node.arguments;
      if (value !== undefined && ts.isStringLiteral(name)) add(found, name.text, value.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

/** What `@param name .. Default value.` says. */
function defaultsOfDocs(text: string): Defaults {
  const found: Defaults = new Map();
  for (const [, name, words] of text.matchAll(/@param (?:options\.)?(\w+) ((?:(?!\*\/|\n\s+\* @)[\s\S])*)/g)) {
    const line = words.replaceAll(/\n\s*\* ?/g, " ");
    const given = /Default:? `?([^\s`;,]+?)`?\.?[;,]?(?:\s|$)/.exec(line);
    if (given !== null) add(found, name, given[1]);
  }
  return found;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const sources = readdirSync(join(root, "packages")).flatMap((name) => {
  const folder = join(root, "packages", name, "src");
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  return files.filter((path) => /(?<!\.test)\.ts$/.test(path)).map((path) => join(folder, path));
});

test("docstrings say the defaults that signatures have", () => {
  let compared = 0;
  const wrong = sources.flatMap((path) => {
    const text = readFileSync(path, "utf8");
    if (!text.includes("defineSignature")) return [];
    const docs = defaultsOfDocs(text);
    return [...defaultsOfCode(path, text)].flatMap(([name, values]) => {
      const said = docs.get(name);
      if (said === undefined) return [];
      compared += 1;
      const unsaid = [...values].filter((value) => !said.has(value));
      return unsaid.map(
        (value) =>
          `${relative(root, path)}: ${name} is ${value} by default, the docstring says ${[...said].join(", ")}`,
      );
    });
  });
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(250);
});

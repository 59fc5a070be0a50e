import { readFileSync } from "node:fs";
import { join } from "node:path";
import { globSync } from "tinyglobby";

/** An example as it stands in a document or docstring. */
export interface Example {
  /** Where it starts: `README.md:12`. */
  readonly location: string;
  readonly code: string;
  /** Why it is not run, or null when it is. */
  readonly noRun: string | null;
  /** The package whose docstring it is from (`nn`), or null for a document, which imports what it uses. */
  readonly pkg: string | null;
}

/** Every ts block of the Markdown documents, but for the tutorial's, and every @example of the packages' sources. */
export function collectExamples(root: string): Example[] {
  const documents = ["README.md", "CONTRIBUTING.md", "packages/*/README.md", "docs/**/*.md"];
  const sources = ["packages/*/src/**/*.ts"];
  const read = (path: string): string => readFileSync(join(root, path), "utf8");
  return [
    ...globSync(documents, { cwd: root, ignore: "docs/tutorial/**" }).flatMap((path) => fromMarkdown(path, read(path))),
    ...globSync(sources, { cwd: root, ignore: ["**/*.test.ts", "**/*.generated.ts"] }).flatMap((path) =>
      fromSource(path, read(path)),
    ),
  ];
}

/** Says that the blocks of a document are parts of one program. */
const isOneProgram = (text: string): boolean => text.includes("<!-- one program -->");

/** The ```ts blocks of a Markdown text, those inside of lists too; all in one where the text says so. */
export function fromMarkdown(path: string, text: string): Example[] {
  const blocks = blocksOf(path, text);
  if (!isOneProgram(text)) return blocks;
  const parts = blocks.filter(({ noRun }) => noRun === null);
  const whole = { ...parts[0], code: parts.map(({ code }) => code).join("") };
  return [whole, ...blocks.filter(({ noRun }) => noRun !== null)];
}

function blocksOf(path: string, text: string): Example[] {
  return [...text.matchAll(/^([ \t]*)```(?:ts|typescript)\b([^\n]*)\n([\s\S]*?)^\1```/gm)].map((match) => {
    const [, indent, words, code] = match;
    const location = `${path}:${lineOf(text, match.index)}`;
    const info = words.trim();
    if (info !== "" && !/^no-run: \S/.test(info))
      throw new Error(`${location}: \`\`\`ts ${info}: expected nothing or "no-run: <reason>"`);
    return {
      location,
      code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
      noRun: info === "" ? null : info.slice(8),
      pkg: null,
    };
  });
}

/** The @example tags of the docstrings of a TypeScript text. */
export function fromSource(path: string, text: string): Example[] {
  const pkg = /^packages\/([^/]+)\//.exec(path)?.[1] ?? null;
  const examples: Example[] = [];
  for (const block of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    for (const tag of block[0].matchAll(/@example\b([^\n]*)(?:\n([\s\S]*?))?(?=\n\s*\* @|\n?\s*\*\/)/g)) {
      const location = `${path}:${lineOf(text, block.index + tag.index)}`;
      const code = (tag[2] ?? "").replace(/^\s*\* ?/gm, "");
      if (tag[1].trim() !== "" || code.trim() === "")
        throw new Error(`${location}: expected @example alone on its line, and the code on those that follow`);
      const noRun = /^\/\/ no-run: (.+)/.exec(code)?.[1] ?? null;
      if (noRun === null && /^\/\/ no-run/.test(code)) throw new Error(`${location}: expected "// no-run: <reason>"`);
      examples.push({ location, code, noRun, pkg });
    }
  }
  return examples;
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

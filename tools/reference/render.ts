import { methodNames } from "../methods/generate.js";
import type { Entry, Families } from "./collect.js";

const head = `# All functions, layers and optimizers

Every public name that is not only a type, with the first sentence of its docstring and PyTorch's page. **T** marks what
is a method of Tensor too: \`sum(x, 1)\` is \`x.sum(1)\`. \`npx vitest run tools/reference -u\` writes this page from the
sources; a test sees to it that it is current.
`;

/** The packages whose names the page has. */
export const packages = [
  "tensor",
  "nn",
  "autograd",
  "optim",
  "hub",
  "datasets",
  "serialize",
  "vision",
  "backend-wasm",
  "backend-gpu",
];

/** The text of docs/reference.md. */
export function renderReference(reference: ReadonlyMap<string, Families>, root: string): string {
  const methods = new Set(methodNames(root));
  const parts = [...reference].map(([name, families]) => renderPackage(name, families, methods));
  return `${head}\n${parts.join("\n")}`;
}

function renderPackage(name: string, families: Families, methods: ReadonlySet<string>): string {
  const parts = [...families]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([folder, entries]) => renderFamily(folder, entries, name === "tensor" ? methods : new Set()));
  return `## @lumbre/${name}\n\n${parts.join("\n")}`;
}

function renderFamily(folder: string, entries: readonly Entry[], methods: ReadonlySet<string>): string {
  const title = folder === "" ? "General" : (folder.split("/").at(-1) as string);
  const rows = [...entries]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((entry) => renderEntry(entry, methods.has(entry.name)));
  return `### ${title[0].toUpperCase()}${title.slice(1)}\n\n| name | | what it is | |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

function renderEntry({ name, kind, summary, see, file }: Entry, isMethod: boolean): string {
  const page = see === null ? "" : `[${new URL(see).hostname === "pytorch.org" ? "PyTorch" : "source"}](${see})`;
  const written = kind === "function" ? `${name}()` : name;
  return `| [\`${written}\`](../${file}) | ${isMethod ? "T" : ""} | ${escaped(summary)} | ${page} |`;
}

/** Text of a docstring in a cell: bars escaped, links as the names that they show. */
function escaped(text: string): string {
  return text.replace(/\{@link (?:\S+\s+)?([^}]+)\}/g, "`$1`").replaceAll("|", "\\|");
}

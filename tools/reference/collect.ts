import { dirname, join, relative } from "node:path";
import ts from "typescript";

/** A public name of a package: a function, a class or a constant. */
export interface Entry {
  /** As one writes it, with its namespace: `functional.relu`. */
  readonly name: string;
  readonly kind: "function" | "class" | "value";
  /** The first sentence of its docstring. */
  readonly summary: string;
  /** The page of the docs that it names, PyTorch's as a rule. */
  readonly see: string | null;
  /** The file that declares it, from the root of the repo. */
  readonly file: string;
}

/** The public names of a package by the folder that they are declared in, relative to its sources. */
export type Families = ReadonlyMap<string, readonly Entry[]>;

/** What packages export at their user's entry, read from their sources; types are left out. */
export function collectReference(root: string, packages: readonly string[]): Map<string, Families> {
  const paths = packages.map((name) => join(root, "packages", name, "src/index.ts"));
  const program = ts.createProgram(paths, {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    customConditions: ["@lumbre/source"],
    noLib: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  return new Map(
    packages.map((name, i) => {
      const entry = program.getSourceFile(paths[i]);
      const symbol = entry && checker.getSymbolAtLocation(entry);
      if (symbol === undefined) throw new Error(`${paths[i]}: no module`);
      const entries = exportsOf(symbol, "", checker, root);
      return [name, byFolder(entries, `packages/${name}/src`)];
    }),
  );
}

function exportsOf(module: ts.Symbol, prefix: string, checker: ts.TypeChecker, root: string): Entry[] {
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const name = prefix + exported.name;
    if (symbol.flags & ts.SymbolFlags.ValueModule) return exportsOf(symbol, `${name}.`, checker, root);
    if (!(symbol.flags & ts.SymbolFlags.Value)) return [];
    const [declaration] = symbol.declarations ?? [];
    if (declaration === undefined) throw new Error(`${name}: no declaration`);
    const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
    const see = symbol.getJsDocTags(checker).find((tag) => tag.name === "see")?.text;
    const file = relative(root, declaration.getSourceFile().fileName);
    return [{ name, kind: kindOf(symbol), summary: firstSentence(text), see: link(see), file }];
  });
}

function kindOf({ flags }: ts.Symbol): Entry["kind"] {
  if (flags & ts.SymbolFlags.Class) return "class";
  return flags & ts.SymbolFlags.Function ? "function" : "value";
}

/** A docstring up to the end of its first sentence, on one line. */
function firstSentence(text: string): string {
  const line = text
    .split(/\n\s*\n/)[0]
    .replace(/\s+/g, " ")
    .trim();
  return line.match(/^.*?[.:](?= [A-Z]|$)/)?.[0] ?? line;
}

function link(see: readonly ts.SymbolDisplayPart[] | undefined): string | null {
  return ts.displayPartsToString(see?.slice()).match(/https?:\/\/\S+/)?.[0] ?? null;
}

function byFolder(entries: readonly Entry[], sources: string): Families {
  const families = new Map<string, Entry[]>();
  for (const entry of entries) {
    const folder = relative(sources, dirname(entry.file));
    families.set(folder, [...(families.get(folder) ?? []), entry]);
  }
  return families;
}

import ts from "typescript";

/** Names of functions, and of the methods that they are. */
export type Links = ReadonlyMap<string, string>;

/**
 * The docstring of a function as the method's: links lead to methods, and the first parameter is not listed. An overload
 * without one has that of `documented`, and every overload that of a constant which is another name.
 */
export function methodDocs(
  declaration: ts.FunctionDeclaration,
  documented: ts.Node | undefined,
  first: string,
  links: Links,
): string {
  const own = documented !== undefined && ts.isVariableDeclaration(documented) ? null : docstring(declaration);
  const text = own ?? (documented === undefined ? null : docstring(documented));
  if (text === null) return "";
  const lines = text.split("\n").map((line) => line.replace(/^\s*\*/, "     *"));
  return `    ${linked(withoutParameter(lines, first).join("\n"), links)}\n`;
}

function docstring(declaration: ts.Node): string | null {
  return ts.getJSDocCommentsAndTags(declaration).filter(ts.isJSDoc).at(-1)?.getText() ?? null;
}

/** The lines without the tag of one parameter, which may go on for several. */
function withoutParameter(lines: readonly string[], name: string): string[] {
  const kept: string[] = [];
  let isSkipping = false;
  for (const line of lines) {
    if (/^\s*\* @/.test(line)) isSkipping = new RegExp(`^\\s*\\* @param ${name}\\b(?!\\.)`).test(line);
    if (!isSkipping || /^\s*\*\/|^\s*\*?\s*$/.test(line)) kept.push(line);
  }
  return kept;
}

/** Links to functions lead to the methods that they are; of other links the name stays. */
function linked(text: string, links: Links): string {
  return text.replace(/\{@link\s+([\w.]+)[^}]*\}/g, (_, target: string) => {
    const name = links.get(target);
    return name !== undefined
      ? `{@link Tensor.${name}}`
      : target.startsWith("Tensor.")
        ? `{@link ${target}}`
        : `\`${target}\``;
  });
}

import ts from "typescript";

/** What a statement is expected to show. */
type Expectation = { readonly kind: "value" | "error"; readonly text: string };

/**
 * An example as a module that checks itself: after a statement with `// => text` its value goes to `__check`, and a
 * statement with `// throws Name: message` runs inside `__throws`. An expectation anywhere else, which nothing would
 * check, is an error.
 */
export function rewriteExample(code: string, location: string): string {
  const file = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true);
  const expectations = file.statements.map((statement) => expectationAfter(code, statement.end));
  const written = [...code.matchAll(/\/\/\s*(?:=>|throws\b).*/g)].map(([comment]) => comment);
  if (expectations.filter((expectation) => expectation !== null).length !== written.length)
    throw new Error(
      `${location}: "// => value" or "// throws Name: message" must follow a statement on its last line, outside of any block; found ${written.join(", ")}`,
    );
  return file.statements.map((statement, i) => rewriteStatement(file, statement, expectations[i], location)).join("\n");
}

function rewriteStatement(
  file: ts.SourceFile,
  statement: ts.Statement,
  expectation: Expectation | null,
  location: string,
): string {
  const text = statement.getText(file);
  if (expectation === null) return text;
  const expected = JSON.stringify(expectation.text);
  if (expectation.kind === "error") return `await __throws(async () => { ${text} }, ${expected});`;
  if (ts.isExpressionStatement(statement)) return `await __check(${statement.expression.getText(file)}, ${expected});`;
  const name = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0].name : undefined;
  if (name !== undefined && ts.isIdentifier(name)) return `${text}\nawait __check(${name.text}, ${expected});`;
  throw new Error(`${location}: "// =>" follows a statement that has no value: ${text}`);
}

/** The comment on the rest of the line, with the comment lines that continue it. */
function expectationAfter(code: string, end: number): Expectation | null {
  const [first, ...following] = code.slice(end).split("\n");
  const match = /^\s*\/\/ (?:(=>)|throws(?= [A-Z]\w*(?::|$)))(?: (.*))?$/.exec(first);
  if (match === null) return null;
  const lines = [match[2] ?? ""];
  if (match[1] === "=>") {
    for (const line of following) {
      const more = /^\s*\/\/(?! =>| throws)(.*)$/.exec(line);
      if (more === null) break;
      lines.push(more[1]);
    }
  }
  return { kind: match[1] === "=>" ? "value" : "error", text: lines.join("\n") };
}

/** The identifiers that a piece of code mentions and does not declare itself at the top or import. */
export function freeIdentifiers(code: string): Set<string> {
  const file = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022, true);
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node))
      used.add(node.text);
    ts.forEachChild(node, visit);
  };
  const declare = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) declared.add(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) declare(element.name);
  };
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) for (const { name } of statement.declarationList.declarations) declare(name);
    if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name !== undefined)
      declared.add(statement.name.text);
    if (ts.isImportDeclaration(statement)) {
      const bindings = statement.importClause?.namedBindings;
      if (bindings !== undefined && ts.isNamedImports(bindings))
        for (const { name } of bindings.elements) declared.add(name.text);
      if (bindings !== undefined && ts.isNamespaceImport(bindings)) declared.add(bindings.name.text);
    }
  }
  visit(file);
  for (const name of declared) used.delete(name);
  return used;
}

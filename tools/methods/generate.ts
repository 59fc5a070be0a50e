import { readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import ts from "typescript";
import { type Links, methodDocs } from "./docs.js";

/** Where the generated interface lies, from the root of the repo. */
export const generatedPath = "packages/tensor/src/methods.generated.ts";

const listPath = "packages/tensor/src/methods.ts";
const widest = 120;

const head = `// Generated from the list in methods.ts and the functions that it names: npm run generate:methods
`;

/** Types that the generated file imports: name to file. */
type Imports = Map<string, string>;

/** A method of the list and the declarations of its function, one for each overload. */
interface Entry {
  readonly name: string;
  readonly declarations: readonly ts.FunctionDeclaration[];
  /** What documents the method: the function, or the constant that is another name of it. */
  readonly documented: ts.Node | undefined;
}

/**
 * The source of the file that declares the methods of Tensor: each function of the list in methods.ts without its first
 * parameter, with its docstring. Only names are resolved, no types: it works while the sources do not compile.
 *
 * @throws {Error} for a function that cannot be written as a method, saying why.
 */
export function generateMethods(root: string): string {
  const { entries, checker } = readEntries(root);
  const imports: Imports = new Map();
  // Of a function's names the first one stands for it.
  const links: Links = new Map(
    entries.toReversed().map(({ name, declarations }) => [declarations[0].name?.text ?? name, name]),
  );
  const members = entries.map((entry) => writeMethod(entry, links, checker, imports));
  return [
    head,
    ...writeImports(imports, join(root, dirname(listPath))),
    "",
    'declare module "./tensor.js" {',
    "  interface Tensor {",
    members.join("\n\n"),
    "  }",
    "}",
    "",
  ].join("\n");
}

/** The names of the methods in the list, which is parsed for them by itself. */
export function methodNames(root: string): string[] {
  const path = join(root, listPath);
  const list = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true);
  return readList(list).map((property) => property.name?.getText() ?? "?");
}

function readEntries(root: string): { entries: Entry[]; checker: ts.TypeChecker } {
  const path = join(root, listPath);
  const options = { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, noLib: true, types: [] };
  const program = ts.createProgram([path], options);
  const checker = program.getTypeChecker();
  const list = program.getSourceFile(path);
  if (list === undefined) throw new Error(`${listPath}: no such file`);
  return { entries: readList(list).map((property) => readEntry(property, checker)), checker };
}

/** What stands in `const methods = { name: function, ... }`. */
function readList(list: ts.SourceFile): readonly ts.ObjectLiteralElementLike[] {
  for (const statement of list.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const [{ name, initializer }] = statement.declarationList.declarations;
    if (name.getText() !== "methods" || initializer === undefined || !ts.isObjectLiteralExpression(initializer))
      continue;
    return initializer.properties;
  }
  throw new Error(`${listPath}: expected "const methods = { ... }"`);
}

function readEntry(property: ts.ObjectLiteralElementLike, checker: ts.TypeChecker): Entry {
  const name = property.name?.getText() ?? "?";
  const symbol = ts.isShorthandPropertyAssignment(property)
    ? checker.getShorthandAssignmentValueSymbol(property)
    : ts.isPropertyAssignment(property)
      ? checker.getSymbolAtLocation(property.initializer)
      : undefined;
  const alias = resolved(symbol, checker)?.declarations?.find(ts.isVariableDeclaration);
  const target = alias === undefined ? symbol : namedBy(alias, checker);
  const all = (resolved(target, checker)?.declarations ?? []).filter(ts.isFunctionDeclaration);
  if (all.length === 0) throw new Error(`${listPath}: ${name} must be a function that is declared with "function"`);
  const overloads = all.filter(({ body }) => body === undefined);
  const declarations = overloads.length > 0 ? overloads : all;
  const isDocumented = (node: ts.Node): boolean => ts.getJSDocCommentsAndTags(node).some(ts.isJSDoc);
  return { name, declarations, documented: alias ?? declarations.find(isDocumented) };
}

/** The function of which a constant is another name: `const clip: typeof clamp = ...`. One name may lead to the next. */
function namedBy(constant: ts.VariableDeclaration, checker: ts.TypeChecker): ts.Symbol | undefined {
  if (constant.type === undefined || !ts.isTypeQueryNode(constant.type)) return undefined;
  const symbol = resolved(checker.getSymbolAtLocation(constant.type.exprName), checker);
  const next = symbol?.declarations?.find(ts.isVariableDeclaration);
  return next === undefined ? symbol : namedBy(next, checker);
}

/** What a symbol names, where it is an import. */
function resolved(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): ts.Symbol | undefined {
  return symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function writeMethod(
  { name, declarations, documented }: Entry,
  links: Links,
  checker: ts.TypeChecker,
  imports: Imports,
): string {
  return declarations
    .map((declaration) => {
      const [x, ...parameters] = declaration.parameters;
      const where = `${name} in ${declaration.getSourceFile().fileName}`;
      if (x?.type?.getText() !== "Tensor") throw new Error(`${where}: expected x: Tensor as its first parameter`);
      if (declaration.type === undefined) throw new Error(`${where}: write the type that it returns`);
      const generics = (declaration.typeParameters ?? []).map((parameter) => parameter.getText()).join(", ");
      const written = parameters.map((parameter) => writeParameter(parameter, where));
      for (const part of [...parameters, ...(declaration.typeParameters ?? []), declaration.type])
        collectImports(part, declaration, checker, imports);
      const returned = declaration.type.getText();
      const docs = methodDocs(declaration, documented, x.name.getText(), links);
      const result = name.endsWith("_") && returned === "Tensor" ? "this" : returned;
      const signature = writeSignature(name + (generics === "" ? "" : `<${generics}>`), written, result);
      return `${docs}${signature}`;
    })
    .join("\n\n");
}

function writeParameter(parameter: ts.ParameterDeclaration, where: string): string {
  const { name, initializer, questionToken, dotDotDotToken } = parameter;
  const type = parameter.type?.getText() ?? typeOfLiteral(initializer);
  if (type === null) throw new Error(`${where}: write the type of ${name.getText()}`);
  // A pattern is how the function takes its options apart; to the caller they are one object.
  const written = ts.isIdentifier(name) ? name.text : "options";
  const optional = questionToken !== undefined || initializer !== undefined ? "?" : "";
  return `${dotDotDotToken === undefined ? "" : "..."}${written}${optional}: ${type.replace(/\s*\n\s*/g, " ")}`;
}

/** The type of a parameter whose default says it: a number, a text, true or false. */
function typeOfLiteral(value: ts.Expression | undefined): string | null {
  if (value === undefined) return null;
  if (value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword) return "boolean";
  if (ts.isStringLiteral(value)) return "string";
  return ts.isNumericLiteral(ts.isPrefixUnaryExpression(value) ? value.operand : value) ? "number" : null;
}

function writeSignature(name: string, parameters: readonly string[], returned: string): string {
  const short = `    ${name}(${parameters.join(", ")}): ${returned};`;
  if (short.length <= widest) return short;
  return [`    ${name}(`, ...parameters.map((parameter) => `      ${parameter},`), `    ): ${returned};`].join("\n");
}

/** Notes the types of the package that the types in `node` name. */
function collectImports(node: ts.Node, owner: ts.Node, checker: ts.TypeChecker, imports: Imports): void {
  const visit = (child: ts.Node): void => {
    const name = ts.isTypeReferenceNode(child) ? child.typeName : ts.isTypeQueryNode(child) ? child.exprName : null;
    if (name !== null) addImport(leftmost(name), owner, checker, imports);
    ts.forEachChild(child, visit);
  };
  if (ts.isParameter(node)) {
    if (node.type !== undefined) visit(node.type);
  } else {
    visit(node);
  }
}

function leftmost(name: ts.EntityName): ts.Identifier {
  return ts.isIdentifier(name) ? name : leftmost(name.left);
}

function addImport(name: ts.Identifier, owner: ts.Node, checker: ts.TypeChecker, imports: Imports): void {
  const declaration = resolved(checker.getSymbolAtLocation(name), checker)?.declarations?.[0];
  // A type of JavaScript itself, which stands in no file here, or one of the function's own type parameters.
  if (declaration === undefined || ts.isTypeParameterDeclaration(declaration)) return;
  const file = declaration.getSourceFile().fileName;
  // The module that is augmented knows its own types.
  if (file.endsWith("/packages/tensor/src/tensor.ts")) return;
  const isExported = (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0;
  if (!isExported) throw new Error(`${file}: export ${name.text}, which the methods of Tensor name`);
  const other = imports.get(name.text);
  if (other !== undefined && other !== file) throw new Error(`${name.text} names two types: of ${other} and ${file}`);
  imports.set(name.text, file);
}

function writeImports(imports: Imports, folder: string): string[] {
  const byFile = new Map<string, string[]>();
  for (const [name, file] of imports) {
    const module = `./${relative(folder, file).replaceAll(sep, "/").replace(/\.ts$/, ".js")}`;
    byFile.set(module, [...(byFile.get(module) ?? []), name]);
  }
  return [...byFile.keys()].sort().map((module) => {
    return `import type { ${(byFile.get(module) as string[]).sort().join(", ")} } from "${module}";`;
  });
}

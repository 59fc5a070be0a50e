import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/** The declarations of `@lumbre/tensor` as they are published, by path. */
export function publishedDeclarations(root: string): ReadonlyMap<string, string> {
  const path = join(root, "packages/tensor/tsconfig.json");
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(path, ts.sys.readFile).config,
    ts.sys,
    dirname(path),
  );
  const declarations = new Map<string, string>();
  const only = { ...options, composite: false, incremental: false, declarationMap: false, noEmitOnError: false };
  delete only.tsBuildInfoFile;
  const program = ts.createProgram(fileNames, only);
  program.emit(undefined, (file, text) => void declarations.set(file, text), undefined, true);
  return declarations;
}

/** Where a program finds the declarations, though nothing is built yet. */
export function declarationPaths(root: string): Record<string, string[]> {
  const file = (entry: string): string[] => [join(root, `packages/tensor/dist/${entry}.d.ts`)];
  return {
    "@lumbre/tensor": file("index"),
    "@lumbre/tensor/backend": file("backend"),
    "@lumbre/tensor/engine": file("engine"),
  };
}

/**
 * The errors of a program of one file that imports what the declarations declare.
 * @param checksDeclarations Also those of the declarations themselves, which takes longer. Default true.
 */
export function errorsWith(
  declarations: ReadonlyMap<string, string>,
  text: string,
  root: string,
  lib: readonly string[],
  checksDeclarations = true,
): string[] {
  const program = join(root, "tools/methods/program.ts");
  const files = new Map([...declarations, [program, text]]);
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    skipLibCheck: !checksDeclarations,
    noEmit: true,
    types: [],
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    paths: declarationPaths(root),
    lib: lib.map((name) => `lib.${name}.d.ts`),
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.directoryExists = () => true;
  host.fileExists = (path) => files.has(path) || existsSync(path);
  host.readFile = (path) => files.get(path) ?? readFileSync(path, "utf8");
  host.getSourceFile = (path, version, ...rest) => {
    const source = files.get(path);
    return source === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, source, version);
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram([program], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

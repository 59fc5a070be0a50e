import { dirname, join } from "node:path";
import ts from "typescript";
import { declarationPaths } from "./declarations.js";

/** What an editor shows about a program of one file, which imports the repo's packages: their sources, or what `files` has. */
export class Editor {
  private readonly service: ts.LanguageService;
  private readonly path: string;

  constructor(
    private readonly text: string,
    root: string,
    files?: ReadonlyMap<string, string>,
  ) {
    this.path = join(root, "tools/methods/program.ts");
    const options: ts.CompilerOptions = {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.esnext.disposable.d.ts"],
      strict: true,
      skipLibCheck: true,
      types: [],
      customConditions: files === undefined ? ["@lumbre/source"] : [],
      ...(files === undefined ? {} : { paths: declarationPaths(root) }),
    };
    this.service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => [this.path],
      getScriptVersion: () => "0",
      getScriptSnapshot: (path) => {
        const source = path === this.path ? text : (files?.get(path) ?? ts.sys.readFile(path));
        return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source);
      },
      getCurrentDirectory: () => dirname(this.path),
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: (path) => path === this.path || files?.has(path) || ts.sys.fileExists(path),
      readFile: ts.sys.readFile,
      directoryExists: files === undefined ? ts.sys.directoryExists : () => true,
    });
  }

  /** Where `words` first stand, and the cursor `offset` characters further. */
  private at(words: string, offset: number): number {
    const start = this.text.indexOf(words);
    if (start < 0) throw new Error(`the program does not say ${words}`);
    return start + offset;
  }

  /** The line that hovering shows, and the documentation below it. */
  hover(words: string, offset: number): { line: string; docs: string } {
    const info = this.service.getQuickInfoAtPosition(this.path, this.at(words, offset));
    return {
      line: ts.displayPartsToString(info?.displayParts),
      docs: ts.displayPartsToString(info?.documentation),
    };
  }

  /** The names of the parameters that are shown while a call is typed, for each form of the function. */
  parameters(words: string): string[][] {
    const help = this.service.getSignatureHelpItems(this.path, this.at(words, words.length), undefined);
    return (help?.items ?? []).map(({ parameters }) => parameters.map(({ name }) => name));
  }

  /** What is shown of each parameter while a call is typed, by name. */
  parameterDocs(words: string): Map<string, string> {
    const help = this.service.getSignatureHelpItems(this.path, this.at(words, words.length), undefined);
    const parameters = (help?.items ?? []).flatMap((item) => item.parameters);
    return new Map(parameters.map(({ name, documentation }) => [name, ts.displayPartsToString(documentation)]));
  }

  /** The names that are offered behind `words`. */
  completions(words: string): string[] {
    const offered = this.service.getCompletionsAtPosition(this.path, this.at(words, words.length), undefined);
    return (offered?.entries ?? []).map(({ name }) => name);
  }

  /** What is shown beside a name that is offered behind `words`: its line, and the documentation below it. */
  completion(words: string, name: string): { line: string; docs: string } {
    const at = this.at(words, words.length);
    const found = this.service.getCompletionEntryDetails(this.path, at, name, {}, undefined, undefined, undefined);
    return {
      line: ts.displayPartsToString(found?.displayParts),
      docs: ts.displayPartsToString(found?.documentation),
    };
  }
}

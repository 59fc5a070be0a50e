import { join } from "node:path";
import ts from "typescript";
import { type Parameter, readParameters } from "./parameters.js";

/** One way to call something: a function's signature, or one of its overloads. */
export type Form = readonly Parameter[];

/** Something that users call, as its types declare it. */
export interface Callable {
  /** `tensor.sum`, `Tensor.sum` for a method, `nn.Linear` for a constructor. */
  readonly name: string;
  readonly sort: "function" | "constructor" | "method" | "static";
  /** The function or the class: the package and the names that lead to it. */
  readonly path: readonly string[];
  /** The method, of a class that is found under {@link path}. */
  readonly method: string | null;
  readonly isAbstract: boolean;
  readonly forms: readonly Form[];
}

/** Everything that can be called and that the packages' entries for users export. */
export function readCallables(root: string, packages: readonly string[]): Callable[] {
  const entries = packages.map((name) => join(root, `packages/${name}/src/index.ts`));
  const program = ts.createProgram(entries, {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.esnext.disposable.d.ts"],
    strict: true,
    noEmit: true,
    types: [],
    customConditions: ["@lumbre/source"],
  });
  const reader = new Reader(program);
  for (const [i, entry] of entries.entries()) reader.readEntry(entry, packages[i]);
  return reader.callables();
}

interface Exported {
  readonly symbol: ts.Symbol;
  readonly path: readonly string[];
}

class Reader {
  private readonly checker: ts.TypeChecker;
  /** The shortest path to each thing that is exported. */
  private readonly found = new Map<ts.Symbol, Exported>();

  constructor(private readonly program: ts.Program) {
    this.checker = program.getTypeChecker();
  }

  readEntry(file: string, name: string): void {
    const source = this.program.getSourceFile(file);
    const module = source && this.checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file}: no such module`);
    this.readModule(module, [name]);
  }

  private readModule(module: ts.Symbol, path: readonly string[]): void {
    for (const exported of this.checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(exported) : exported;
      const at = [...path, exported.name];
      if (symbol.flags & ts.SymbolFlags.ValueModule) this.readModule(symbol, at);
      else if (symbol.flags & ts.SymbolFlags.Value) {
        const other = this.found.get(symbol);
        if (other === undefined || other.path.length > at.length) this.found.set(symbol, { symbol, path: at });
      }
    }
  }

  callables(): Callable[] {
    const all: Callable[] = [];
    const methods = new Map<string, Callable>();
    const classes = [...this.found.values()].filter(({ symbol }) => symbol.flags & ts.SymbolFlags.Class);
    for (const { symbol, path } of this.found.values()) {
      const type = this.typeOf(symbol);
      const sort = type.getConstructSignatures().length > 0 ? "constructor" : "function";
      const signatures = sort === "constructor" ? type.getConstructSignatures() : type.getCallSignatures();
      const forms = this.readForms(signatures);
      // A class whose constructor is private is made by its static methods.
      if (sort === "constructor") all.push(...this.staticMethods(symbol, type, path));
      if (forms.length === 0) continue;
      all.push({ name: path.join("."), sort, path, method: null, isAbstract: isAbstract(symbol), forms });
    }
    // Classes that can be constructed come first, so that there is an instance whose methods to call.
    for (const { symbol, path } of classes.sort(
      (a, b) => Number(isAbstract(a.symbol)) - Number(isAbstract(b.symbol)),
    )) {
      for (const method of this.instanceMethods(symbol, path)) {
        const owned = method.name.startsWith(`${symbol.name}.`) && !method.isAbstract;
        if (owned || !methods.has(method.name)) methods.set(method.name, method);
      }
    }
    return [...all, ...methods.values()];
  }

  private staticMethods(symbol: ts.Symbol, type: ts.Type, path: readonly string[]): Callable[] {
    return type.getProperties().flatMap((property) => {
      const forms = property.name === "prototype" ? [] : this.methodForms(property);
      const name = `${path.join(".")}.${property.name}`;
      if (forms.length === 0) return [];
      return [{ name, sort: "static", path, method: property.name, isAbstract: isAbstract(symbol), forms } as const];
    });
  }

  /** The methods of a class and of those that it extends, each under the name of the class that declares it. */
  private instanceMethods(symbol: ts.Symbol, path: readonly string[]): Callable[] {
    return this.checker
      .getDeclaredTypeOfSymbol(symbol)
      .getProperties()
      .flatMap((property) => {
        const forms = this.methodForms(property);
        if (forms.length === 0) return [];
        const owner = (property as { readonly parent?: ts.Symbol }).parent?.name ?? symbol.name;
        const name = `${owner}.${property.name}`;
        return [{ name, sort: "method", path, method: property.name, isAbstract: isAbstract(symbol), forms } as const];
      });
  }

  private methodForms(property: ts.Symbol): Form[] {
    const isNamed = /^\w+$/.test(property.name) && !property.name.startsWith("__");
    if (!(property.flags & ts.SymbolFlags.Method) || !isNamed) return [];
    return this.readForms(this.typeOf(property).getCallSignatures());
  }

  /** The signatures that users see and that the repo declares. */
  private readForms(signatures: readonly ts.Signature[]): Form[] {
    return signatures.flatMap((signature) => {
      const declaration = signature.getDeclaration() as ts.SignatureDeclaration | undefined;
      if (declaration === undefined || isHidden(declaration)) return [];
      if (this.program.isSourceFileDefaultLibrary(declaration.getSourceFile())) return [];
      return readParameters(signature, declaration, this.checker);
    });
  }

  private typeOf(symbol: ts.Symbol): ts.Type {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    if (declaration === undefined) throw new Error(`${symbol.name}: declared nowhere`);
    return this.checker.getTypeOfSymbolAtLocation(symbol, declaration);
  }
}

function isAbstract(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some(
    (declaration) =>
      ts.isClassDeclaration(declaration) &&
      (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Abstract) !== 0,
  );
}

/** True for what users cannot call: private, protected, abstract, or taken out of the published declarations. */
function isHidden(declaration: ts.SignatureDeclaration): boolean {
  const flags = ts.getCombinedModifierFlags(declaration as ts.Declaration);
  if (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Abstract)) return true;
  return ts.getJSDocTags(declaration).some(({ tagName }) => tagName.text === "internal");
}

import ts from "typescript";

/** A value that a parameter takes, by the sorts of values that its type admits. */
export interface Taken {
  readonly name: string;
  readonly isOptional: boolean;
  /** The types that its type is a union of, as TypeScript writes them; `any` for a type that admits everything. */
  readonly types: readonly string[];
}

/** A parameter as the types declare it. */
export interface Parameter extends Taken {
  /** It stands for any number of arguments. */
  readonly isRest: boolean;
  /** What may be given here by name, in one object: this parameter's value and those of the ones behind it. */
  readonly named: readonly Taken[] | null;
  /** It is a list of numbers, which may stand one by one. */
  readonly isSpread: boolean;
}

/** The parameters of a signature: one list, or one for each form that a rest parameter of tuples takes. */
export function readParameters(
  signature: ts.Signature,
  declaration: ts.SignatureDeclaration,
  checker: ts.TypeChecker,
): Parameter[][] {
  const reader = new ParameterReader(checker, declaration);
  const fixed: Parameter[] = [];
  for (const symbol of signature.parameters) {
    const parameter = symbol.valueDeclaration as ts.ParameterDeclaration;
    const type = checker.getTypeOfSymbolAtLocation(symbol, declaration);
    if (parameter.dotDotDotToken !== undefined)
      return reader.rest(symbol.name, type).map((rest) => [...fixed, ...rest]);
    const isOptional = parameter.questionToken !== undefined || parameter.initializer !== undefined;
    fixed.push(reader.read(symbol.name, type, isOptional));
  }
  return [fixed];
}

class ParameterReader {
  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly node: ts.Node,
  ) {}

  read(name: string, type: ts.Type, isOptional: boolean, isRest = false): Parameter {
    const members = this.members(type);
    const isGeneric = (type.flags & ts.TypeFlags.TypeParameter) !== 0;
    const options = isRest || isGeneric ? [] : members.filter((member) => this.isOptions(member));
    const types = members.filter((member) => !options.includes(member)).map((member) => this.write(member));
    const named = options.length === 0 ? null : this.properties(options);
    return { name, isOptional, isRest, types, named, isSpread: false };
  }

  /** What a rest parameter stands for. Of tuples the longest: it says all that can be given. */
  rest(name: string, type: ts.Type): Parameter[][] {
    const members = this.members(type);
    const closed = members.filter(
      (member) => this.checker.isTupleType(member) && !(member as ts.TupleTypeReference).target.hasRestElement,
    ) as ts.TupleTypeReference[];
    const open = members.find((member) => !closed.includes(member as ts.TupleTypeReference));
    const element = open?.getNumberIndexType() ?? this.checker.getAnyType();
    const isSpread = element.flags === ts.TypeFlags.Number;
    const oneByOne = open === undefined || isSpread ? [] : [[this.read(name, element, false, true)]];
    if (closed.length === 0) return oneByOne;
    const longest = closed.reduce((a, b) => (b.target.elementFlags.length > a.target.elementFlags.length ? b : a));
    const { elementFlags, labeledElementDeclarations } = longest.target;
    return [
      ...oneByOne,
      this.checker.getTypeArguments(longest).map((element, i) => {
        const isAlone = elementFlags.length === 1;
        const label = (isAlone ? null : labeledElementDeclarations?.[i]?.name.getText()) ?? name;
        const isOptional = (elementFlags[i] & ts.ElementFlags.Optional) !== 0 || this.takesUndefined(element);
        return { ...this.read(label, element, isOptional), isSpread: isSpread && i === 0 };
      }),
    ];
  }

  private takesUndefined(type: ts.Type): boolean {
    return type.isUnion() && type.types.some(({ flags }) => flags & ts.TypeFlags.Undefined);
  }

  /** The types of a union without undefined; a type parameter stands for what it extends. */
  private members(type: ts.Type): ts.Type[] {
    if (type.flags & ts.TypeFlags.TypeParameter) {
      const constraint = this.checker.getBaseConstraintOfType(type);
      return constraint === undefined ? [type] : this.members(constraint);
    }
    const all = type.isUnion() ? type.types.flatMap((member) => this.members(member)) : [type];
    return all.filter(({ flags }) => !(flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Never)));
  }

  private write(type: ts.Type): string {
    const { Any, Unknown, TypeParameter } = ts.TypeFlags;
    if (type.flags & (Any | Unknown | TypeParameter)) return "any";
    if (type.getCallSignatures().length > 0 && !type.getSymbol()?.name.match(/^[A-Z]/)) return "function";
    return this.checker.typeToString(
      type,
      this.node,
      ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope,
    );
  }

  /** True for an object that holds arguments by name, and is no value itself. */
  private isOptions(type: ts.Type): boolean {
    if (type.aliasSymbol?.name === "ParamGroupInit") return false;
    if (type.isIntersection()) return type.types.every((part) => this.isOptions(part));
    if (!(type.flags & ts.TypeFlags.Object) || this.checker.isArrayLikeType(type)) return false;
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return false;
    if (this.checker.getIndexInfosOfType(type).length > 0 || type.isClass()) return false;
    const name = type.aliasSymbol?.name ?? type.getSymbol()?.name ?? "";
    const isLiteral = name.startsWith("__") || ["Omit", "Pick", "Readonly", "Partial"].includes(name);
    return (
      isLiteral || /Options?$|^OptionsAfter$|^OptionsWith$|^ImageTransforms$|^WithoutIndices$|^WithIndices$/.test(name)
    );
  }

  private properties(types: readonly ts.Type[]): Taken[] {
    const all = new Map<string, Taken>();
    for (const property of types.flatMap((type) => type.getProperties())) {
      const type = this.checker.getTypeOfSymbolAtLocation(property, this.node);
      all.set(property.name, {
        name: property.name,
        isOptional: (property.flags & ts.SymbolFlags.Optional) !== 0,
        types: this.members(type).map((member) => this.write(member)),
      });
    }
    return [...all.values()];
  }
}

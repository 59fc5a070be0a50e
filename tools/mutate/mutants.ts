import ts from "typescript";

/** A deliberate fault: a piece of a file, and what stands there instead. */
export interface Mutant {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** Counted from 1. */
  readonly line: number;
}

const swaps = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.LessThanToken, "<="],
  [ts.SyntaxKind.LessThanEqualsToken, "<"],
  [ts.SyntaxKind.GreaterThanToken, ">="],
  [ts.SyntaxKind.GreaterThanEqualsToken, ">"],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, "!=="],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, "==="],
  [ts.SyntaxKind.AmpersandAmpersandToken, "||"],
  [ts.SyntaxKind.BarBarToken, "&&"],
  [ts.SyntaxKind.PlusToken, "-"],
  [ts.SyntaxKind.MinusToken, "+"],
  [ts.SyntaxKind.AsteriskToken, "/"],
  [ts.SyntaxKind.SlashToken, "*"],
  [ts.SyntaxKind.PercentToken, "*"],
  [ts.SyntaxKind.PlusEqualsToken, "-="],
  [ts.SyntaxKind.MinusEqualsToken, "+="],
  [ts.SyntaxKind.AsteriskEqualsToken, "/="],
  [ts.SyntaxKind.SlashEqualsToken, "*="],
]);

type Edit = readonly [node: ts.Node, replacement: string];

function isText(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

function editsOfBinary({ left, right, operatorToken }: ts.BinaryExpression): Edit[] {
  if (isText(left) || isText(right)) return [];
  const swap = swaps.get(operatorToken.kind);
  return swap === undefined ? [] : [[operatorToken, swap]];
}

/** A number changed by one; 0 and 1 for each other. */
function otherNumber(text: string): string {
  return Number(text) === 1 ? "0" : String(Number(text) + 1);
}

function editsOf(node: ts.Node): Edit[] {
  if (ts.isBinaryExpression(node)) return editsOfBinary(node);
  if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
    const condition = ts.isIfStatement(node) ? node.expression : node.condition;
    return [
      [condition, "false"],
      [condition, "true"],
    ];
  }
  // `await` and assignments stay valid when the whole statement goes, and so do calls.
  if (ts.isExpressionStatement(node)) return node.expression.kind === ts.SyntaxKind.StringLiteral ? [] : [[node, ";"]];
  if (ts.isNumericLiteral(node)) return [[node, otherNumber(node.text)]];
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [[node, "false"]];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [[node, "true"]];
  if (!ts.isPrefixUnaryExpression(node)) return [];
  const drops = node.operator === ts.SyntaxKind.ExclamationToken || node.operator === ts.SyntaxKind.MinusToken;
  return drops ? [[node, `(${node.operand.getText()})`]] : [];
}

/** Types decide nothing, and nobody tests what an error says number by number. */
function isLeftOut(node: ts.Node): boolean {
  return (
    ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isThrowStatement(node)
  );
}

/** The faults that can be put into a source file, in its order. */
export function mutantsOf(path: string, text: string): readonly Mutant[] {
  const source = parse(path, text);
  const found: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    if (isLeftOut(node)) return;
    for (const [edited, replacement] of editsOf(node)) {
      const start = edited.getStart(source);
      const line = source.getLineAndCharacterOfPosition(start).line + 1;
      found.push({ start, end: edited.getEnd(), replacement, line });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The file with the fault in it. */
export function mutated(text: string, { start, end, replacement }: Mutant): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/**
 * The file with a clock in every loop, which throws after so many milliseconds: a fault in a loop's condition may make it
 * endless, and no runner can stop a worker that never comes back to it.
 */
export function withLimit(path: string, text: string, milliseconds: number): string {
  const tick = `if ((++mutantTurns & 1023) === 0 && Date.now() > mutantEnd) throw new Error("endless loop");`;
  const source = parse(path, text);
  const insertions: (readonly [position: number, text: string])[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIterationStatement(node, false)) {
      insertions.push([node.statement.getStart(source), `{ ${tick} `], [node.statement.getEnd(), " }"]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  let result = text;
  for (const [position, inserted] of insertions.sort(([a], [b]) => b - a)) {
    result = result.slice(0, position) + inserted + result.slice(position);
  }
  return `${result}\nlet mutantTurns = 0;\nconst mutantEnd = Date.now() + ${milliseconds};\n`;
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

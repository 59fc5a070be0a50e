import { ShapeError, ValueError } from "../../errors.js";
import type { Shape } from "../../shape.js";

/** What stands for the dimensions that a subscript does not name. */
const ellipsis = "...";

/** An einsum equation, read for given operands: one label per dimension. Labels of an ellipsis are `...0`, `...1`, and so on. */
export interface Subscripts {
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
  /** The size that each label broadcasts to. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** Splits one term into letters and at most one ellipsis. `start` is where it stands in the equation. */
function readTerm(term: string, start: number, where: string): string[] {
  const labels: string[] = [];
  for (let i = 0; i < term.length; i++) {
    const character = term[i];
    if (character === " ") continue;
    if (/[a-zA-Z]/.test(character)) labels.push(character);
    else if (character !== ".") {
      throw new ValueError(
        `einsum: invalid subscript given at index ${start + i} in the equation string, subscripts must be in [a-zA-Z]`,
      );
    } else if (labels.includes(ellipsis)) {
      throw new ValueError(`einsum: found '.' for ${where} for which an ellipsis was already found`);
    } else if (term.slice(i, i + 3) !== ellipsis) {
      throw new ValueError(`einsum: found '.' for ${where} that is not part of any ellipsis`);
    } else {
      labels.push(ellipsis);
      i += 2;
    }
  }
  return labels;
}

/** The terms of the operands, and that of the output where the equation has an arrow. */
function readEquation(equation: string): { readonly inputs: string[][]; readonly output: string[] | null } {
  const arrow = equation.indexOf("->");
  const left = arrow < 0 ? equation : equation.slice(0, arrow);
  let start = 0;
  const inputs = left.split(",").map((term, i) => {
    const labels = readTerm(term, start, `operand ${i}`);
    start += term.length + 1;
    return labels;
  });
  const output = arrow < 0 ? null : readTerm(equation.slice(arrow + 2), arrow + 2, "the output");
  return { inputs, output };
}

/** How many dimensions an operand's ellipsis stands for. */
function hiddenRank(labels: readonly string[], shape: Shape, operand: number): number {
  const letters = labels.filter((label) => label !== ellipsis).length;
  const hidden = shape.length - letters;
  if (hidden === 0) return 0;
  if (!labels.includes(ellipsis)) {
    throw new ShapeError(
      `einsum: the number of subscripts in the equation (${letters}) does not match the number of dimensions ` +
        `(${shape.length}) for operand ${operand} and no ellipsis was given`,
    );
  }
  if (hidden < 0) {
    throw new ShapeError(
      `einsum: the number of subscripts in the equation (${letters}) is more than the number of dimensions ` +
        `(${shape.length}) for operand ${operand}`,
    );
  }
  return hidden;
}

/** Labels for the last `count` of `rank` dimensions that ellipses stand for; they broadcast from the right. */
function hiddenLabels(count: number, rank: number): string[] {
  return Array.from({ length: count }, (_, i) => `${ellipsis}${rank - count + i}`);
}

function replaceEllipsis(labels: readonly string[], hidden: readonly string[]): string[] {
  return labels.flatMap((label) => (label === ellipsis ? hidden : [label]));
}

/** Enters one operand's sizes; a size of 1 broadcasts, except within one operand. */
function noteSizes(sizes: Map<string, number>, labels: readonly string[], shape: Shape, operand: number): void {
  for (const [d, label] of labels.entries()) {
    const first = labels.indexOf(label);
    if (shape[first] !== shape[d]) {
      throw new ShapeError(
        `einsum: subscript ${label} is repeated for operand ${operand} but the sizes don't match, ${shape[d]} != ${shape[first]}`,
      );
    }
    const seen = sizes.get(label) ?? 1;
    if (seen !== 1 && shape[d] !== 1 && seen !== shape[d]) {
      throw new ShapeError(
        label.startsWith(ellipsis)
          ? `einsum: dimension ${d} covered by ellipsis in operand ${operand} has size ${shape[d]} which does not ` +
              `broadcast with previously seen ellipsis with size ${seen} for the respective dimension`
          : `einsum: subscript ${label} has size ${shape[d]} for operand ${operand} which does not broadcast with ` +
              `previously seen size ${seen}`,
      );
    }
    sizes.set(label, seen === 1 ? shape[d] : seen);
  }
}

/** Without an arrow: the ellipsis first, then, in alphabetical order, the letters that occur once. */
function implicitOutput(inputs: readonly (readonly string[])[]): string[] {
  const counts = new Map<string, number>();
  for (const label of inputs.flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
  const once = [...counts].filter(([label, count]) => count === 1 && label !== ellipsis).map(([label]) => label);
  return [ellipsis, ...once.sort()];
}

function checkOutput(output: readonly string[], sizes: ReadonlyMap<string, number>): void {
  for (const [i, label] of output.entries()) {
    if (output.indexOf(label) !== i) {
      throw new ValueError(`einsum: output subscript ${label} appears more than once in the output`);
    }
    if (!sizes.has(label)) {
      throw new ValueError(`einsum: output subscript ${label} does not appear in the equation for any input operand`);
    }
  }
}

/**
 * Reads an einsum equation.
 * @throws {ValueError} for a malformed equation, or one for another number of operands.
 * @throws {ShapeError} when it does not fit the operands' shapes.
 */
export function parseSubscripts(equation: string, shapes: readonly Shape[]): Subscripts {
  if (shapes.length === 0) throw new ValueError("einsum: must provide at least one operand");
  const terms = readEquation(equation);
  if (terms.inputs.length !== shapes.length) {
    const relation = terms.inputs.length > shapes.length ? "fewer" : "more";
    throw new ValueError(`einsum: ${relation} operands were provided than specified in the equation`);
  }
  const hidden = terms.inputs.map((labels, i) => hiddenRank(labels, shapes[i], i));
  const rank = Math.max(...hidden);
  const inputs = terms.inputs.map((labels, i) => replaceEllipsis(labels, hiddenLabels(hidden[i], rank)));
  const sizes = new Map<string, number>();
  for (const [i, labels] of inputs.entries()) noteSizes(sizes, labels, shapes[i], i);
  const output = replaceEllipsis(terms.output ?? implicitOutput(terms.inputs), hiddenLabels(rank, rank));
  checkOutput(output, sizes);
  return { inputs, output, sizes };
}

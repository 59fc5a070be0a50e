import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { einsum, type Tensor, ValueError, zeros } from "@lumbre/tensor";
import { numel } from "@lumbre/tensor/engine";
import { elementAt, expectClose, indicesOf, loadFixture, randomTensor, sampledRuns, testCases } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

testCases(
  loadFixture("tensor", "linalg").filter(({ attributes }) => "equation" in attributes),
  (inputs, { attributes }) => einsum(attributes.equation, ...inputs),
);

/** An equation with operands of random values, and what it means: labels for every dimension of every operand. */
interface Example {
  readonly equation: string;
  readonly operands: readonly Tensor[];
  readonly labels: readonly (readonly string[])[];
  readonly output: readonly string[];
}

const letterSizes: Record<string, number> = { a: 2, b: 3, C: 2, d: 1 };
/** What an ellipsis stands for: dimensions "0" and "1", of these sizes. */
const hiddenSizes = [2, 3];

const oneOf = (...labels: string[]): fc.Arbitrary<string> => fc.constantFrom(...labels);

/** One operand: its letters, where its ellipsis stands (if anywhere), and which labels have size 1 in it. */
const operandSpec = fc.record({
  letters: fc.array(oneOf("a", "b", "C", "d"), { maxLength: 3 }),
  ellipsisAt: fc.option(fc.nat(3)),
  hidden: fc.integer({ min: 0, max: 2 }),
  flat: fc.array(oneOf("a", "b", "C", "0", "1"), { maxLength: 1 }),
});

const examples: fc.Arbitrary<Example> = fc
  .record({
    specs: fc.array(operandSpec, { minLength: 1, maxLength: 3 }),
    outputOrder: fc.shuffledSubarray(["a", "b", "C", "d", "..."]),
    arrow: fc.boolean(),
    spaces: fc.boolean(),
    seed: fc.nat(),
  })
  .map(({ specs, outputOrder, arrow, spaces, seed }) => {
    const terms = specs.map(({ letters, ellipsisAt }) =>
      ellipsisAt === null ? letters : letters.toSpliced(Math.min(ellipsisAt, letters.length), 0, "..."),
    );
    const ranks = specs.map(({ ellipsisAt, hidden }) => (ellipsisAt === null ? 0 : hidden));
    const rank = Math.max(...ranks);
    const hiddenLabels = (count: number): string[] => Array.from({ length: count }, (_, i) => `${2 - count + i}`);
    const expand = (term: readonly string[], count: number): string[] =>
      term.flatMap((label) => (label === "..." ? hiddenLabels(count) : [label]));
    const labels = terms.map((term, i) => expand(term, ranks[i]));
    const operands = labels.map((list, i) => {
      const sizeOf = (label: string): number => letterSizes[label] ?? hiddenSizes[Number(label)];
      return randomTensor(
        list.map((label) => (specs[i].flat.includes(label) ? 1 : sizeOf(label))),
        seed + i,
      );
    });
    const used = terms.flat();
    const explicit = outputOrder.filter((label) => label === "..." || used.includes(label));
    const once = [...new Set(used)].filter((l) => l !== "..." && used.indexOf(l) === used.lastIndexOf(l)).sort();
    const written = terms.map((term) => term.join(spaces ? " " : "")).join(spaces ? " , " : ",");
    return {
      equation: arrow ? `${written}->${explicit.join("")}` : written,
      operands,
      labels,
      output: expand(arrow ? explicit : ["...", ...once], rank),
    };
  });

/** The definition: for every output index, the sum over all other labels of the operands' products. */
function oracle({ operands, labels, output }: Example): { shape: number[]; values: number[] } {
  const sizes = new Map<string, number>();
  for (const [i, list] of labels.entries()) {
    for (const [d, label] of list.entries()) {
      sizes.set(label, Math.max(sizes.get(label) ?? 1, operands[i].shape[d]));
    }
  }
  const order = [...output, ...[...sizes.keys()].filter((label) => !output.includes(label))];
  const shape = output.map((label) => sizes.get(label) as number);
  const values = new Array<number>(numel(shape)).fill(0);
  const inner = numel(order.map((label) => sizes.get(label) as number)) / values.length;
  let position = 0;
  for (const index of indicesOf(order.map((label) => sizes.get(label) as number))) {
    let product = 1;
    for (const [i, list] of labels.entries()) {
      const at = list.map((label, d) => (operands[i].shape[d] === 1 ? 0 : index[order.indexOf(label)]));
      product *= elementAt(operands[i], at);
    }
    values[Math.floor(position++ / inner)] += product;
  }
  return { shape, values };
}

describe("random subscripts", () => {
  test("agree with nested loops", () => {
    fc.assert(
      fc.property(examples, (example) => {
        const result = einsum(example.equation, ...example.operands);
        const { shape, values } = oracle(example);
        expect(result.shape).toEqual(shape);
        expectClose(result.reshape(-1), values, { rtol: 1e-10, atol: 1e-12 });
      }),
      { numRuns: sampledRuns(1000) },
    );
  });

  test("have gradients, to second order", () => {
    fc.assert(
      fc.property(examples, ({ equation, operands }) => {
        const leaves = operands.map((operand) => operand.requiresGrad_());
        gradcheck((...x) => einsum(equation, ...x), leaves);
        if (leaves.length > 1) gradgradcheck((...x) => einsum(equation, ...x), leaves, { fastMode: true });
      }),
      { numRuns: sampledRuns(40) },
    );
  });
});

describe("errors", () => {
  const [a, b, v] = [zeros(2, 3), zeros(4, 5), zeros(3)];
  const letters = "subscripts must be in [a-zA-Z]";
  test.each<[string, Tensor[], string]>([
    ["ij", [], "must provide at least one operand"],
    ["ij", [a, b], "more operands were provided than specified in the equation"],
    ["ij,j,k", [a, v], "fewer operands were provided than specified in the equation"],
    [
      "ijk",
      [a],
      "the number of subscripts in the equation (3) does not match the number of dimensions (2) for operand 0 and no ellipsis was given",
    ],
    [
      "...ijk",
      [a],
      "the number of subscripts in the equation (3) is more than the number of dimensions (2) for operand 0",
    ],
    ["ij,jk", [a, b], "subscript j has size 4 for operand 1 which does not broadcast with previously seen size 3"],
    ["ii", [a], "subscript i is repeated for operand 0 but the sizes don't match, 3 != 2"],
    ["ii", [zeros(1, 3)], "subscript i is repeated for operand 0 but the sizes don't match, 3 != 1"],
    ["ij->ii", [a], "output subscript i appears more than once in the output"],
    ["ij->k", [a], "output subscript k does not appear in the equation for any input operand"],
    ["i1->k", [a], `invalid subscript given at index 1 in the equation string, ${letters}`],
    ["ij->i->j", [a], `invalid subscript given at index 5 in the equation string, ${letters}`],
    ["ij-", [a], `invalid subscript given at index 2 in the equation string, ${letters}`],
    ["ij, j+", [a, v], `invalid subscript given at index 5 in the equation string, ${letters}`],
    ["i.j", [a], "found '.' for operand 0 that is not part of any ellipsis"],
    ["i...j...", [a], "found '.' for operand 0 for which an ellipsis was already found"],
    ["ij->i......", [a], "found '.' for the output for which an ellipsis was already found"],
    [
      "i...,i...",
      [a, zeros(2, 4)],
      "dimension 1 covered by ellipsis in operand 1 has size 4 which does not broadcast with previously seen ellipsis with size 3 for the respective dimension",
    ],
  ])("%s", (equation, operands, message) => {
    expect(() => einsum(equation, ...operands)).toThrow(`einsum: ${message}`);
  });

  test("are typed", () => {
    expect(() => einsum("ij->k", a)).toThrow(ValueError);
  });
});

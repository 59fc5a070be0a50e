import { grad } from "@lumbre/autograd";
import { type Device, type Tensor, tensor } from "@lumbre/tensor";
import { normalizeGroups, normalizeGroupsRelu } from "@lumbre/tensor/engine";
import { expectClose, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWasm } from "../index.js";

const wasm = createWasm({ debug: true });
const teams = [2, 3].map((threads) => createWasm({ threads, debug: true }));

interface Case {
  readonly x: Tensor;
  readonly addend: Tensor | null;
  readonly weight: Tensor | null;
  readonly bias: Tensor | null;
  readonly upstream: Tensor;
  readonly limit: number;
}

const names = ["x", "addend", "weight", "bias"] as const;

/** The output, the statistics and all gradients, of one op or of three. */
function everything(given: Case, place: (x: Tensor) => Tensor, isOne: boolean): Tensor[] {
  const leaves = Object.fromEntries(
    names.map((name) => [name, given[name] === null ? null : place(given[name]).detach().requiresGrad_()]),
  ) as Record<(typeof names)[number], Tensor | null>;
  const { weight, bias, addend } = leaves;
  const x = leaves.x as Tensor;
  const [batch, channels, size] = x.shape;
  const geometry = { batch, groups: channels, channels: 1, size, acrossBatch: true, eps: 0.01 };
  const of = (): { output: Tensor; mean: Tensor; variance: Tensor } => {
    if (isOne) return normalizeGroupsRelu({ x, weight, bias, addend }, geometry, given.limit);
    const { output, mean, variance } = normalizeGroups("batchNorm", { x, weight, bias }, geometry);
    const sum = addend === null ? output : output.add(addend);
    return { output: given.limit === 6 ? sum.relu6() : sum.relu(), mean, variance };
  };
  const { output, mean, variance } = of();
  const inputs = names.map((name) => leaves[name]).filter((leaf) => leaf !== null);
  return [output, mean, variance, ...grad(output, inputs, { gradOutputs: place(given.upstream) })];
}

/** One kernel gives the same digits as three. */
function agree(given: Case, device: Device = wasm): void {
  const place = (x: Tensor): Tensor => x.to(device);
  const [one, three] = [true, false].map((isOne) => everything(given, place, isOne));
  for (const [i, result] of one.entries()) expect([i, result.toArray()]).toEqual([i, three[i].toArray()]);
}

function float32(shape: readonly number[], from: number, low = -2, high = 2): Tensor {
  return randomTensor([...shape], from, { dtype: "float32", low, high });
}

function caseOf(shape: readonly number[], from: number, form: number, limit = Infinity): Case {
  const x = float32(shape, from);
  const [, channels] = shape;
  return {
    x,
    addend: form & 1 ? float32(shape, from + 1) : null,
    weight: form & 2 ? float32([channels], from + 2, -4, 6) : null,
    bias: form & 4 ? float32([channels], from + 3) : null,
    upstream: float32(shape, from + 4),
    limit,
  };
}

describe("batch norm and ReLU in one", () => {
  test("of any sizes, with and without an addend, weights and biases", () => {
    const size = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 40 }), fc.nat(7), fc.boolean(), fc.nat(), (...drawn) => {
        const [batch, channels, length, form, isBounded, from] = drawn;
        if (batch * length === 1) return;
        agree(caseOf([batch, channels, length], from, form, isBounded ? 6 : Infinity));
      }),
      { numRuns: sampledRuns(100) },
    );
  });

  test("of runs of all sizes around the vectors", () => {
    for (const n of [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 33, 49, 127, 128, 129, 255, 261]) {
      for (const form of [0, 6, 7]) agree(caseOf([2, 3, n], n, form, 6));
    }
  });

  test("of operands and gradients that lie in any order", () => {
    const given = caseOf([3, 4, 9], 1, 7);
    const strided = (x: Tensor): Tensor => x.permute(2, 0, 1).contiguous().permute(1, 2, 0);
    const weight = float32([4, 3], 5).select(1, 1);
    agree({ ...given, x: strided(given.x), addend: strided(given.x), weight, upstream: tensor(0.5).expand(3, 4, 9) });
  });

  test("on teams", () => {
    for (const team of teams) {
      for (const form of [6, 7]) agree(caseOf([16, 24, 196], form, form, 6), team);
      agree(caseOf([2, 1, 40_001], 1, 6), team);
    }
  });

  test("is right, far from 0 too", () => {
    for (const [offset, close] of [
      [0, 1e-5],
      [1000, 1e-3],
    ]) {
      const given = { ...caseOf([4, 6, 50], 1, 7, 6), x: float32([4, 6, 50], 1, offset - 1, offset + 1) };
      const results = everything(given, (x) => x.to(wasm), true);
      const exact = everything(given, (x) => x.to("float64"), false);
      for (const [i, result] of results.entries()) expectClose(result, exact[i], { rtol: close, atol: close * 10 });
    }
  });

  test("of NaN, infinities, constants and nothing", () => {
    for (const odd of [Number.NaN, Infinity, -Infinity]) {
      for (const at of [0, 8]) {
        for (const limit of [6, Infinity]) {
          const given = caseOf([2, 3, 9], at, 7, limit);
          for (const operand of [given.x, given.addend as Tensor, given.upstream])
            operand.select(0, 1).select(0, 1).narrow(0, at, 1).fill_(odd);
          agree(given);
          agree({ ...given, x: float32([2, 3, 9], 5) });
        }
      }
    }
    agree({ ...caseOf([2, 3, 9], 1, 6), x: tensor(3.7).expand(2, 3, 9) });
    agree({ ...caseOf([2, 3, 9], 1, 0), x: tensor(0).expand(2, 3, 9) });
    agree(caseOf([0, 3, 9], 1, 7));
    agree(caseOf([2, 3, 0], 1, 7));
  });

  test("leaves other dtypes and forms to the kernels that every backend has", () => {
    const given = caseOf([3, 2, 1], 1, 7);
    agree(given);
    const doubles = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, typeof value === "number" ? value : value?.to("float64")]),
    ) as unknown as Case;
    agree(doubles);
  });
});

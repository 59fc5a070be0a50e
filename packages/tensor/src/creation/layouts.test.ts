import { bernoulli, manualSeed, randintLike, randLike, randnLike, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { expectClose } from "@lumbre/testing";
import { beforeEach, describe, expect, test } from "vitest";

// Values of PyTorch after torch.manual_seed(0).

beforeEach(() => void manualSeed(0));

const uniform = [
  [0.49625659, 0.13203049],
  [0.7682218, 0.30742282],
  [0.08847743, 0.63407868],
];
const normal = [
  [1.54099607, 0.56843126],
  [-0.2934289, -1.08452237],
  [-2.17878938, -1.39859545],
];
const normals = [
  [1.54099607, -1.39859545, -0.59663534, 0.12270124],
  [-0.2934289, 0.40334684, 0.18203649, -0.5663175],
  [-2.17878938, 0.83802634, -0.85667461, 0.37311465],
  [0.56843126, -0.71925759, 1.10060418, -0.89199531],
  [-1.08452237, -0.40334353, -1.07118738, -1.50910771],
];

describe("random fills run through memory, whatever the view", () => {
  test.each<[string, () => Tensor, number[][]]>([
    ["uniform_", () => zeros(2, 3).t().uniform_(), uniform],
    ["normal_", () => zeros(2, 3).t().normal_(), normal],
    ["normal_ of 16 or more, which PyTorch draws one by one here", () => zeros(4, 5).t().normal_(), normals],
    [
      "bernoulli_",
      () => zeros(2, 3).t().bernoulli_(0.5),
      [
        [0, 0],
        [0, 0],
        [1, 0],
      ],
    ],
    ["randLike", () => randLike(zeros(2, 3).t()), uniform],
    ["randnLike", () => randnLike(zeros(2, 3).t()), normal],
    ["randnLike of 16 or more", () => randnLike(zeros(4, 5).t()), normals],
    [
      "randintLike",
      () => randintLike(zeros(2, 3).t(), 10),
      [
        [4, 0],
        [9, 3],
        [3, 9],
      ],
    ],
  ])("%s", (_, draw, expected) => {
    expectClose(draw(), expected);
  });

  test("a view of three dimensions", () => {
    const x = zeros(2, 3, 4).permute(2, 0, 1).uniform_();
    expectClose(x.at(0), [
      [0.49625659, 0.30742282, 0.45562798],
      [0.02232575, 0.697667599, 0.68160856],
    ]);
    expect(x.strides).toEqual([1, 12, 4]);
  });

  test("a view with gaps, one by one", () => {
    const x = zeros(4, 5).slice(1, 1).normal_();
    expectClose(x.at(0), [1.54099607, -0.2934289, -2.17878938, 0.56843126]);
    manualSeed(0);
    const base = zeros(4, 10);
    base.slice(1, 0, 10, 2).normal_();
    expectClose(base.at(0), [1.54099607, 0, -0.2934289, 0, -2.17878938, 0, 0.56843126, 0, -1.08452237, 0]);
  });

  test("probabilities are drawn for in the order of their indices", () => {
    expect(
      bernoulli(
        tensor([
          [0.5, 0.5, 0.5],
          [0.5, 0.5, 0.5],
        ]).t(),
      ).toArray(),
    ).toEqual([
      [1, 0],
      [1, 1],
      [1, 0],
    ]);
  });
});

import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { manualSeed, type Tensor, tensor } from "@lumbre/tensor";
import { randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as nn from "./index.js";

const F = nn.functional;
const size = fc.integer({ min: 1, max: 4 });
const seed = fc.integer({ min: 0, max: 2 ** 30 });
const leaf = (shape: readonly number[], from: number, options = {}): Tensor =>
  randomTensor([...shape], from, { requiresGrad: true, ...options });

/** Checks first and second derivatives of a function of some leaves. */
function check(fn: (...inputs: Tensor[]) => Tensor, inputs: Tensor[]): void {
  expect(gradcheck(fn, inputs).passed).toBe(true);
  expect(gradgradcheck(fn, inputs, { atol: 1e-4 }).passed).toBe(true);
}

/** A module's forward as a function of its input and its parameters. */
function checkModule(module: nn.Module, x: Tensor): void {
  module.to("float64");
  const fields = module as unknown as Record<string, unknown>;
  const names = Object.keys(module).filter((name) => fields[name] instanceof nn.Parameter);
  const parameters = names.map((name) => (fields[name] as Tensor).detach().clone().requiresGrad_());
  const call = (input: Tensor, ...values: Tensor[]): Tensor => {
    for (const [i, name] of names.entries()) fields[name] = values[i];
    return module.forward(input);
  };
  check(call, [x, ...parameters]);
}

describe("layers, by differences, for input and parameters, to second order", () => {
  const runs = { numRuns: sampledRuns(12) };

  test("Linear", () => {
    fc.assert(
      fc.property(size, size, size, seed, (n, inFeatures, outFeatures, from) => {
        checkModule(new nn.Linear(inFeatures, outFeatures), leaf([n, inFeatures], from));
      }),
      runs,
    );
  });

  test("Conv2d with padding modes", () => {
    const mode = fc.constantFrom("zeros", "reflect", "replicate", "circular" as const);
    fc.assert(
      fc.property(mode, size, size, seed, (paddingMode, cIn, cOut, from) => {
        const layer = new nn.Conv2d(cIn, cOut, [3, 2], {
          padding: [1, 1],
          stride: [1, 2],
          paddingMode: paddingMode as "zeros",
        });
        checkModule(layer, leaf([1, cIn, 4, 3], from));
      }),
      runs,
    );
  });

  test("ConvTranspose2d", () => {
    fc.assert(
      fc.property(size, size, seed, (cIn, cOut, from) => {
        checkModule(
          new nn.ConvTranspose2d(cIn, cOut, [2, 3], { stride: [2, 1], padding: [0, 1], outputPadding: [1, 0] }),
          leaf([1, cIn, 3, 2], from),
        );
      }),
      runs,
    );
  });

  test("BatchNorm, LayerNorm, GroupNorm, InstanceNorm", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 4 }), size, seed, (n, channels, from) => {
        checkModule(new nn.BatchNorm1d(channels), leaf([n, channels, 2], from));
        checkModule(new nn.LayerNorm([channels, 3]), leaf([n, channels, 3], from));
        checkModule(new nn.GroupNorm(2, 2 * channels), leaf([n, 2 * channels, 2], from));
        checkModule(new nn.InstanceNorm1d(channels, { affine: true }), leaf([n, channels, 3], from));
      }),
      { numRuns: 6 },
    );
  });

  test("Embedding and Bilinear", () => {
    fc.assert(
      fc.property(size, size, seed, (width, n, from) => {
        const weight = leaf([5, width], from);
        const indices = tensor([[0, 4, 4, 2].slice(0, n)], { dtype: "int32" });
        check((w) => F.embedding(indices, w), [weight]);
        check(
          (a, b, w) => F.bilinear(a, b, w),
          [leaf([2, n], from), leaf([2, width], from + 1), leaf([3, n, width], from + 2)],
        );
      }),
      runs,
    );
  });
});

describe("losses, by differences, to second order", () => {
  const runs = { numRuns: sampledRuns(15) };
  const classes = fc.integer({ min: 2, max: 4 });

  test("cross entropy, with weights, smoothing and ignored targets", () => {
    const options = fc.record({
      reduction: fc.constantFrom("mean", "sum", "none" as const),
      labelSmoothing: fc.constantFrom(0, 0.2),
      weighted: fc.boolean(),
    });
    fc.assert(
      fc.property(size, classes, options, seed, (n, count, { reduction, labelSmoothing, weighted }, from) => {
        const weight = weighted ? randomTensor([count], from + 1, { low: 0.5, high: 2 }) : null;
        const labels = Array.from({ length: n }, (_, i) => (i === 1 ? -100 : (from + i) % count));
        const target = tensor(labels, { dtype: "int32" });
        check(
          (x) => F.crossEntropy(x, target, { reduction: reduction as "mean", labelSmoothing, weight }),
          [leaf([n, count], from)],
        );
        const probabilities = randomTensor([n, count], from + 2, { low: 0.1, high: 1 });
        check(
          (x, p) => F.crossEntropy(x, p, { reduction: reduction as "mean", labelSmoothing, weight }),
          [leaf([n, count], from), probabilities.requiresGrad_()],
        );
      }),
      runs,
    );
  });

  test("the others", () => {
    fc.assert(
      fc.property(size, size, seed, (n, m, from) => {
        const x = leaf([n, m], from);
        const target = leaf([n, m], from + 1, { low: 2, high: 3 });
        check((a, b) => F.mseLoss(a, b), [x, target]);
        check((a, b) => F.l1Loss(a, b), [x, target]);
        check((a, b) => F.smoothL1Loss(a, b, { beta: 5 }), [x, target]);
        check((a, b) => F.huberLoss(a, b, { delta: 0.5 }), [x, target]);
        const p = leaf([n, m], from + 2, { low: 0.1, high: 0.9 });
        const q = leaf([n, m], from + 3, { low: 0.1, high: 0.9 });
        check((a, b) => F.binaryCrossEntropy(a, b), [p, q]);
        check(
          (a, b) => F.binaryCrossEntropyWithLogits(a, b, { posWeight: q.detach() }),
          [leaf([n, m], from + 4, { low: 0.1, high: 2 }), q],
        );
        check((a, b) => F.klDiv(a, b), [x, q]);
        check((a, b) => F.klDiv(a, b, { logTarget: true }), [x, q]);
      }),
      { numRuns: sampledRuns(8) },
    );
  });
});

describe("relations", () => {
  test("cross entropy does not change when all logits of a row are shifted", () => {
    fc.assert(
      fc.property(size, seed, fc.double({ min: -50, max: 50, noNaN: true }), (n, from, shift) => {
        const x = randomTensor([n, 3], from);
        const target = tensor(
          Array.from({ length: n }, (_, i) => i % 3),
          { dtype: "int32" },
        );
        expect(F.crossEntropy(x.add(shift), target).item()).toBeCloseTo(F.crossEntropy(x, target).item(), 9);
      }),
    );
  });

  test("a batch's losses are those of its halves", () => {
    fc.assert(
      fc.property(seed, (from) => {
        const x = randomTensor([6, 3], from);
        const target = tensor([0, 1, 2, 0, 1, 2], { dtype: "int32" });
        const halves = [
          F.crossEntropy(x.narrow(0, 0, 3), target.narrow(0, 0, 3)),
          F.crossEntropy(x.narrow(0, 3, 3), target.narrow(0, 3, 3)),
        ];
        expect(F.crossEntropy(x, target).item()).toBeCloseTo((halves[0].item() + halves[1].item()) / 2, 12);
      }),
    );
  });

  test("a large wrong logit costs its size, not infinity", () => {
    expect(F.crossEntropy(tensor([[1000, 0]]), tensor([1], { dtype: "int32" })).item()).toBe(1000);
  });
});

describe("bad input", () => {
  const x = randomTensor([2, 3], 1, { dtype: "float32" });
  const labels = (values: number[]): Tensor => tensor(values, { dtype: "int32" });

  test.each([
    [
      () => F.crossEntropy(x, labels([0, 3])),
      "crossEntropy: Target 3 is out of bounds. Expected a class from 0 to 2, or -100 to ignore",
    ],
    [() => F.crossEntropy(x, labels([0, -1])), "crossEntropy: Target -1 is out of bounds."],
    [() => F.crossEntropy(x, labels([0])), "crossEntropy: input [2, 3] expects a target of shape [2], got [1]"],
    [() => F.crossEntropy(x, tensor([true, false])), "crossEntropy: expected int32 labels, got bool"],
    [
      () => F.crossEntropy(x, labels([0, 1]), { labelSmoothing: 2 }),
      "crossEntropy: labelSmoothing must be a number between 0 and 1, got 2",
    ],
    [
      () => F.crossEntropy(x, labels([0, 1]), { weight: randomTensor([2], 1) }),
      "crossEntropy: weight must have one element per class, [3], got [2]",
    ],
    [
      () => F.mseLoss(x, x, { reduction: "avg" as "mean" }),
      'mseLoss: "avg" is not a valid value for reduction; expected "mean", "sum" or "none"',
    ],
    [
      () => F.binaryCrossEntropy(x.mul(0).add(2), x),
      "binaryCrossEntropy: all elements of input should be between 0 and 1, got 2",
    ],
    [
      () => F.binaryCrossEntropyWithLogits(x, x.narrow(0, 0, 1)),
      "binaryCrossEntropyWithLogits: target [1, 3] must have the shape of the input, [2, 3]",
    ],
    [() => new nn.Linear(4, 2).forward(x), "linear: input [2, 3] has 3 features, weight [2, 4] expects 4"],
    [
      () => F.crossEntropy(x, tensor([0, 1])),
      'crossEntropy: a float target holds probabilities and must have the input\'s shape [2, 3], got [2]; classes are int32: tensor([...], { dtype: "int32" })',
    ],
    [
      () => new nn.Linear(3, 2).forward([1, 2] as never),
      "Linear: expected a tensor, got an array; make one with tensor(...)",
    ],
    [() => new nn.Conv2d(1, 2, 3).forward(undefined as never), "Conv2d: missing argument x; write Conv2d(x)"],
    [
      () => x.add([1, 2, 3] as never),
      "add: other must be a number or a tensor, got an array; make one with tensor(...)",
    ],
    [
      () => x.matmul(new Float32Array(3) as never),
      "matmul: other must be a tensor, got a typed array; make one with tensor(...)",
    ],
    [() => new nn.Linear(-1, 2), "Linear: inFeatures must be an integer >= 0, got -1"],
    [() => new nn.Conv2d(3, 4, 3, { groups: 2 }), "Conv2d: inChannels 3 must be divisible by groups 2"],
    [() => new nn.Conv2d(3, 4, 3, { stride: 0 }), "Conv2d: stride must be a whole number >= 1, got 0"],
    [
      () => new nn.Conv2d(3, 4, 3, { padding: "same", stride: 2 }),
      'Conv2d: padding "same" is not supported for strided convolutions',
    ],
    [() => new nn.BatchNorm2d(3).forward(x), "BatchNorm2d: expected 4D input (got 2D input of shape [2, 3])"],
    [
      () => new nn.BatchNorm1d(3).forward(x.narrow(0, 0, 1)),
      "batchNorm: expected more than 1 value per channel when training, got input size [1, 3]",
    ],
    [
      () => F.batchNorm(x.narrow(0, 0, 1), null, null, { training: true }),
      "batchNorm: expected more than 1 value per channel when training, got input size [1, 3]",
    ],
    [() => new nn.BatchNorm1d(4).forward(x), "batchNorm: runningMean has 4 elements, input [2, 3] has 3 channels"],
    [() => new nn.LayerNorm(4).forward(x), "layerNorm: expected input with shape [*, 4], got [2, 3]"],
    [() => new nn.GroupNorm(2, 3), "GroupNorm: numChannels 3 must be divisible by numGroups 2"],
    [() => new nn.Embedding(3, 2, { paddingIdx: 3 }), "Embedding: paddingIdx 3 must be within numEmbeddings 3"],
    [() => new nn.Embedding(3, 2).forward(labels([3])), "out of bounds"],
    [() => new nn.Embedding(3, 2).forward(x), "embedding: indices must be int32, got float32"],
    [() => F.dropout(x, { p: -1 }), "dropout: dropout probability has to be between 0 and 1, but got -1"],
    [
      () => nn.init.xavierUniform_(x.narrow(0, 0, 1).flatten(0)),
      "xavierUniform_: fan in and fan out can not be computed for a tensor of shape [3]; expected 2 dimensions or more",
    ],
  ])("%#", (call, message) => {
    manualSeed(0);
    expect(call).toThrow(message);
  });
});

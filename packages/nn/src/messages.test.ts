import { DTypeError, LumbreError, ones, ShapeError, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { describe, expect, test, vi } from "vitest";
import * as nn from "./index.js";

const { functional: F } = nn;
const image = (...shape: number[]): Tensor => zeros([...shape]);
const labels = (values: unknown): Tensor => tensor(values as number[], { dtype: "int32" });

// The mistakes that everybody makes, and what to write instead: which is then tried.
test.each<[string, () => unknown, new (message: string) => Error, string, () => Tensor]>([
  [
    "a batch of images of one channel without the channel",
    () => new nn.Conv2d(1, 2, 3)(image(8, 28, 28)),
    ShapeError,
    "conv2d: input has 8 channels, weight [2, 1, 3, 3] expects 1; 3 dimensions are one image [C, H, W]: write " +
      "x.unsqueeze(1) for a batch with one channel",
    () => new nn.Conv2d(1, 2, 3)(image(8, 28, 28).unsqueeze(1)),
  ],
  [
    "one image without the channel",
    () => new nn.Conv2d(1, 2, 3)(image(28, 28)),
    ShapeError,
    "conv2d: input must have shape [C, H, W] or [N, C, H, W], got [28, 28]; write x.unsqueeze(0) for one channel",
    () => new nn.Conv2d(1, 2, 3)(image(28, 28).unsqueeze(0)),
  ],
  [
    "channels last",
    () => new nn.Conv2d(3, 2, 3)(image(8, 28, 28, 3)),
    ShapeError,
    "conv2d: input has 28 channels, weight [2, 3, 3, 3] expects 3; channels come before what they are channels of: write " +
      "x.permute(0, 3, 1, 2)",
    () => new nn.Conv2d(3, 2, 3)(image(8, 28, 28, 3).permute(0, 3, 1, 2)),
  ],
  [
    "channels last of one image",
    () => new nn.Conv2d(3, 2, 3)(image(28, 28, 3)),
    ShapeError,
    "write x.permute(2, 0, 1)",
    () => new nn.Conv2d(3, 2, 3)(image(28, 28, 3).permute(2, 0, 1)),
  ],
  [
    "channels last of sequences",
    () => new nn.Conv1d(3, 2, 3)(image(8, 28, 3)),
    ShapeError,
    "write x.permute(0, 2, 1)",
    () => new nn.Conv1d(3, 2, 3)(image(8, 28, 3).permute(0, 2, 1)),
  ],
  [
    "channels last for a transposed convolution",
    () => new nn.ConvTranspose2d(3, 2, 3)(image(8, 28, 28, 3)),
    ShapeError,
    "write x.permute(0, 3, 1, 2)",
    () => new nn.ConvTranspose2d(3, 2, 3)(image(8, 28, 28, 3).permute(0, 3, 1, 2)),
  ],
  [
    "channels last for a batch norm",
    () => new nn.BatchNorm2d(3)(image(8, 4, 4, 3)),
    ShapeError,
    "batchNorm: runningMean has 3 elements, input [8, 4, 4, 3] has 4 channels; channels come before what they are channels " +
      "of: write x.permute(0, 3, 1, 2)",
    () => new nn.BatchNorm2d(3)(image(8, 4, 4, 3).permute(0, 3, 1, 2)),
  ],
  [
    "one image for a batch norm",
    () => new nn.BatchNorm2d(3)(image(3, 4, 4)),
    ShapeError,
    "BatchNorm2d: expected 4D input (got 3D input of shape [3, 4, 4]); write x.unsqueeze(0) for a batch of one",
    () => new nn.BatchNorm2d(3)(image(3, 4, 4).unsqueeze(0)),
  ],
  [
    "bytes",
    () => new nn.Conv2d(1, 2, 3)(image(8, 1, 5, 5).to("uint8")),
    DTypeError,
    'conv2d: input is uint8, weight is float32; expected the same dtype; write x.to("float32").div(255)',
    () => new nn.Conv2d(1, 2, 3)(image(8, 1, 5, 5).to("uint8").to("float32").div(255)),
  ],
  [
    "doubles",
    () => new nn.Conv2d(1, 2, 3)(image(8, 1, 5, 5).to("float64")),
    DTypeError,
    'conv2d: input is float64, weight is float32; expected the same dtype; write x.to("float32")',
    () => new nn.Conv2d(1, 2, 3)(image(8, 1, 5, 5).to("float64").to("float32")),
  ],
  [
    "bytes for a pooling",
    () => new nn.MaxPool2d(2)(image(1, 4, 4).to("uint8")),
    DTypeError,
    'maxPool2d: expected a float32 or float64 tensor, got uint8; write x.to("float32").div(255)',
    () => new nn.MaxPool2d(2)(image(1, 4, 4).to("uint8").to("float32").div(255)),
  ],
  [
    "images for a linear layer",
    () => new nn.Linear(784, 2)(image(8, 1, 28, 28)),
    ShapeError,
    "linear: input [8, 1, 28, 28] has 28 features, weight [2, 784] expects 784; write x.flatten(1)",
    () => new nn.Linear(784, 2)(image(8, 1, 28, 28).flatten(1)),
  ],
  [
    "one-hot integers",
    () =>
      F.crossEntropy(
        zeros(2, 3),
        labels([
          [0, 1, 0],
          [1, 0, 0],
        ]),
      ),
    ShapeError,
    "crossEntropy: input [2, 3] expects a target of shape [2], got [2, 3]; one-hot targets are classes after " +
      'target.argmax(1), or probabilities after target.to("float32")',
    () =>
      F.crossEntropy(
        zeros(2, 3),
        labels([
          [0, 1, 0],
          [1, 0, 0],
        ]).argmax(1),
      ),
  ],
  [
    "one-hot integers for the negative log-likelihood",
    () =>
      F.nllLoss(
        zeros(2, 3),
        labels([
          [0, 1, 0],
          [1, 0, 0],
        ]),
      ),
    ShapeError,
    "nllLoss: input [2, 3] expects a target of shape [2], got [2, 3]; one-hot targets are classes after target.argmax(1)",
    () =>
      F.nllLoss(
        zeros(2, 3),
        labels([
          [0, 1, 0],
          [1, 0, 0],
        ]).argmax(1),
      ),
  ],
  [
    "a column of labels",
    () => new nn.CrossEntropyLoss()(zeros(2, 3), labels([[0], [1]])),
    ShapeError,
    "got [2, 1]; write target.squeeze(1)",
    () => new nn.CrossEntropyLoss()(zeros(2, 3), labels([[0], [1]]).squeeze(1)),
  ],
  [
    "one value for each channel",
    () => new nn.BatchNorm1d(3)(zeros(1, 3)),
    ShapeError,
    "batchNorm: expected more than 1 value per channel when training, got input size [1, 3]; write model.eval() to use the " +
      "running statistics, or take a larger batch",
    () => new nn.BatchNorm1d(3).eval()(zeros(1, 3)),
  ],
  [
    "one value for each group",
    () => new nn.GroupNorm(4, 4)(zeros(1, 4, 1, 1)),
    ShapeError,
    "groupNorm: expected more than 1 value per group, got input size [1, 4, 1, 1] with numGroups 4; a value alone is its own mean: " +
      "take fewer groups",
    () => new nn.GroupNorm(2, 4)(zeros(1, 4, 1, 1)),
  ],
])("%s", (_, wrong, type, message, right) => {
  expect(wrong).toThrow(type);
  expect(wrong).toThrow(message);
  expect(right().numel()).toBeGreaterThan(0);
});

test("what says nothing else has no remedy", () => {
  expect(() => new nn.Conv2d(3, 2, 3)(zeros(8, 28, 28))).toThrow(/expects 3$/);
  expect(() => new nn.Linear(5, 2)(zeros(8, 4))).toThrow(/expects 5$/);
  expect(() => F.crossEntropy(zeros(2, 3), labels([1, 0, 2]))).toThrow(/got \[3\]$/);
});

test("a batch norm that refuses its input has counted nothing", () => {
  const norm = new nn.BatchNorm1d(3, { momentum: null });
  expect(() => norm(zeros(1, 3))).toThrow(ShapeError);
  expect(norm.numBatchesTracked?.item()).toBe(0);
  norm(
    tensor([
      [1, 2, 3],
      [3, 2, 1],
    ]),
  );
  expect([...(norm.runningMean?.readSync() ?? [])]).toEqual([2, 2, 2]);
  norm(
    tensor([
      [4, 4, 4],
      [4, 4, 4],
    ]),
  );
  expect([...(norm.runningMean?.readSync() ?? [])]).toEqual([3, 3, 3]);
});

describe("the op that is named is the one that was called", () => {
  const x = zeros(2, 3);
  const ints = labels([[0], [1]]);
  test.each<[string, () => unknown]>([
    ["mseLoss", () => F.mseLoss(x, zeros(4))],
    ["l1Loss", () => F.l1Loss(x, zeros(4))],
    ["smoothL1Loss", () => F.smoothL1Loss(x, zeros(4))],
    ["huberLoss", () => F.huberLoss(x, zeros(4))],
    ["klDiv", () => F.klDiv(x, zeros(4))],
    ["binaryCrossEntropy", () => F.binaryCrossEntropy(x, x, zeros(4))],
    ["binaryCrossEntropyWithLogits", () => F.binaryCrossEntropyWithLogits(x, x, zeros(4))],
    ["nllLoss", () => F.nllLoss(x.to("bool"), labels([0, 1]))],
    ["crossEntropy", () => F.crossEntropy(x.to("int32"), labels([0, 1]))],
    ["bilinear", () => F.bilinear(x, zeros(3, 3), zeros(1, 3, 3))],
    ["normalize", () => F.normalize(x, 2, 5)],
    ["instanceNorm", () => F.instanceNorm(zeros(2, 3, 4), zeros(2))],
    ["dropout", () => F.dropout(ints)],
    ["kaimingUniform_", () => nn.init.kaimingUniform_(ints)],
    ["xavierNormal_", () => nn.init.xavierNormal_(zeros(3))],
    ["truncNormal_", () => nn.init.truncNormal_(ints)],
    ["LayerNorm", () => new nn.LayerNorm([1.5])],
    ["registerModule", () => new nn.Linear(1, 1).registerModule(Symbol("s") as never, 1 as never)],
    ["ModuleDict", () => new nn.ModuleDict().add(Symbol("s") as never, 1 as never)],
  ])("%s", (name, call) => {
    expect(call).toThrow(LumbreError);
    expect(call).toThrow(new RegExp(`^${name}: `));
  });

  test("instanceNorm leaves the running mean alone where the running variance does not fit", () => {
    const mean = zeros(3);
    expect(() => F.instanceNorm(ones(2, 3, 4), mean, ones(2))).toThrow("instanceNorm: runningVar must have shape [3]");
    expect(mean.tolist()).toEqual([0, 0, 0]);
  });
});

test("a target that is broadcast is told of, once", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  for (const loss of [F.mseLoss, F.l1Loss, F.smoothL1Loss, F.huberLoss]) {
    for (let i = 0; i < 2; i++) expect(loss(zeros(5, 1), ones(5)).item()).toBeGreaterThan(0);
  }
  F.mseLoss(zeros(5, 2), zeros(1, 2));
  F.mseLoss(zeros(5, 1), zeros(5, 1));
  expect(warn.mock.calls.length).toBe(5);
  expect(warn.mock.calls[0][0]).toBe(
    "mseLoss: the target's shape [5] is not the input's shape [5, 1], which will likely lead to incorrect results due to " +
      "broadcasting; write target.reshapeAs(input)",
  );
  expect(warn.mock.calls[4][0]).toContain("give both the same shape");
  warn.mockRestore();
});

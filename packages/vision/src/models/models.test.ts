import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { noGrad } from "@lumbre/autograd";
import { BatchNorm2d, Dropout, type Module } from "@lumbre/nn";
import { arange, manualSeed, type Tensor, zeros } from "@lumbre/tensor";
import { isComplete } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import { models, ops } from "../index.js";

interface Case {
  readonly parameters: number;
  readonly names: string;
  readonly size: number;
  readonly training: readonly number[];
  readonly evaluation: readonly number[];
}

const { cases }: { readonly cases: Readonly<Record<string, Case>> } = JSON.parse(
  readFileSync(new URL("../../fixtures/models.json", import.meta.url), "utf8"),
);

type Make = (options: { readonly numClasses: number }) => Module<[x: Tensor], Tensor>;

const quick = ["resnet20", "resnet18", "squeezenet1_1", "mobilenetV2", "mobilenetV3Small", "unet", "unetPadded"];
const unets: Readonly<Record<string, Make>> = {
  unet: ({ numClasses }) => models.unet({ inChannels: 3, numClasses, baseChannels: 4, depth: 3 }),
  unetPadded: ({ numClasses }) => models.unet({ inChannels: 3, numClasses, padding: 1, baseChannels: 4, depth: 2 }),
};
const chosen = Object.entries(cases).filter(([name]) => isComplete || quick.includes(name));

/**
 * How far apart answers may be when batch norm takes its statistics from a batch of two, and evaluation has those. In the
 * deepest networks that multiplies rounding errors: PyTorch's float32 is 1.5e-4, 4.4e-4 and 2.1e-3 from its own float64.
 */
const tolerances: Readonly<Record<string, number>> = { resnet50: 3e-4, resnet101: 9e-4, resnet152: 4e-3 };

function expectNear(actual: Tensor, expected: readonly number[], tolerance = 1e-4): void {
  const values = actual.flatten().toArray() as number[];
  const scale = Math.max(...expected.map(Math.abs));
  for (const [i, value] of values.entries()) {
    expect(Math.abs(value - expected[i]) / scale, `${value} and ${expected[i]}`).toBeLessThan(tolerance);
  }
}

/** The first, or the last, four rows and columns of scores for each pixel. */
function corner(scores: Tensor, start: 0 | -4): Tensor {
  if (scores.ndim !== 4) return scores;
  const [height, width] = scores.shape.slice(2);
  return start === 0 ? scores.narrow(2, 0, 4).narrow(3, 0, 4) : scores.narrow(2, height - 4, 4).narrow(3, width - 4, 4);
}

/** The probabilities of the layers that drop at random, of all networks of torchvision that have such. */
const dropped: Readonly<Record<string, readonly number[]>> = {
  ...Object.fromEntries(["alexnet", "vgg11", "vgg13Bn", "vgg16", "vgg19Bn"].map((name) => [name, [0.5, 0.5]])),
  ...Object.fromEntries(["squeezenet1_0", "squeezenet1_1"].map((name) => [name, [0.5]])),
  ...Object.fromEntries(["mobilenetV2", "mobilenetV3Large", "mobilenetV3Small"].map((name) => [name, [0.2]])),
  efficientnetB0: [...Array.from({ length: 16 }, (_, i) => (0.2 * i) / 16), 0.2],
  efficientnetB1: [...Array.from({ length: 23 }, (_, i) => (0.2 * i) / 23), 0.2],
  efficientnetB2: [...Array.from({ length: 23 }, (_, i) => (0.2 * i) / 23), 0.3],
};

describe.each(chosen)("%s of a seed is PyTorch's", (name, expected) => {
  manualSeed(0);
  const make = unets[name] ?? (models as unknown as Record<string, Make>)[name];
  const network = make({ numClasses: 10 });

  test("in its parameters' names, shapes and number", () => {
    const lines = [...network.stateDict()].map(([key, x]) => `${key}[${x.shape.join(",")}]\n`);
    expect(createHash("sha256").update(lines.join("")).digest("hex"), lines.join("")).toBe(expected.names);
    expect([...network.parameters()].reduce((sum, x) => sum + x.numel(), 0)).toBe(expected.parameters);
  });

  test("in what it drops at random, and how its batch norms average", () => {
    const modules = [...network.modules()];
    const found = modules.filter((module) => module instanceof Dropout || module instanceof ops.StochasticDepth);
    expect(found.map(({ p }) => p)).toEqual(dropped[name] ?? []);
    const norms = modules.filter((module) => module instanceof BatchNorm2d).map(({ eps, momentum }) => [eps, momentum]);
    const expectedNorm = name.startsWith("mobilenetV3") ? [0.001, 0.01] : [1e-5, 0.1];
    for (const norm of norms) expect(norm).toEqual(expectedNorm);
  });

  test("in what it answers, training and evaluating", () => {
    const { size } = expected;
    const x = arange(2 * 3 * size * size)
      .remainder(251)
      .div(251)
      .sub(0.5)
      .view(2, 3, size, size);
    for (const module of network.modules())
      if (module instanceof Dropout || module instanceof ops.StochasticDepth) module.eval();
    noGrad(() => {
      expectNear(corner(network.forward(x), 0), expected.training, tolerances[name]);
      network.eval();
      expectNear(corner(network.forward(x), -4), expected.evaluation, tolerances[name]);
    });
  });
});

test.each(["resnet18", "squeezenet1_1", "mobilenetV2", "mobilenetV3Small", "efficientnetB0"])(
  "%s tells ImageNet's thousand classes apart",
  (name) => {
    const network = (models as unknown as Record<string, () => Module>)[name]();
    expect([...network.stateDict().values()].at(-1)?.shape).toEqual([1000]);
  },
);

test("a network made by its class has as many, unless it is told another number", () => {
  const outputs = (network: Module): unknown => [...network.stateDict().values()].at(-1)?.shape;
  expect(outputs(new models.MobileNetV2())).toEqual([1000]);
  expect(outputs(new models.SqueezeNet("1_1"))).toEqual([1000]);
  expect(outputs(new models.SqueezeNet("1_1", 7))).toEqual([7]);
});

test("LeNet-5 takes other images and classes", () => {
  const network = models.lenet5({ inChannels: 3, numClasses: 7 });
  expect(network.forward(arange(3 * 28 * 28).view(1, 3, 28, 28)).shape).toEqual([1, 7]);
  expect([...models.lenet5().parameters()].reduce((sum, x) => sum + x.numel(), 0)).toBe(61_706);
  expect(() => models.lenet5({ numClasses: 0 })).toThrow("lenet5: numClasses must be an integer >= 1, got 0");
});

test("a network's depth that no whole number of blocks has is refused", () => {
  expect(() => new models.CifarResNet(21)).toThrow("CifarResNet: depth must be 6 n + 2, such as 20, got 21");
});

test("a U-Net takes images that halve evenly, and keeps their size with padding", () => {
  const network = models.unet({ padding: 1, baseChannels: 2, depth: 2 });
  expect(network(zeros(1, 1, 8, 20)).shape).toEqual([1, 2, 8, 20]);
  expect(() => network(zeros(1, 1, 8, 22))).toThrow(
    "UNet: height and width must be 4 or a multiple of 4 more, got [1, 1, 8, 22]; the sizes nearest to 22 are 20 and 24",
  );
  const paper = models.unet({ baseChannels: 2 });
  expect(paper(zeros(1, 1, 188, 204)).shape).toEqual([1, 2, 4, 20]);
  expect(() => paper(zeros(1, 1, 572, 500))).toThrow("the sizes nearest to 500 are 492 and 508");
  expect(() => paper(zeros(1, 1, 100, 572))).toThrow("the sizes nearest to 100 are 188 and 204");
  expect(() => paper(zeros(1, 572, 572))).toThrow("UNet: expected images of shape [N, C, H, W], got [1, 572, 572]");
});

test("the paper's U-Net has 31 million parameters", () => {
  expect(
    models
      .unet()
      .parameters()
      .reduce((sum, x) => sum + x.numel(), 0),
  ).toBe(31_030_658);
});

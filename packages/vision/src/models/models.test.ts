import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { noGrad } from "@lumbre/autograd";
import { Dropout, type Module } from "@lumbre/nn";
import { arange, manualSeed, type Tensor } from "@lumbre/tensor";
import { isComplete } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import { models } from "../index.js";

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

const quick = ["resnet20", "resnet18", "squeezenet1_1", "mobilenetV2"];
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

describe.each(chosen)("%s of a seed is PyTorch's", (name, expected) => {
  manualSeed(0);
  const network = (models as unknown as Record<string, Make>)[name]({ numClasses: 10 });

  test("in its parameters' names, shapes and number", () => {
    const lines = [...network.stateDict()].map(([key, x]) => `${key}[${x.shape.join(",")}]\n`);
    expect(createHash("sha256").update(lines.join("")).digest("hex"), lines.join("")).toBe(expected.names);
    expect([...network.parameters()].reduce((sum, x) => sum + x.numel(), 0)).toBe(expected.parameters);
  });

  test("in what it answers, training and evaluating", () => {
    const { size } = expected;
    const x = arange(2 * 3 * size * size)
      .remainder(251)
      .div(251)
      .sub(0.5)
      .view(2, 3, size, size);
    for (const module of network.modules()) if (module instanceof Dropout) module.eval();
    noGrad(() => {
      expectNear(network.forward(x), expected.training, tolerances[name]);
      network.eval();
      expectNear(network.forward(x), expected.evaluation, tolerances[name]);
    });
  });
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

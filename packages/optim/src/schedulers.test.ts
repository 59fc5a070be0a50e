import { readFileSync } from "node:fs";
import "@lumbre/autograd";
import { type Tensor, tensor } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import * as optim from "./index.js";
import { camelCase } from "./names.js";

const fixture = JSON.parse(readFileSync(new URL("../fixtures/optim.json", import.meta.url), "utf8"));

const w = (): Tensor => tensor([0], { requiresGrad: true });
const sgd = (): optim.SGD => new optim.SGD([w()], { lr: 1, momentum: 0.9 });

type Options = Record<string, never>;

const create: Record<string, (optimizer: optim.AnyOptimizer, options: Options) => optim.LRScheduler> = {
  StepLR: (optimizer, { step_size, gamma }) => new optim.StepLR(optimizer, step_size, gamma),
  MultiStepLR: (optimizer, { milestones, gamma }) => new optim.MultiStepLR(optimizer, milestones, gamma),
  ExponentialLR: (optimizer, { gamma }) => new optim.ExponentialLR(optimizer, gamma),
  CosineAnnealingLR: (optimizer, { T_max, eta_min }) => new optim.CosineAnnealingLR(optimizer, T_max, eta_min),
  LinearLR: (optimizer, options) => new optim.LinearLR(optimizer, camelOptions(options)),
  ConstantLR: (optimizer, { factor, total_iters }) => new optim.ConstantLR(optimizer, factor, total_iters),
  PolynomialLR: (optimizer, { total_iters, power }) => new optim.PolynomialLR(optimizer, total_iters, power),
  OneCycleLR: (optimizer, options) => new optim.OneCycleLR(optimizer, camelOptions(options)),
};

function camelOptions(options: Options): never {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), value])) as never;
}

interface SchedulerCase {
  readonly name: string;
  readonly options: Options;
  readonly rates: number[];
  readonly momenta: number[];
}

const cases: SchedulerCase[] = fixture.schedulers;

describe("agrees with PyTorch", () => {
  test.each(cases.map((item) => [`${item.name} ${JSON.stringify(item.options)}`, item] as const))("%s", (_, item) => {
    const optimizer = sgd();
    const scheduler = create[item.name](optimizer, item.options);
    for (const [epoch, rate] of item.rates.entries()) {
      if (epoch > 0) scheduler.step();
      expect(optimizer.paramGroups[0].lr).toBeCloseTo(rate, 10);
      expect(optimizer.paramGroups[0].momentum).toBeCloseTo(item.momenta[epoch], 10);
      expect(scheduler.getLastLr()[0]).toBeCloseTo(rate, 10);
    }
  });

  test.each(
    (fixture.plateaus as { options: Options; metrics: number[]; rates: number[] }[]).map(
      (item) => [JSON.stringify(item.options), item] as const,
    ),
  )("ReduceLROnPlateau %s", (_, { options, metrics, rates }) => {
    const optimizer = new optim.SGD([w()], { lr: 1 });
    const scheduler = new optim.ReduceLROnPlateau(optimizer, camelOptions(options));
    for (const [i, metric] of metrics.entries()) {
      scheduler.step(metric);
      expect(optimizer.paramGroups[0].lr).toBeCloseTo(rates[i], 12);
    }
  });
});

test.each(cases.map((item) => [`${item.name} ${JSON.stringify(item.options)}`, item] as const))(
  "%s goes on from a state dict",
  (_, item) => {
    const first = create[item.name](sgd(), item.options);
    for (let i = 0; i < 5; i++) first.step();
    const optimizer = sgd();
    const second = create[item.name](optimizer, item.options);
    second.loadStateDict(first.stateDict());
    second.step();
    expect(optimizer.paramGroups[0].lr).toBeCloseTo(item.rates[6], 10);
  },
);

test("groups keep their proportions", () => {
  const optimizer = new optim.SGD(
    [
      { params: [w()], lr: 1 },
      { params: [w()], lr: 0.1 },
    ],
    { lr: 5 },
  );
  const scheduler = new optim.ExponentialLR(optimizer, 0.5);
  scheduler.step();
  expect(scheduler.getLastLr()).toEqual([0.5, 0.05]);
});

test("OneCycleLR moves Adam's first beta", () => {
  const optimizer = new optim.Adam([w()]);
  new optim.OneCycleLR(optimizer, { maxLr: 1, totalSteps: 10 });
  expect(optimizer.paramGroups[0].betas).toEqual([0.95, 0.999]);
});

test.each([
  [() => new optim.StepLR(sgd(), 0), "StepLR: stepSize must be a whole number >= 1, got 0"],
  [
    () => new optim.LinearLR(sgd(), { startFactor: 0 }),
    "LinearLR: starting multiplicative factor expected to be greater than 0 and less or equal to 1, got 0",
  ],
  [
    () => new optim.OneCycleLR(sgd(), { maxLr: 1 }),
    "OneCycleLR: you must define either totalSteps OR (epochs AND stepsPerEpoch)",
  ],
  [
    () => new optim.OneCycleLR(new optim.Adagrad([w()]), { maxLr: 1, totalSteps: 5 }),
    "OneCycleLR: optimizer must support momentum with cycleMomentum enabled",
  ],
  [() => new optim.ReduceLROnPlateau(sgd(), { factor: 1 }), "ReduceLROnPlateau: factor should be < 1.0, got 1"],
  [() => new optim.LambdaLR(sgd(), []), "LambdaLR: expected 1 lrLambdas, but got 0"],
])("refuses wrong options %#", (make, message) => {
  expect(make).toThrow(message);
});

test("OneCycleLR ends", () => {
  const scheduler = new optim.OneCycleLR(sgd(), { maxLr: 1, totalSteps: 3 });
  for (let i = 0; i < 3; i++) scheduler.step();
  expect(() => scheduler.step()).toThrow("OneCycleLR: tried to step 4 times. The specified number of total steps is 3");
});

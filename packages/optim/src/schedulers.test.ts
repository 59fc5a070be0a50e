import { readFileSync } from "node:fs";
import "@lumbre/autograd";
import { type Tensor, tensor } from "@lumbre/tensor";
import { describe, expect, test, vi } from "vitest";
import * as optim from "./index.js";
import { camelCase } from "./names.js";

const fixture = JSON.parse(readFileSync(new URL("../fixtures/optim.json", import.meta.url), "utf8"));

const w = (): Tensor => tensor([0], { requiresGrad: true });
/** It has stepped, so that schedulers do not warn of the order of steps. */
function sgd(): optim.SGD {
  const optimizer = new optim.SGD([w()], { lr: 1, momentum: 0.9 });
  optimizer.step();
  return optimizer;
}

type Options = Record<string, never>;

const create: Record<string, (optimizer: optim.Optimizer, options: Options) => optim.LRScheduler> = {
  StepLR: (optimizer, { step_size, ...rest }) => new optim.StepLR(optimizer, step_size, camelOptions(rest)),
  MultiStepLR: (optimizer, { milestones, ...rest }) => new optim.MultiStepLR(optimizer, milestones, camelOptions(rest)),
  ExponentialLR: (optimizer, { gamma }) => new optim.ExponentialLR(optimizer, gamma),
  CosineAnnealingLR: (optimizer, { T_max, ...rest }) =>
    new optim.CosineAnnealingLR(optimizer, T_max, camelOptions(rest)),
  LinearLR: (optimizer, options) => new optim.LinearLR(optimizer, camelOptions(options)),
  ConstantLR: (optimizer, options) => new optim.ConstantLR(optimizer, camelOptions(options)),
  PolynomialLR: (optimizer, options) => new optim.PolynomialLR(optimizer, camelOptions(options)),
  OneCycleLR: (optimizer, { max_lr, ...rest }) => new optim.OneCycleLR(optimizer, max_lr, camelOptions(rest)),
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
    optimizer.loadStateDict(first.optimizer.stateDict());
    second.loadStateDict(first.stateDict());
    second.step();
    expect(optimizer.paramGroups[0].lr).toBeCloseTo(item.rates[6], 10);
  },
);

type Stepped = optim.LRScheduler | optim.SequentialLR | optim.ChainedScheduler;

const combinations: Record<string, (optimizer: optim.Optimizer) => Stepped[]> = {
  "exponential and step": (o) => [new optim.ExponentialLR(o, 0.9), new optim.StepLR(o, 3, { gamma: 0.5 })],
  "linear and cosine": (o) => [
    new optim.LinearLR(o, { startFactor: 0.1, totalIters: 4 }),
    new optim.CosineAnnealingLR(o, 8, { etaMin: 0.01 }),
  ],
  chained: (o) => [
    new optim.ChainedScheduler([
      new optim.ConstantLR(o, { factor: 0.1, totalIters: 2 }),
      new optim.ExponentialLR(o, 0.9),
    ]),
  ],
  multiplicative: (o) => [new optim.MultiplicativeLR(o, (epoch) => (epoch % 2 === 1 ? 0.95 : 0.9))],
  lambdas: (o) => [new optim.LambdaLR(o, [(epoch) => Math.floor(epoch / 3), (epoch) => 0.95 ** epoch])],
  "warm-up, then cosine": (o) => [
    new optim.SequentialLR(
      o,
      [new optim.LinearLR(o, { startFactor: 0.1, totalIters: 4 }), new optim.CosineAnnealingLR(o, 10)],
      [4],
    ),
  ],
  "three in a row": (o) => [
    new optim.SequentialLR(
      o,
      [
        new optim.ConstantLR(o, { factor: 0.5, totalIters: 2 }),
        new optim.ExponentialLR(o, 0.9),
        new optim.StepLR(o, 2, { gamma: 0.1 }),
      ],
      [3, 8],
    ),
  ],
  "step, changed by hand": (o) => [new optim.StepLR(o, 4)],
  "cosine, changed by hand": (o) => [new optim.CosineAnnealingLR(o, 10, { etaMin: 0.05 })],
  "linear, changed by hand": (o) => [new optim.LinearLR(o, { startFactor: 0.5, totalIters: 8 })],
  "polynomial, changed by hand": (o) => [new optim.PolynomialLR(o, { totalIters: 10, power: 2 })],
};

interface CombinationCase {
  readonly name: string;
  readonly changeAt: number | null;
  readonly rates: number[][];
}

const twoGroups = (): optim.SGD => {
  const groups = [1, 0.1].map((lr) => ({ params: [w()], lr }));
  return new optim.SGD(groups, { lr: 5, momentum: 0.9 });
};

describe("combinations and changes by hand agree with PyTorch", () => {
  const combined: CombinationCase[] = fixture.combinations;
  test.each(combined.map((item) => [item.name, item] as const))("%s", (name, { changeAt, rates }) => {
    const optimizer = twoGroups();
    const schedulers = combinations[name](optimizer);
    for (const [epoch, expected] of rates.entries()) {
      if (epoch > 0) {
        optimizer.step();
        for (const scheduler of schedulers) scheduler.step();
      }
      if (changeAt !== null && epoch === changeAt + 1) optimizer.paramGroups[0].lr = 3;
      for (const [group, { lr }] of optimizer.paramGroups.entries()) expect(lr).toBeCloseTo(expected[group], 10);
    }
  });

  test.each(combined.filter(({ changeAt }) => changeAt === null).map((item) => [item.name, item] as const))(
    "%s goes on from state dicts",
    (name, { rates }) => {
      const first = twoGroups();
      const before = combinations[name](first);
      for (let epoch = 0; epoch < 5; epoch++) {
        first.step();
        for (const scheduler of before) scheduler.step();
      }
      const second = twoGroups();
      const after = combinations[name](second);
      second.loadStateDict(first.stateDict());
      for (const [i, scheduler] of after.entries()) scheduler.loadStateDict(before[i].stateDict());
      for (let epoch = 6; epoch < rates.length; epoch++) {
        second.step();
        for (const scheduler of after) scheduler.step();
        for (const [group, { lr }] of second.paramGroups.entries()) expect(lr).toBeCloseTo(rates[epoch][group], 10);
      }
      expect(after[after.length - 1].getLastLr()).toEqual(second.paramGroups.map(({ lr }) => lr));
    },
  );
});

test.each(cases.filter(({ name }) => name !== "OneCycleLR").map((item) => [item.name, item] as const))(
  "%s jumps to an epoch",
  (_, item) => {
    const optimizer = sgd();
    const scheduler = create[item.name](optimizer, item.options);
    for (const epoch of [9, 2]) {
      scheduler.step(epoch);
      expect(optimizer.paramGroups[0].lr).toBeCloseTo(item.rates[epoch], 10);
    }
  },
);

test("a resumed scheduler takes the first rates from the optimizer", () => {
  const optimizer = sgd();
  new optim.ExponentialLR(optimizer, 0.5);
  optimizer.paramGroups[0].lr = 0.25;
  const scheduler = new optim.ExponentialLR(optimizer, 0.5, { lastEpoch: 2 });
  expect([scheduler.lastEpoch, scheduler.baseLrs, scheduler.getLastLr()]).toEqual([3, [1], [0.125]]);
});

test("ReduceLROnPlateau goes on from a state dict, and takes tensors", () => {
  const [{ options, metrics, rates }] = fixture.plateaus as { options: Options; metrics: number[]; rates: number[] }[];
  const first = new optim.ReduceLROnPlateau(new optim.SGD([w()], { lr: 1 }), camelOptions(options));
  for (const metric of metrics.slice(0, 8)) first.step(metric);
  const optimizer = new optim.SGD([w()], { lr: first.getLastLr()[0] });
  const second = new optim.ReduceLROnPlateau(optimizer);
  second.loadStateDict(first.stateDict());
  for (const [i, metric] of metrics.slice(8).entries()) {
    second.step(tensor(metric));
    expect(optimizer.paramGroups[0].lr).toBeCloseTo(rates[8 + i], 12);
  }
});

// s = ReduceLROnPlateau(SGD([w], lr=1.), patience=0, factor=0.5, **options), and the rates after s.step(2.)
test.each<[optim.ReduceLROnPlateauOptions, number[]]>([
  [{ mode: "min", threshold: 0 }, [1, 0.5, 0.25]],
  [{ mode: "min", threshold: 0, thresholdMode: "abs" }, [1, 0.5, 0.25]],
  [{ mode: "max", threshold: 0 }, [1, 0.5, 0.25]],
  [{ mode: "max", threshold: 0, thresholdMode: "abs" }, [1, 0.5, 0.25]],
  [{ cooldown: 1, eps: 0.125 }, [1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.25]],
])("ReduceLROnPlateau %j takes a metric that is as good as the best for no better", (options, expected) => {
  const optimizer = new optim.SGD([w()], { lr: 1 });
  const scheduler = new optim.ReduceLROnPlateau(optimizer, { patience: 0, factor: 0.5, ...options });
  const rates = expected.map(() => {
    scheduler.step(2);
    return optimizer.paramGroups[0].lr;
  });
  expect(rates).toEqual(expected);
});

// The rates of PyTorch's schedulers over SGD([w], lr=1., momentum=0.9), at first and after each of five steps.
test.each<[string, (optimizer: optim.SGD) => optim.LRScheduler, number[]]>([
  ["LinearLR to 0", (o) => new optim.LinearLR(o, 1, 0, 2), [1, 0.5, 0, 0, 0, 0]],
  ["LinearLR to 1", (o) => new optim.LinearLR(o, 0.5, 1, 2), [0.5, 0.75, 1, 1, 1, 1]],
  ["ConstantLR of 1", (o) => new optim.ConstantLR(o, 1, 2), [1, 1, 1, 1, 1, 1]],
  ["PolynomialLR of one step", (o) => new optim.PolynomialLR(o, 1, 2), [1, 0, 0, 0, 0, 0]],
  [
    "MultiStepLR at one epoch twice",
    (o) => new optim.MultiStepLR(o, [0, 2, 2], 0.5),
    [0.5, 0.5, 0.125, 0.125, 0.125, 0.125],
  ],
  [
    "OneCycleLR that only falls",
    (o) => new optim.OneCycleLR(o, 1, { totalSteps: 6, pctStart: 0 }),
    [0.9330129698, 0.750001, 0.500002, 0.250003, 0.0669910302, 0.000004],
  ],
  [
    "OneCycleLR that only rises",
    (o) => new optim.OneCycleLR(o, 1, { totalSteps: 6, pctStart: 1 }),
    [0.04, 0.1316718427, 0.3716718427, 0.6683281573, 0.9083281573, 1],
  ],
])("options at the ends of their ranges: %s", (_, make, expected) => {
  const optimizer = sgd();
  const scheduler = make(optimizer);
  for (const [epoch, rate] of expected.entries()) {
    if (epoch > 0) scheduler.step();
    expect(optimizer.paramGroups[0].lr).toBeCloseTo(rate, 9);
  }
});

test("state dicts have PyTorch's names, and are refused for another number of groups", () => {
  const scheduler = new optim.CosineAnnealingLR(sgd(), 4);
  expect(scheduler.stateDict()).toEqual({
    T_max: 4,
    eta_min: 0,
    base_lrs: [1],
    last_epoch: 0,
    _step_count: 1,
    _last_lr: [1],
  });
  expect(() => new optim.CosineAnnealingLR(twoGroups(), 4).loadStateDict(scheduler.stateDict())).toThrow(
    "loadStateDict: the state dict is for 1 parameter groups, expected 2",
  );
});

test("state dicts count milestones and have null for functions, which PyTorch looks for", () => {
  const steps = new optim.MultiStepLR(sgd(), [3, 1, 3], 0.5);
  expect(steps.stateDict()).toMatchObject({ milestones: { 1: 1, 3: 2 }, gamma: 0.5 });
  const other = new optim.MultiStepLR(sgd(), [7]);
  other.loadStateDict(steps.stateDict());
  for (let i = 0; i < 3; i++) other.step();
  expect(other.getLastLr()).toEqual([0.125]);
  const half = () => 0.5;
  for (const Scheduler of [optim.LambdaLR, optim.MultiplicativeLR]) {
    const scheduler = new Scheduler(twoGroups(), half);
    expect(scheduler.stateDict()).toMatchObject({ lr_lambdas: [null, null] });
    scheduler.loadStateDict(scheduler.stateDict());
    scheduler.step();
    expect(scheduler.getLastLr()[0]).toBe(0.5 * scheduler.baseLrs[0]);
  }
});

test("warns of a scheduler's step before the optimizer's", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const optimizer = new optim.SGD([w()], { lr: 1 });
  const scheduler = new optim.StepLR(optimizer, 1);
  expect(warn).not.toHaveBeenCalled();
  scheduler.step();
  expect(warn).toHaveBeenCalledOnce();
  scheduler.step();
  expect(warn).toHaveBeenCalledOnce();
  const other = new optim.StepLR(optimizer, 1);
  optimizer.step();
  other.step();
  expect(warn).toHaveBeenCalledOnce();
  warn.mockRestore();
});

test("groups keep their proportions", () => {
  const optimizer = new optim.SGD(
    [
      { params: [w()], lr: 1 },
      { params: [w()], lr: 0.1 },
    ],
    { lr: 5 },
  );
  const scheduler = new optim.ExponentialLR(optimizer, 0.5);
  optimizer.step();
  scheduler.step();
  expect(scheduler.getLastLr()).toEqual([0.5, 0.05]);
});

test("OneCycleLR moves Adam's first beta", () => {
  const optimizer = new optim.Adam([w()]);
  new optim.OneCycleLR(optimizer, 1, { totalSteps: 10 });
  expect(optimizer.paramGroups[0].betas).toEqual([0.95, 0.999]);
});

test.each([
  [() => new optim.StepLR(sgd(), 0), "StepLR: Expected positive integer stepSize, but got 0"],
  [() => new optim.CosineAnnealingLR(sgd(), 1.5), "CosineAnnealingLR: Expected positive integer tMax, but got 1.5"],
  [
    () => new optim.LinearLR(sgd(), { startFactor: 0 }),
    "LinearLR: Starting multiplicative factor expected to be greater than 0 and less or equal to 1, got 0",
  ],
  [
    () => new optim.LinearLR(sgd(), { endFactor: 1.5 }),
    "LinearLR: Ending multiplicative factor expected to be between 0 and 1, got 1.5",
  ],
  [
    () => new optim.ConstantLR(sgd(), { factor: -1 }),
    "ConstantLR: Constant multiplicative factor expected to be between 0 and 1, and not 0, got -1",
  ],
  [
    () => new optim.OneCycleLR(sgd(), 1, {}),
    "OneCycleLR: You must define either totalSteps OR (epochs AND stepsPerEpoch)",
  ],
  [
    () => new optim.OneCycleLR(sgd(), 1, { totalSteps: -1 }),
    "OneCycleLR: Expected positive integer totalSteps, but got -1",
  ],
  [
    () => new optim.OneCycleLR(sgd(), 1, { totalSteps: 5, pctStart: 2 }),
    "OneCycleLR: Expected float between 0 and 1 pctStart, but got 2",
  ],
  [() => new optim.OneCycleLR(sgd(), [1, 2], { totalSteps: 5 }), "OneCycleLR: expected 1 values for maxLr, got 2"],
  [
    () => new optim.OneCycleLR(sgd(), 1, { totalSteps: 5, annealStrategy: "sin" as "cos" }),
    'OneCycleLR: "sin" is not a valid value for annealStrategy; expected "cos" or "linear"',
  ],
  [
    () => new optim.OneCycleLR(new optim.Adagrad([w()]), 1, { totalSteps: 5 }),
    "OneCycleLR: optimizer must support momentum with `cycleMomentum` option enabled",
  ],
  [() => new optim.ReduceLROnPlateau(sgd(), { factor: 1 }), "ReduceLROnPlateau: Factor should be < 1.0, got 1"],
  [
    () => new optim.ReduceLROnPlateau(sgd(), { mode: "best" as "min" }),
    'ReduceLROnPlateau: "best" is not a valid value for mode; expected "min" or "max"',
  ],
  [
    () => new optim.ReduceLROnPlateau(sgd(), { minLr: [0, 0] }),
    "ReduceLROnPlateau: expected 1 min_lrs, got 2; one per group",
  ],
  [() => new optim.LambdaLR(sgd(), []), "LambdaLR: Expected 1 lr_lambdas, but got 0; one per parameter group"],
  [
    () => new optim.StepLR(sgd(), 1, { lastEpoch: 3 }),
    "StepLR: param 'initial_lr' is not specified in param_groups[0] when resuming an optimizer",
  ],
  [
    () => new optim.SequentialLR(sgd(), [new optim.StepLR(sgd(), 1)], []),
    "SequentialLR: expects all schedulers to belong to the same optimizer, but the scheduler at index 0 is of another one",
  ],
  [
    () => {
      const optimizer = sgd();
      return new optim.SequentialLR(optimizer, [new optim.StepLR(optimizer, 1)], [1]);
    },
    "SequentialLR: expects number of schedulers provided to be one more than the number of milestone points, but got 1 schedulers and 1 milestones",
  ],
  [() => new optim.ChainedScheduler([]), "ChainedScheduler: expects at least one scheduler to be chained"],
])("refuses wrong options %#", (make, message) => {
  expect(make).toThrow(message);
});

test("OneCycleLR ends", () => {
  const scheduler = new optim.OneCycleLR(sgd(), 1, { totalSteps: 3 });
  for (let i = 0; i < 3; i++) scheduler.step();
  const before = scheduler.getLastLr();
  const message = "OneCycleLR: Tried to step 5 times. The specified number of total steps is 3";
  expect(() => scheduler.step()).toThrow(message);
  expect(scheduler.lastEpoch).toBe(3);
  expect(scheduler.getLastLr()).toEqual(before);
  expect(() => scheduler.step()).toThrow(message);
});

test("LinearLR to 0 does not go below it, so that the optimizer's state can be loaded", () => {
  for (let totalIters = 1; totalIters < 40; totalIters++) {
    for (const startFactor of [1, 0.5, 1 / 3]) {
      const optimizer = new optim.SGD([w()], 0.05);
      const scheduler = new optim.LinearLR(optimizer, { startFactor, endFactor: 0, totalIters });
      for (let epoch = 0; epoch < totalIters + 2; epoch++) {
        optimizer.step();
        scheduler.step();
      }
      expect(optimizer.paramGroups[0].lr).toBeGreaterThanOrEqual(0);
      expect(optimizer.paramGroups[0].lr).toBeLessThan(1e-15);
      optimizer.loadStateDict(optimizer.stateDict());
    }
  }
});

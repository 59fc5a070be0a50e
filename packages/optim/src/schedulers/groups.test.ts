import { readFileSync } from "node:fs";
import { LumbreError, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { Adam, lrScheduler, type Optimizer, SGD } from "../index.js";
import { camelCase } from "../names.js";

type Action = number | null | { readonly lr: number };

interface Case {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly actions: readonly Action[];
  /** The groups' rates at first and after each action; null where PyTorch raised. */
  readonly rates: readonly (readonly number[] | null)[];
}

const cases: Case[] = JSON.parse(readFileSync(new URL("../../fixtures/schedules.json", import.meta.url), "utf8"));
const leaf = (): Tensor => tensor([0], { requiresGrad: true });
const ratesOf = (optimizer: Optimizer): number[] => optimizer.paramGroups.map(({ lr }) => lr);

beforeEach(() => void vi.spyOn(console, "warn").mockImplementation(() => {}));

function makeOptimizer(groups: number): SGD {
  const optimizer = new SGD(
    [
      { params: [leaf()], lr: 1 },
      { params: [leaf()], lr: 0.1 },
    ],
    5,
    { momentum: 0.9 },
  );
  for (let i = 2; i < groups; i++) optimizer.addParamGroup({ params: [leaf()] });
  return optimizer;
}

function makeScheduler({ name, options }: Case, optimizer: Optimizer): lrScheduler.LRScheduler {
  const factor = (epoch: number): number => 1 / (1 + epoch);
  const isLambda = name === "LambdaLR" || name === "MultiplicativeLR";
  const given = Object.entries(options).map(([key, value]) => [key === "T_max" ? "tMax" : camelCase(key), value]);
  const Scheduler = (lrScheduler as never)[name] as new (o: Optimizer, options: object) => lrScheduler.LRScheduler;
  return new Scheduler(optimizer, isLambda ? { lrLambda: factor } : Object.fromEntries(given));
}

function act(action: Action, optimizer: Optimizer, scheduler: lrScheduler.LRScheduler): void {
  optimizer.step();
  if (typeof action === "object" && action !== null) optimizer.addParamGroup({ params: [leaf()], lr: action.lr });
  else scheduler.step(action);
}

/** What goes on from state dicts that went through a file. */
function resume(item: Case, optimizer: Optimizer, scheduler: lrScheduler.LRScheduler) {
  const [first, second] = [optimizer.stateDict(), scheduler.stateDict()].map((dict) =>
    JSON.parse(JSON.stringify(dict)),
  );
  const nextOptimizer = makeOptimizer(optimizer.paramGroups.length);
  const nextScheduler = makeScheduler(item, nextOptimizer);
  nextOptimizer.loadStateDict(first);
  nextScheduler.loadStateDict(second);
  return [nextOptimizer, nextScheduler] as const;
}

const titled = cases.map((item, i) => [`${i} ${item.name} ${JSON.stringify(item.options)}`, item] as const);

describe("epochs that jump and groups that are added, as in PyTorch", () => {
  test.each(titled)("%s", (_, item) => {
    let optimizer: Optimizer = makeOptimizer(2);
    if (item.rates[0] === null) {
      const before = JSON.stringify(optimizer.stateDict());
      expect(() => makeScheduler(item, optimizer)).toThrow(LumbreError);
      expect(JSON.stringify(optimizer.stateDict())).toBe(before);
      return;
    }
    let scheduler = makeScheduler(item, optimizer);
    for (const [i, rates] of item.rates.entries()) {
      if (rates === null) {
        const before = JSON.stringify([optimizer.stateDict(), scheduler.stateDict()]);
        expect(() => act(item.actions[i - 1], optimizer, scheduler)).toThrow(LumbreError);
        expect(JSON.stringify([optimizer.stateDict(), scheduler.stateDict()])).toBe(before);
        return;
      }
      if (i > 0) act(item.actions[i - 1], optimizer, scheduler);
      const found = ratesOf(optimizer);
      expect(found.length).toBe(rates.length);
      for (const [g, rate] of rates.entries()) expect(found[g]).toBeCloseTo(rate, 10);
      // A cycle that is made anew has ends for the new group, too.
      const isCycle = item.name === "OneCycleLR" && rates.length > 2;
      if (i % 3 === 2 && !isCycle) [optimizer, scheduler] = resume(item, optimizer, scheduler);
    }
  });
});

describe("a group that is added", () => {
  test("ends a plateau's scheduler with an error that says what to do", () => {
    const optimizer = makeOptimizer(2);
    const scheduler = new lrScheduler.ReduceLROnPlateau(optimizer, { patience: 0 });
    scheduler.step(1);
    optimizer.addParamGroup({ params: [leaf()], lr: 1 });
    expect(() => scheduler.step(2)).toThrow(
      new ValueError(
        "ReduceLROnPlateau: the optimizer has 3 parameter groups, and had 2 when the scheduler was made; make a new one " +
          "after addParamGroup",
      ),
    );
    expect([scheduler.lastEpoch, ...ratesOf(optimizer)]).toEqual([1, 1, 0.1, 1]);
  });

  test("has no ends of a cycle", () => {
    const optimizer = makeOptimizer(2);
    const scheduler = new lrScheduler.OneCycleLR(optimizer, 1, { totalSteps: 4 });
    optimizer.addParamGroup({ params: [leaf()] });
    expect(() => scheduler.step()).toThrow("OneCycleLR: parameter group 2 has no initialLr; add all groups before");
    expect(scheduler.lastEpoch).toBe(0);
  });

  test("keeps its rate under a chain and a sequence", () => {
    const { ChainedScheduler, ExponentialLR, LambdaLR, SequentialLR } = lrScheduler;
    const lambda = (optimizer: Optimizer) => new LambdaLR(optimizer, (epoch) => 0.5 ** epoch);
    for (const make of [
      (optimizer: Optimizer) => new ChainedScheduler([lambda(optimizer)]),
      (optimizer: Optimizer) => new SequentialLR(optimizer, [lambda(optimizer), new ExponentialLR(optimizer, 1)], [3]),
    ]) {
      const optimizer = makeOptimizer(2);
      const scheduler = make(optimizer);
      optimizer.addParamGroup({ params: [leaf()], lr: 7 });
      scheduler.step();
      expect(ratesOf(optimizer)).toEqual([0.5, 0.05, 7]);
    }
  });
});

describe("rates that would be no numbers", () => {
  test.each([Number.NaN, undefined, null, Infinity])("a lambda that gives %s changes nothing", (value) => {
    for (const odd of [0, 1]) {
      const optimizer = makeOptimizer(2);
      const lambdas = [0, 1].map((i) => (epoch: number) => (epoch === 0 || i !== odd ? 1 : (value as number)));
      const scheduler = new lrScheduler.LambdaLR(optimizer, lambdas);
      if (value === null) scheduler.step();
      else expect(() => scheduler.step()).toThrow(`LambdaLR: the learning rate of parameter group ${odd} would be`);
      const rates = optimizer.paramGroups.map(({ lr }) => lr);
      expect(rates).toEqual([1, 0.1].map((rate, i) => (value === null && i === odd ? 0 : rate)));
    }
  });

  test.each([
    [{ totalSteps: 4, divFactor: 0 }, "divFactor must be > 0, got 0"],
    [{ totalSteps: 4, finalDivFactor: 0 }, "finalDivFactor must be > 0, got 0"],
    [{ totalSteps: 4, pctStart: 0.25 }, "pctStart 0.25 of 4 steps is one step, which leaves none to rise in"],
    [{ totalSteps: 4, maxMomentum: 1 }, "Invalid beta parameter at index 0: 1; expected a number >= 0 and < 1"],
  ])("OneCycleLR refuses %j", (options, message) => {
    const optimizer = new Adam([leaf()], { lr: 0.5 });
    expect(() => new lrScheduler.OneCycleLR(optimizer, 1, options)).toThrow(`OneCycleLR: ${message}`);
    expect(optimizer.paramGroups[0]).not.toHaveProperty("maxLr");
  });

  test("SequentialLR refuses milestones that fall", () => {
    const optimizer = makeOptimizer(2);
    const three = [1, 1, 1].map((gamma) => new lrScheduler.ExponentialLR(optimizer, gamma));
    expect(() => new lrScheduler.SequentialLR(optimizer, three, [4, 2])).toThrow(
      "SequentialLR: milestones must be in rising order, got [4, 2]",
    );
  });
});

test("a plateau's best outlives JSON", () => {
  for (const mode of ["min", "max"] as const) {
    const make = () => new lrScheduler.ReduceLROnPlateau(makeOptimizer(2), { mode, patience: 0 });
    let scheduler = make();
    const seen: number[][] = [];
    for (const metric of [Number.NaN, 3, 3, 2, 4]) {
      scheduler.step(metric);
      seen.push(scheduler.getLastLr());
      const next = make();
      next.optimizer.loadStateDict(JSON.parse(JSON.stringify(scheduler.optimizer.stateDict())));
      next.loadStateDict(JSON.parse(JSON.stringify(scheduler.stateDict())));
      expect(next.getLastLr()).toEqual(scheduler.getLastLr());
      scheduler = next;
    }
    const one = make();
    const expected = [Number.NaN, 3, 3, 2, 4].map((metric) => {
      one.step(metric);
      return one.getLastLr();
    });
    expect(seen).toEqual(expected);
  }
});

describe("the state of several schedulers is loaded as a whole or not at all", () => {
  const { ChainedScheduler, CosineAnnealingLR, ExponentialLR, SequentialLR } = lrScheduler;
  const both = (optimizer: Optimizer) => [new ExponentialLR(optimizer, 0.5), new CosineAnnealingLR(optimizer, 4)];

  test.each([
    ["ChainedScheduler", () => new ChainedScheduler(both(makeOptimizer(2)))],
    [
      "SequentialLR",
      () => {
        const optimizer = makeOptimizer(2);
        return new SequentialLR(optimizer, both(optimizer), [2]);
      },
    ],
  ])("%s", (_, make) => {
    const [saved, fresh] = [make(), make()];
    for (let i = 0; i < 3; i++) saved.step();
    const dict = JSON.parse(JSON.stringify(saved.stateDict()));
    dict._schedulers[1].eta_min = null;
    const before = JSON.stringify(fresh.stateDict());
    expect(() => fresh.loadStateDict(dict)).toThrow("loadStateDict: eta_min is null, expected a value such as 0");
    expect(JSON.stringify(fresh.stateDict())).toBe(before);
    dict._schedulers[1].eta_min = 0;
    fresh.loadStateDict(dict);
    expect(fresh.stateDict()).toEqual(saved.stateDict());
  });
});

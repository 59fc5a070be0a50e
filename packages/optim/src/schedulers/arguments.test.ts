import "@lumbre/autograd";
import { ArgumentError, DuplicatePackageError, LumbreError, tensor } from "@lumbre/tensor";
import { describe, expect, test, vi } from "vitest";
import * as optim from "../index.js";

function sgd(lr = 1): optim.SGD {
  const optimizer = new optim.SGD([tensor([0], { requiresGrad: true })], lr, { momentum: 0.9 });
  optimizer.step();
  return optimizer;
}

type Given = Readonly<Record<string, unknown>>;
type Scheduler = optim.LRScheduler | optim.ReduceLROnPlateau | optim.SequentialLR;
type Class = new (...given: unknown[]) => Scheduler;

/** The arguments behind the optimizer, in PyTorch's order, and how many of them have to be there. */
const cases: readonly (readonly [name: string, required: number, given: Given])[] = [
  ["StepLR", 1, { stepSize: 2, gamma: 0.5, lastEpoch: -1, verbose: false }],
  ["MultiStepLR", 1, { milestones: [1, 3], gamma: 0.5, lastEpoch: -1, verbose: false }],
  ["ExponentialLR", 1, { gamma: 0.5, lastEpoch: -1, verbose: false }],
  ["ConstantLR", 0, { factor: 0.2, totalIters: 2, lastEpoch: -1, verbose: false }],
  ["LinearLR", 0, { startFactor: 0.2, endFactor: 0.9, totalIters: 3, lastEpoch: -1, verbose: false }],
  ["PolynomialLR", 0, { totalIters: 7, power: 2, lastEpoch: -1, verbose: false }],
  ["CosineAnnealingLR", 1, { tMax: 6, etaMin: 0.1, lastEpoch: -1, verbose: false }],
  ["LambdaLR", 1, { lrLambda: (epoch: number) => 1 / (1 + epoch), lastEpoch: -1, verbose: false }],
  ["MultiplicativeLR", 1, { lrLambda: () => 0.7, lastEpoch: -1, verbose: false }],
  [
    "OneCycleLR",
    1,
    {
      maxLr: 2,
      totalSteps: null,
      epochs: 4,
      stepsPerEpoch: 3,
      pctStart: 0.4,
      annealStrategy: "linear",
      cycleMomentum: true,
      baseMomentum: 0.8,
      maxMomentum: 0.9,
      divFactor: 20,
      finalDivFactor: 100,
      threePhase: true,
      lastEpoch: -1,
      verbose: false,
    },
  ],
  [
    "ReduceLROnPlateau",
    0,
    {
      mode: "max",
      factor: 0.5,
      patience: 1,
      threshold: 0.01,
      thresholdMode: "abs",
      cooldown: 1,
      minLr: 0.2,
      eps: 1e-6,
      verbose: false,
    },
  ],
];

const classOf = (name: string): Class => (optim as unknown as Record<string, Class>)[name];

/** The learning rates of a few epochs, and the states of the scheduler and its optimizer. */
function run(scheduler: Scheduler): unknown {
  const rates = Array.from({ length: 8 }, (_, i) => {
    if (scheduler instanceof optim.ReduceLROnPlateau) scheduler.step(3 - i);
    else scheduler.step();
    return scheduler.optimizer.paramGroups[0].lr;
  });
  return [rates, scheduler.stateDict(), String(scheduler.optimizer)];
}

const make = (name: string, ...given: unknown[]): Scheduler => new (classOf(name))(sgd(), ...given);

describe.each(cases)("%s", (name, required, given) => {
  const names = Object.keys(given);
  const values = Object.values(given);

  test("takes its arguments by position, by name, and mixed", () => {
    const expected = run(make(name, ...values));
    expect(run(make(name, given))).toEqual(expected);
    for (let count = 1; count < values.length; count++) {
      const rest = Object.fromEntries(Object.entries(given).slice(count));
      expect(run(make(name, ...values.slice(0, count), rest))).toEqual(expected);
    }
    expect(run(new (classOf(name))({ optimizer: sgd(), ...given }))).toEqual(expected);
  });

  test("ignores none of them", () => {
    const expected = run(make(name, given));
    const plain = ["lastEpoch", "verbose", "totalSteps", "epochs", "stepsPerEpoch", "cycleMomentum"];
    for (const key of names.slice(required).filter((other) => !plain.includes(other))) {
      const { [key]: _, ...rest } = given;
      expect(run(make(name, rest)), key).not.toEqual(expected);
    }
  });

  test("takes undefined for what is left out", () => {
    const needed = values.slice(0, required);
    const missing = values.slice(required).map(() => undefined);
    if (name === "OneCycleLR") missing[0] = 12 as never;
    expect(run(make(name, ...needed, ...missing))).toEqual(
      run(make(name, ...needed, ...(name === "OneCycleLR" ? [12] : []))),
    );
  });

  test("refuses one too many, an unknown name, a value twice, and snake_case", () => {
    expect(() => make(name, ...values, 1)).toThrow(`${name}: 1 argument(s) too many, got 1; write ${name}(optimizer`);
    expect(() => make(name, { ...given, zzz: 1 })).toThrow(
      `${name}: unknown option zzz; it takes optimizer, ${names[0]}`,
    );
    expect(() => make(name, values[0], { [names[0]]: values[0] })).toThrow(
      `${name}: ${names[0]} is given twice, by position and by name`,
    );
    for (const key of names.filter((other) => /[A-Z]/.test(other))) {
      const snake = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const { [key]: value, ...rest } = given;
      expect(() => make(name, { ...rest, [snake]: value })).toThrow(
        `${name}: unknown option ${snake}; did you mean ${key}?`,
      );
    }
  });

  test("refuses what is missing", () => {
    for (let count = 0; count < required; count++) {
      expect(() => make(name, ...values.slice(0, count))).toThrow(`${name}: missing argument ${names[count]}`);
    }
    expect(() => new (classOf(name))()).toThrow(`${name}: missing argument optimizer`);
  });

  test("refuses values of the wrong kind, by name and by position", () => {
    for (const [i, key] of names.entries()) {
      for (const wrong of [null, "2", {}, Number.NaN, Number.POSITIVE_INFINITY, [Number.NaN], true, tensor(1)]) {
        const isRight =
          (wrong === null && ["totalSteps", "epochs", "stepsPerEpoch"].includes(key)) ||
          (wrong === true && typeof given[key] === "boolean");
        if (isRight) continue;
        const before = sgd();
        const groups = JSON.stringify(before.paramGroups);
        const byName = () => new (classOf(name))(before, { ...given, [key]: wrong });
        expect(byName, `${key}: ${String(wrong)}`).toThrow(new RegExp(`^${name}: .*\\b${key}\\b`));
        expect(byName).toThrow(LumbreError);
        // An object at the end holds names.
        if (JSON.stringify(wrong) !== "{}") {
          const byPosition = () => new (classOf(name))(before, ...values.slice(0, i), wrong, ...values.slice(i + 1));
          expect(byPosition).toThrow(new RegExp(`^${name}: .*\\b${key}\\b`));
        }
        expect(JSON.stringify(before.paramGroups)).toBe(groups);
      }
    }
  });

  test("refuses what is no optimizer", () => {
    for (const wrong of [null, 1, "sgd", [tensor(1)], optim.SGD, { paramGroups: [] }, make(name, given)]) {
      const call = () => new (classOf(name))(wrong, ...values);
      expect(call).toThrow(ArgumentError);
      expect(call).toThrow(`${name}: optimizer must be an optimizer, such as new SGD(model.parameters(), 0.1), got `);
    }
  });
});

test("SequentialLR and ChainedScheduler take their arguments by position and by name", () => {
  const parts = (o: optim.Optimizer) => [new optim.ConstantLR(o, 0.5, 2), new optim.ExponentialLR(o, 0.9)];
  const sequential = (call: (o: optim.Optimizer) => optim.SequentialLR): unknown => run(call(sgd()));
  const expected = sequential((o) => new optim.SequentialLR(o, parts(o), [2], -1, false));
  expect(sequential((o) => new optim.SequentialLR(o, parts(o), { milestones: [2], verbose: false }))).toEqual(expected);
  expect(sequential((o) => new optim.SequentialLR(o, { schedulers: parts(o), milestones: [2] }))).toEqual(expected);
  const o = sgd();
  expect(() => new optim.SequentialLR(o, parts(o), { milestone: [2] } as never)).toThrow(
    "SequentialLR: unknown option milestone; did you mean milestones?",
  );
  expect(() => new optim.SequentialLR(o, parts(o))).toThrow("SequentialLR: missing argument milestones");
  expect(() => new optim.SequentialLR(o, [null as never], [])).toThrow(
    "SequentialLR: schedulers must be a list of schedulers, got [null]",
  );
  expect(() => new optim.SequentialLR(o, parts(o), [Number.NaN])).toThrow("milestones must be a list of epochs");
  expect(() => new (optim.SequentialLR as never as Class)(o, parts(o), [2], -1, false, 1)).toThrow("too many");
  expect(new optim.SequentialLR(o, parts(o), [9], 4).lastEpoch).toBe(5);

  expect(new optim.ChainedScheduler(parts(o)).schedulers).toHaveLength(2);
  expect(new (optim.ChainedScheduler as never as Class)({ schedulers: parts(o) })).toBeDefined();
  expect(() => new optim.ChainedScheduler(parts(o)[0] as never)).toThrow(
    "ChainedScheduler: schedulers must be a list of schedulers, got an instance of ConstantLR",
  );
  expect(() => new (optim.ChainedScheduler as never as Class)(parts(o), 1)).toThrow("1 argument(s) too many");
});

describe("methods of schedulers", () => {
  const call = (object: object, method: string, ...given: unknown[]) =>
    (object as Record<string, (...given: unknown[]) => unknown>)[method](...given);
  const schedulers = (): Scheduler[] => {
    const o = sgd();
    return [
      new optim.StepLR(o, 2),
      new optim.ReduceLROnPlateau(o),
      new optim.SequentialLR(o, [new optim.StepLR(o, 2)], []),
      new optim.ChainedScheduler([new optim.StepLR(o, 2)]) as never,
    ];
  };

  test("step takes the epoch by position and by name", () => {
    const rates = [[4], [{ epoch: 4 }]].map((given) => {
      const scheduler = make("StepLR", 2);
      call(scheduler, "step", ...given);
      return [scheduler.getLastLr(), scheduler.lastEpoch];
    });
    expect(rates).toEqual([
      [[0.010000000000000002], 4],
      [[0.010000000000000002], 4],
    ]);
    const scheduler = make("StepLR", 2);
    call(scheduler, "step", null);
    expect(scheduler.lastEpoch).toBe(1);
    for (const [given, message] of [
      [["2"], 'step: epoch must be a number >= 0, got "2"'],
      [[Number.NaN], "step: epoch must be a number >= 0, got NaN"],
      [[-1], "step: epoch must be a number >= 0, got -1"],
      [[1, 2], "step: 1 argument(s) too many, got 2"],
      [[{ epochs: 1 }], "step: unknown option epochs; did you mean epoch?"],
    ] as const) {
      expect(() => call(scheduler, "step", ...given)).toThrow(message);
    }
    expect(scheduler.lastEpoch).toBe(1);
  });

  test("ReduceLROnPlateau's step takes a metric by position and by name", () => {
    const scheduler = new optim.ReduceLROnPlateau(sgd());
    scheduler.step(1);
    scheduler.step({ metrics: tensor(1), epoch: 7 });
    scheduler.step(1, { epoch: 8 });
    scheduler.step(Number.NaN, 9);
    expect(scheduler.lastEpoch).toBe(9);
    for (const [given, message] of [
      [[], "step: missing argument metrics; write step(metrics, epoch?)"],
      [[null], "step: metrics must be a number or a tensor, got null"],
      [["1"], 'step: metrics must be a number or a tensor, got "1"'],
      [[{ metric: 1 }], "step: unknown option metric; did you mean metrics?"],
      [[1, 2, 3], "step: 1 argument(s) too many, got 3"],
    ] as const) {
      expect(() => call(scheduler, "step", ...given)).toThrow(message);
    }
    expect(scheduler.lastEpoch).toBe(9);
  });

  test("those without parameters refuse arguments", () => {
    for (const scheduler of schedulers()) {
      expect(() => call(scheduler, "getLastLr", 0)).toThrow("getLastLr: 1 argument(s) too many, got 0");
      expect(() => call(scheduler, "stateDict", {})).not.toThrow();
      expect(() => call(scheduler, "stateDict", { keepVars: true })).toThrow("stateDict: unknown option keepVars");
    }
    for (const scheduler of schedulers().slice(2)) expect(() => call(scheduler, "step", 1)).toThrow("step: 1 argument");
  });

  test("loadStateDict refuses what is no state dict, and changes nothing", () => {
    for (const scheduler of schedulers()) {
      const before = scheduler.stateDict();
      expect(() => call(scheduler, "loadStateDict")).toThrow("loadStateDict: missing argument stateDict");
      expect(() => call(scheduler, "loadStateDict", null)).toThrow(
        "stateDict must be a scheduler's state dict, got null",
      );
      expect(() => call(scheduler, "loadStateDict", {})).toThrow("loadStateDict: the state dict has no ");
      expect(() => call(scheduler, "loadStateDict", before, 1)).toThrow("1 argument(s) too many");
      for (const name of Object.keys(before)) {
        expect(() => call(scheduler, "loadStateDict", { ...before, [name]: "x" }), name).toThrow(
          new RegExp(`^loadStateDict: .*${name}`),
        );
      }
      expect(scheduler.stateDict()).toEqual(before);
    }
  });

  test("a state dict that went through JSON before any metric came", () => {
    const first = new optim.ReduceLROnPlateau(sgd(), "max", 0.5, 0);
    const second = new optim.ReduceLROnPlateau(sgd());
    second.loadStateDict(JSON.parse(JSON.stringify(first.stateDict())));
    for (const metric of [-3, -4]) second.step(metric);
    expect(second.getLastLr()).toEqual([0.5]);
  });
});

describe("methods of optimizers", () => {
  const call = (object: object, method: string, ...given: unknown[]) =>
    (object as Record<string, (...given: unknown[]) => unknown>)[method](...given);

  test("step, zeroGrad, addParamGroup, stateDict", () => {
    const o = sgd();
    expect(call(o, "step", { closure: () => 3 })).toBe(3);
    expect(call(o, "step", null)).toBeUndefined();
    expect(() => call(o, "step", 1)).toThrow("step: closure must be a function, got 1");
    expect(() => call(o, "step", () => 1, 2)).toThrow("step: 1 argument(s) too many");
    expect(() => call(o, "step", { clozure: () => 1 })).toThrow("step: unknown option clozure; did you mean closure?");
    call(o, "zeroGrad", { setToNone: false });
    expect(() => call(o, "zeroGrad", { set_to_none: false })).toThrow("did you mean setToNone?");
    expect(() => call(o, "zeroGrad", null)).toThrow("zeroGrad: setToNone must be true or false, got null");
    expect(() => call(o, "addParamGroup", [])).toThrow("addParamGroup: group must be an object with params, got []");
    expect(() => call(o, "addParamGroup", { params: [] }, 1)).toThrow("addParamGroup: 1 argument(s) too many");
    expect(() => call(o, "stateDict", 1)).toThrow("stateDict: 1 argument(s) too many");
  });

  test("loadStateDict refuses what is no state dict", () => {
    const o = sgd();
    for (const wrong of [null, "x", [], {}, { state: {} }, { state: {}, param_groups: [1] }, new Map()]) {
      expect(() => call(o, "loadStateDict", wrong)).toThrow(ArgumentError);
      expect(() => call(o, "loadStateDict", wrong)).toThrow(/^loadStateDict: .*an optimizer's state dict/);
    }
    expect(() => call(o, "loadStateDict")).toThrow("loadStateDict: missing argument stateDict");
    expect(() => call(o, "loadStateDict", o.stateDict(), {}, 1)).toThrow("too many");
    call(o, "loadStateDict", o.stateDict());
  });
});

test("verbose prints what is set", () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const scheduler = new optim.ExponentialLR(sgd(), 0.5, { verbose: true });
  scheduler.step();
  scheduler.step(4);
  const plateau = new optim.ReduceLROnPlateau(sgd(), { patience: 0, verbose: true });
  for (const metric of [1, 1]) plateau.step(metric);
  const o = sgd();
  const sequence = new optim.SequentialLR(o, [new optim.ConstantLR(o, 0.5)], [], { verbose: true });
  sequence.step();
  expect(log.mock.calls.map(([line]) => line)).toEqual([
    "Adjusting learning rate of group 0 to 1.0000e+0.",
    "Adjusting learning rate of group 0 to 5.0000e-1.",
    "Epoch 4: adjusting learning rate of group 0 to 6.2500e-2.",
    "Epoch 2: reducing learning rate of group 0 to 1.0000e-1.",
    "Adjusting learning rate of group 0 to 5.0000e-1.",
  ]);
  log.mockRestore();
});

test("an optimizer of a second copy is refused, with both versions", async () => {
  vi.resetModules();
  const other = await import("../index.js");
  const { tensor: make } = await import("@lumbre/tensor");
  const foreign = new other.SGD([make([0], { requiresGrad: true })], 1) as never as optim.SGD;
  expect(other.SGD).not.toBe(optim.SGD);
  expect(() => new optim.StepLR(foreign, 1)).toThrow(DuplicatePackageError);
  expect(() => new optim.StepLR(foreign, 1)).toThrow("StepLR: two copies of @lumbre/optim are loaded: ");
});

test("a scheduler of one's own hands on its arguments", () => {
  class Halving extends optim.LRScheduler<{ readonly every: number }> {
    protected override nextLr(): number[] {
      const { every } = this.settings;
      return this.optimizer.paramGroups.map(({ lr }) => (this.lastEpoch % every === 1 ? lr / 2 : lr));
    }
  }
  const o = sgd();
  const scheduler = new Halving(o, { every: 2 }, { verbose: false });
  for (let i = 0; i < 3; i++) scheduler.step();
  expect(scheduler.getLastLr()).toEqual([0.25]);
  expect(() => new Halving(o, { every: 2 }, { lastepoch: 1 } as never)).toThrow("did you mean lastEpoch?");
  expect(() => new Halving({} as never, { every: 2 })).toThrow("LRScheduler: optimizer must be an optimizer");
});

test("types refuse wrong names, and options given twice", () => {
  const o = sgd();
  const compiles = (): unknown[] => [
    new optim.StepLR(o, 2, 0.5, -1, false),
    new optim.StepLR(o, { stepSize: 2, gamma: 0.5 }),
    new optim.OneCycleLR(o, 1, 100, { pctStart: 0.2 }),
    new optim.OneCycleLR(o, [1], null, 5, 20, 0.2, "linear", { cycleMomentum: false }),
    // @ts-expect-error PyTorch's name is stepSize
    new optim.StepLR(o, { step: 2 }),
    // @ts-expect-error the optimizer's parameters are no optimizer
    new optim.StepLR([tensor(1)], 2),
    // @ts-expect-error given twice
    new optim.LinearLR(o, 0.5, { startFactor: 0.5 }),
    // @ts-expect-error given twice
    new optim.OneCycleLR(o, 1, 100, { totalSteps: 100 }),
    // @ts-expect-error given twice
    new optim.OneCycleLR(o, 1, 100, null, null, 0.2, { epochs: 3 }),
    // @ts-expect-error no such strategy
    new optim.OneCycleLR(o, 1, { totalSteps: 3, annealStrategy: "sin" }),
  ];
  expect(compiles).toThrow(ArgumentError);
});

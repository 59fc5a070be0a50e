import { readFileSync } from "node:fs";
import "@lumbre/autograd";
import { memory, type NestedArray, ones, scope, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import { expectClose, expectTensor } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import * as optim from "./index.js";
import { Adadelta, Adagrad, Adam, Adamax, AdamW, NAdam, RAdam, RMSprop, SGD } from "./index.js";
import { camelCase } from "./names.js";

interface OptimizerCase {
  readonly name: keyof typeof classes;
  readonly options: Record<string, unknown>;
  readonly start: [NestedArray, NestedArray];
  readonly history: [NestedArray, NestedArray][];
}

const classes = { SGD, Adam, AdamW, RMSprop, Adagrad, Adadelta, Adamax, NAdam, RAdam };

const fixture = JSON.parse(readFileSync(new URL("../fixtures/optim.json", import.meta.url), "utf8"));
const cases: OptimizerCase[] = fixture.optimizers;

const camelOptions = (options: Record<string, unknown>): never =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), value])) as never;

const leaf = (data: NestedArray): Tensor => tensor(data, { dtype: "float64", requiresGrad: true });

/** The loss of the fixture; in every third step it leaves b out. */
function lossOf(step: number, w: Tensor, b: Tensor): Tensor {
  if (step % 3 === 2) return w.mul(2).cos().sum();
  return w.mul(w).sum().add(w.add(b).sin().sum());
}

/** PyTorch keeps one of NAdam's products in float32. */
const toleranceOf = (name: string) => (name === "NAdam" ? { rtol: 1e-6, atol: 1e-7 } : { rtol: 1e-10, atol: 1e-12 });

describe("agrees with PyTorch over ten steps", () => {
  test.each(cases.map((item) => [`${item.name} ${JSON.stringify(item.options)}`, item] as const))("%s", (_, item) => {
    const [w, b] = item.start.map(leaf);
    const optimizer = new classes[item.name]([w, b], camelOptions(item.options));
    for (const [step, expected] of item.history.entries()) {
      scope(() => {
        optimizer.zeroGrad();
        lossOf(step, w, b).backward();
        optimizer.step();
      });
      expectClose(w, expected[0], toleranceOf(item.name));
      expectClose(b, expected[1], toleranceOf(item.name));
    }
  });
});

describe("the digits of a single weight", () => {
  const run = (make: (w: Tensor) => optim.Optimizer): number[] => {
    const w = tensor(1, { dtype: "float64", requiresGrad: true });
    const optimizer = make(w);
    return [1, -2, 0.5].map((g) => {
      w.grad = tensor(g, { dtype: "float64" });
      optimizer.step();
      return w.item();
    });
  };
  const close = (actual: number[], expected: number[]): void => {
    for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i], 9);
  };

  test("Adam", () =>
    close(
      run((w) => new optim.Adam([w], { lr: 0.1 })),
      [0.900000001, 0.9366103535, 0.9502794197],
    ));
  test("Adam with weight decay", () =>
    close(
      run((w) => new optim.Adam([w], { lr: 0.1, weightDecay: 0.1 })),
      [0.9000000009, 0.9310642948, 0.9376421549],
    ));
  test("AdamW", () =>
    close(
      run((w) => new optim.AdamW([w], { lr: 0.1, weightDecay: 0.1 })),
      [0.890000001, 0.9177103535, 0.9222023161],
    ));
  test("SGD with momentum", () =>
    close(
      run((w) => new optim.SGD([w], { lr: 0.1, momentum: 0.9 })),
      [0.9, 1.01, 1.059],
    ));
  test("SGD with a momentum that forgets nothing", () =>
    close(
      run((w) => new optim.SGD([w], { lr: 0.1, momentum: 1 })),
      [0.9, 1, 1.05],
    ));
  test("SGD with Nesterov's momentum", () =>
    close(
      run((w) => new optim.SGD([w], { lr: 0.1, momentum: 0.9, nesterov: true })),
      [0.81, 1.109, 1.1031],
    ));
  test("SGD with dampening", () =>
    close(
      run((w) => new optim.SGD([w], { lr: 0.1, momentum: 0.9, dampening: 0.5 })),
      [0.9, 0.91, 0.894],
    ));
});

describe("state dicts", () => {
  test.each(cases.map((item) => [`${item.name} ${JSON.stringify(item.options)}`, item] as const))(
    "%s goes on as if nothing had happened",
    (_, item) => {
      const [w, b] = item.history[4].map(leaf);
      const before = item.start.map(leaf);
      const first = new classes[item.name](before, camelOptions(item.options));
      for (let step = 0; step < 5; step++) {
        first.zeroGrad();
        lossOf(step, before[0], before[1]).backward();
        first.step();
      }
      const second = new classes[item.name]([w, b], { lr: 77 });
      second.loadStateDict(first.stateDict());
      for (let step = 5; step < item.history.length; step++) {
        second.zeroGrad();
        lossOf(step, w, b).backward();
        second.step();
      }
      expectClose(w, item.history[item.history.length - 1][0], toleranceOf(item.name));
    },
  );

  test("have PyTorch's layout and names", () => {
    const w = tensor([1], { requiresGrad: true });
    const optimizer = new optim.Adam([w]);
    w.grad = ones(1);
    optimizer.step();
    const { state, param_groups } = optimizer.stateDict();
    expect(Object.keys(state)).toEqual(["0"]);
    expect(Object.keys(state[0])).toEqual(["step", "exp_avg", "exp_avg_sq"]);
    expect(param_groups).toEqual([
      { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weight_decay: 0, amsgrad: false, maximize: false, params: [0] },
    ]);
  });

  test.each<[keyof typeof classes, object, string[]]>([
    ["SGD", { lr: 0.1 }, ["momentum_buffer"]],
    ["SGD", { lr: 0.1, momentum: 0.9 }, ["momentum_buffer"]],
    ["Adam", { amsgrad: true }, ["step", "exp_avg", "exp_avg_sq", "max_exp_avg_sq"]],
    ["AdamW", {}, ["step", "exp_avg", "exp_avg_sq"]],
    ["Adagrad", {}, ["step", "sum"]],
    ["Adadelta", {}, ["step", "square_avg", "acc_delta"]],
    ["Adamax", {}, ["step", "exp_avg", "exp_inf"]],
    ["NAdam", {}, ["step", "mu_product", "exp_avg", "exp_avg_sq"]],
    ["RAdam", {}, ["step", "exp_avg", "exp_avg_sq"]],
    ["RMSprop", {}, ["step", "square_avg"]],
    ["RMSprop", { momentum: 0.9 }, ["step", "square_avg", "momentum_buffer"]],
    ["RMSprop", { centered: true }, ["step", "square_avg", "grad_avg"]],
  ])("of %s with %j have PyTorch's entries", (name, options, entries) => {
    const w = tensor([1], { requiresGrad: true });
    const optimizer = new classes[name]([w], options as never);
    w.grad = ones(1);
    optimizer.step();
    expect(Object.keys(optimizer.stateDict().state[0]).sort()).toEqual(entries.sort());
  });

  test("of SGD have a momentum only where it has one", () => {
    const [without, withMomentum] = [0, 0.5].map((momentum) => {
      const w = tensor([1], { requiresGrad: true });
      const optimizer = new optim.SGD([w], 0.1, { momentum });
      w.grad = tensor([3]);
      optimizer.step();
      return optimizer.stateDict().state[0].momentum_buffer as Tensor | null;
    });
    expect([without, withMomentum?.toArray()]).toEqual([null, [3]]);
  });

  test("of PyTorch's are taken as they are", () => {
    const w = leaf([1, 2]);
    const optimizer = new optim.Adam([w]);
    const expAvg = tensor([3, 4]);
    const expAvgSq = tensor([5, 6], { dtype: "float64" });
    optimizer.loadStateDict({
      state: { 7: { step: tensor(5), exp_avg: expAvg, exp_avg_sq: expAvgSq } },
      param_groups: [{ lr: 0.5, betas: [0.8, 0.9], foreach: null, capturable: false, initial_lr: 2, params: [7] }],
    });
    const state = optimizer.state.get(w) ?? expect.unreachable();
    expect(state.step).toBe(5);
    expectTensor(state.expAvg, tensor([3, 4], { dtype: "float64" }));
    expAvgSq.fill_(0);
    expect(state.expAvgSq.toArray()).toEqual([5, 6]);
    const { params: _, ...options } = optimizer.paramGroups[0];
    expect(options).toEqual({
      lr: 0.5,
      betas: [0.8, 0.9],
      eps: 1e-8,
      weightDecay: 0,
      amsgrad: false,
      maximize: false,
      initialLr: 2,
    });
    const sgd = new optim.SGD([w], 1e-3, { momentum: 0.9 });
    sgd.loadStateDict({ state: { 0: { momentum_buffer: null } }, param_groups: [{ params: [0] }] });
    w.grad = ones(2, { dtype: "float64" });
    sgd.step();
    expectClose(w, [0.999, 1.999]);
  });

  test("that do not fit are refused, and nothing changes", () => {
    const w = leaf([1, 2]);
    const optimizer = new optim.Adam([w], { lr: 0.1 });
    w.grad = ones(2, { dtype: "float64" });
    optimizer.step();
    const two = new optim.Adam([leaf([1]), leaf([2])]);
    const grouped = new optim.Adam([{ params: [leaf([1])] }, { params: [leaf([2])] }]);
    const { param_groups } = optimizer.stateDict();
    const cases: [optim.OptimizerStateDict, string][] = [
      [
        grouped.stateDict(),
        "loadStateDict: loaded state dict has a different number of parameter groups: 2, expected 1",
      ],
      [
        two.stateDict(),
        "loadStateDict: loaded state dict contains a parameter group that doesn't match the size of optimizer's group: 2 parameters in group 0, expected 1",
      ],
      [
        { state: { 0: { exp_avg: ones(3) } }, param_groups },
        "loadStateDict: exp_avg of parameter 0 has shape [3], expected [2]",
      ],
      [
        { state: {}, param_groups: [{ ...param_groups[0], lr: -1 }] },
        "Adam: Invalid learning rate: -1; expected a number >= 0",
      ],
    ];
    for (const [dict, message] of cases) {
      expect(() => optimizer.loadStateDict(dict)).toThrow(message);
      expect(optimizer.paramGroups[0].lr).toBe(0.1);
      expect(optimizer.state.get(w)?.step).toBe(1);
    }
  });
});

describe("parameter groups", () => {
  test("have options of their own", () => {
    const a = leaf([1]);
    const b = leaf([1]);
    const optimizer = new optim.SGD([{ params: [a] }, { params: [b], lr: 0.5 }], { lr: 0.1 });
    a.add(b).sum().backward();
    optimizer.step();
    expect([a.item(), b.item()]).toEqual([0.9, 0.5]);
    const c = leaf([1]);
    optimizer.addParamGroup({ params: [c], lr: 0 });
    expect(optimizer.paramGroups.map(({ lr }) => lr)).toEqual([0.1, 0.5, 0]);
  });

  test("do not share parameters", () => {
    const a = leaf([1]);
    expect(() => new optim.SGD([{ params: [a] }, { params: [a] }], { lr: 1 })).toThrow(
      "SGD: some parameters appear in more than one parameter group",
    );
    expect(() => new optim.SGD([a, a], { lr: 1 })).toThrow("SGD: a parameter appears twice in a parameter group");
  });

  test("take leaf tensors only", () => {
    const a = leaf([1]);
    expect(() => new optim.SGD([a.mul(2)], { lr: 1 })).toThrow("SGD: can't optimize a non-leaf Tensor");
    expect(() => new optim.SGD([], { lr: 1 })).toThrow("SGD: optimizer got an empty parameter list");
    expect(() => new optim.SGD(a as never, 1)).toThrow(
      "SGD: params argument given to the optimizer should be an iterable of Tensors or groups, but got a Tensor; write [tensor]",
    );
    expect(() => new optim.SGD([a, 3 as never], 1)).toThrow("SGD: params[1] must be a tensor, got 3");
  });

  test("check their options", () => {
    expect(() => new optim.SGD([{ params: leaf([1]), lr: -2 }], 0.1)).toThrow("SGD: Invalid learning rate: -2");
  });
});

test("zeroGrad lets go of gradients, and a parameter without one is skipped", () => {
  const w = leaf([1]);
  const optimizer = new optim.Adam([w]);
  w.mul(2).sum().backward();
  optimizer.zeroGrad();
  expect(w.grad).toBeNull();
  optimizer.step();
  expect(w.item()).toBe(1);
});

test("zeroGrad can set gradients to 0", () => {
  const w = leaf([1]);
  w.grad = tensor([3], { dtype: "float64" });
  const optimizer = new optim.SGD([w], 0.1);
  optimizer.zeroGrad({ setToNone: false });
  expect(w.grad.toArray()).toEqual([0]);
  w.grad.fill_(2);
  optimizer.zeroGrad(false);
  expect(w.grad.toArray()).toEqual([0]);
  expect(() => optimizer.zeroGrad({ setTonone: true } as never)).toThrow(
    "zeroGrad: unknown option setTonone; did you mean setToNone?",
  );
});

test("shows its options", () => {
  const optimizer = new optim.SGD([leaf([1])], { lr: 0.5 });
  expect(String(optimizer)).toBe(
    [
      "SGD (",
      "Parameter Group 0",
      "    dampening: 0",
      "    lr: 0.5",
      "    maximize: false",
      "    momentum: 0",
      "    nesterov: false",
      "    weightDecay: 0",
      ")",
    ].join("\n"),
  );
});

test("step refuses an async closure", () => {
  const optimizer = new SGD([leaf([1])], 0.1);
  expect(() => optimizer.step(async () => 1)).toThrow(
    new ValueError("step: the closure returned a promise; it must not be async, for the step needs its gradients"),
  );
});

test("step takes a closure and returns its loss", () => {
  const w = leaf([2]);
  const optimizer = new optim.SGD([w], { lr: 0.25 });
  const loss = optimizer.step(() => {
    optimizer.zeroGrad();
    const value = w.square().sum();
    value.backward();
    return value;
  });
  expect(loss?.item()).toBe(4);
  expect(w.item()).toBe(1);
});

const rates = { SGD: 0.05, Adam: 0.05, AdamW: 0.05, RMSprop: 0.05, Adagrad: 1, Adadelta: 5, Adamax: 0.1 } as const;

test.each([...Object.entries(rates), ["NAdam", 0.1], ["RAdam", 0.1]] as [keyof typeof classes, number][])(
  "%s finds the bottom of a bowl",
  (name, lr) => {
    const w = leaf([3, -2]);
    const optimizer = new classes[name]([w], { lr });
    for (let i = 0; i < 300; i++) {
      optimizer.zeroGrad();
      w.square().sum().backward();
      optimizer.step();
    }
    expect(w.abs().max().item()).toBeLessThan(0.05);
  },
);

test.each(cases.map((item) => [`${item.name} ${JSON.stringify(item.options)}`, item] as const))(
  "steps of %s, inside a scope or not, neither lose state nor leave memory behind",
  (_, { name, options }) => {
    const w = tensor(new Float32Array(1000), { requiresGrad: true });
    const optimizer = new classes[name]([w], camelOptions(options));
    scope(() => w.add(1).square().sum().backward());
    const step = (): void => scope(() => optimizer.step());
    step();
    const { buffers } = memory();
    for (let i = 0; i < 5; i++) step();
    for (let i = 0; i < 5; i++) optimizer.step();
    expect(memory().buffers).toBe(buffers);
    expect(Number.isFinite(w.sum().item())).toBe(true);
  },
);

test.each([
  ["SGD", { lr: -1 }, "SGD: Invalid learning rate: -1; expected a number >= 0"],
  ["SGD", { lr: 1, momentum: -1 }, "SGD: Invalid momentum value: -1; expected a number >= 0"],
  [
    "SGD",
    { lr: 1, nesterov: true },
    "SGD: Nesterov momentum requires a momentum and zero dampening; got momentum 0, dampening 0",
  ],
  ["SGD", { lr: Number.NaN }, "SGD: lr must be a finite number, got NaN"],
  ["Adam", { lr: Number.POSITIVE_INFINITY }, "Adam: lr must be a finite number, got Infinity"],
  ["SGD", { lr: 1, weightDecay: -1 }, "SGD: Invalid weight_decay value: -1; expected a number >= 0"],
  ["Adam", { eps: -1 }, "Adam: Invalid epsilon value: -1; expected a number >= 0"],
  ["Adam", { betas: [1, 0.9] }, "Adam: Invalid beta parameter at index 0: 1; expected a number >= 0 and < 1"],
  ["Adamax", { betas: [0, -1] }, "Adamax: Invalid beta parameter at index 1: -1; expected a number >= 0 and < 1"],
  ["AdamW", { weightDecay: -1 }, "AdamW: Invalid weight_decay value: -1; expected a number >= 0"],
  ["NAdam", { momentumDecay: -1 }, "NAdam: Invalid momentum_decay value: -1; expected a number >= 0"],
  ["RAdam", { eps: -1 }, "RAdam: Invalid epsilon value: -1; expected a number >= 0"],
  ["RMSprop", { alpha: -1 }, "RMSprop: Invalid alpha value: -1; expected a number >= 0"],
  ["Adadelta", { rho: 2 }, "Adadelta: Invalid rho value: 2; expected a number in [0, 1]"],
  ["Adagrad", { lrDecay: -1 }, "Adagrad: Invalid lr_decay value: -1; expected a number >= 0"],
  [
    "Adagrad",
    { initialAccumulatorValue: -1 },
    "Adagrad: Invalid initial_accumulator_value value: -1; expected a number >= 0",
  ],
] as const)("%s refuses %j", (name, options, message) => {
  const make = () => new classes[name]([leaf([1])], options as never);
  expect(make).toThrow(ValueError);
  expect(make).toThrow(message);
});

describe("arguments of the constructors", () => {
  test.each([
    ["SGD", [0.1, 0.9, 0, 0.2, true], { lr: 0.1, momentum: 0.9, dampening: 0, weightDecay: 0.2, nesterov: true }],
    [
      "Adam",
      [0.1, [0.5, 0.6], 1e-3, 0.2, true],
      { lr: 0.1, betas: [0.5, 0.6], eps: 1e-3, weightDecay: 0.2, amsgrad: true },
    ],
    [
      "AdamW",
      [0.1, [0.5, 0.6], 1e-3, 0.2, true],
      { lr: 0.1, betas: [0.5, 0.6], eps: 1e-3, weightDecay: 0.2, amsgrad: true },
    ],
    [
      "Adagrad",
      [0.1, 0.2, 0.3, 0.4, 0.5],
      { lr: 0.1, lrDecay: 0.2, weightDecay: 0.3, initialAccumulatorValue: 0.4, eps: 0.5 },
    ],
    ["Adadelta", [0.1, 0.2, 0.3, 0.4], { lr: 0.1, rho: 0.2, eps: 0.3, weightDecay: 0.4 }],
    ["Adamax", [0.1, [0.5, 0.6], 0.3, 0.4], { lr: 0.1, betas: [0.5, 0.6], eps: 0.3, weightDecay: 0.4 }],
    [
      "NAdam",
      [0.1, [0.5, 0.6], 0.3, 0.4, 0.5],
      { lr: 0.1, betas: [0.5, 0.6], eps: 0.3, weightDecay: 0.4, momentumDecay: 0.5 },
    ],
    ["RAdam", [0.1, [0.5, 0.6], 0.3, 0.4], { lr: 0.1, betas: [0.5, 0.6], eps: 0.3, weightDecay: 0.4 }],
    [
      "RMSprop",
      [0.1, 0.2, 0.3, 0.4, 0.5, true],
      { lr: 0.1, alpha: 0.2, eps: 0.3, weightDecay: 0.4, momentum: 0.5, centered: true },
    ],
  ] as const)("%s takes %j by position, by name, and mixed", (name, values, options) => {
    const make = classes[name] as unknown as new (...given: unknown[]) => optim.Optimizer;
    const { lr, ...rest } = options;
    const expected = { ...options, maximize: true };
    expect(new make([leaf([1])], ...values, { maximize: true }).defaults).toEqual(expected);
    expect(new make([leaf([1])], expected).defaults).toEqual(expected);
    expect(new make([leaf([1])], lr, { ...rest, maximize: true }).defaults).toEqual(expected);
    expect(() => new make([leaf([1])], ...values, true)).toThrow(`${name}: true is one argument too many; maximize`);
    expect(() => new make([leaf([1])], lr, { lr })).toThrow(`${name}: lr is given twice`);
  });

  test("are checked", () => {
    const w = leaf([1]);
    // @ts-expect-error PyTorch's name is lr
    expect(() => new optim.Adam([w], { learningRate: 0.1 })).toThrow(
      "Adam: unknown option learningRate; did you mean lr?",
    );
    // @ts-expect-error SGD has no default
    expect(() => new optim.SGD([w])).toThrow("SGD: missing argument lr; write SGD(params, lr, momentum?");
    expect(() => new optim.Adam([w], "0.1" as never)).toThrow('Adam: lr must be a finite number, got "0.1"');
    expect(() => new optim.Adam([w], null as never)).toThrow("Adam: lr must be a finite number, got null");
    expect(() => new optim.Adam([w], 0.1, 0.9 as never)).toThrow("Adam: betas must be a list of two numbers");
  });

  test("say what to write in place of a model", () => {
    const parameters = (): Tensor[] => [leaf([1])];
    const words = "Adam: params argument given to the optimizer should be an iterable of Tensors or groups, but got ";
    expect(() => new optim.Adam({ parameters } as never)).toThrow(`${words}a module; write model.parameters()`);
    expect(() => new optim.Adam(parameters as never)).toThrow(
      `${words}the function parameters; call it: model.parameters()`,
    );
    expect(() => new optim.Adam([{ params: parameters as never }])).toThrow("call it: model.parameters()");
    expect(() => new optim.Adam([leaf([1]), { parameters } as never])).toThrow(
      "Adam: params[1] is a module; write model.parameters()",
    );
    expect(() => new optim.Adam("weights" as never)).toThrow(`${words}"weights"`);
    expect(() => new optim.Adam([["weight", leaf([1])]] as never)).toThrow(
      "Adam: params[0] must be a tensor, got an array",
    );
  });

  test("of groups are checked, and named with the group's index", () => {
    const optimizer = new optim.SGD([leaf([1])], 0.1);
    const add = (group: object) => () => optimizer.addParamGroup({ params: [leaf([1])], ...group });
    expect(add({ learningRate: 1 })).toThrow("SGD: parameter group 1: unknown option learningRate; did you mean lr?");
    expect(add({ lr: "1" })).toThrow('SGD: parameter group 1: lr must be a finite number, got "1"');
    expect(() => new optim.SGD([{ params: [leaf([1])] }, leaf([1]) as never], 0.1)).toThrow(
      "SGD: parameter group 1 must be an object with params, got a tensor of shape [1]",
    );
    expect(optimizer.paramGroups.length).toBe(1);
    add({ lr: undefined })();
    expect(optimizer.paramGroups[1].lr).toBe(0.1);
  });
});

test("a copy that at() picked by a list is no parameter to optimize, and its clone is", () => {
  const x = ones(3);
  for (const Optimizer of Object.values(classes)) {
    expect(() => new Optimizer([x.at([0, 2]).requiresGrad_()], 0.1)).toThrow(
      `${Optimizer.name}: this tensor of shape [2] is the copy that x.at(index) with a list or a mask gives`,
    );
  }
  const w = x.at([0, 2]).clone().requiresGrad_();
  const optimizer = new SGD([w], 0.5);
  w.sum().backward();
  optimizer.step();
  expect(w.toArray()).toEqual([0.5, 0.5]);
});

test("data that is such a copy makes a parameter that can be optimized", () => {
  for (const Optimizer of Object.values(classes)) {
    const w = ones(2, { requiresGrad: true });
    const optimizer = new Optimizer([w], 0.1);
    const copy = ones(3).at([0, 2]);
    w.data = copy;
    w.sum().backward();
    optimizer.step();
    expect(w.data.lt(1).all().item(), Optimizer.name).toBe(1);
  }
});

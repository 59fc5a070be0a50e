import { ArgumentError, DeviceError, ones, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import { Adadelta, Adagrad, Adam, Adamax, AdamW, NAdam, type Optimizer, RAdam, RMSprop, SGD } from "./index.js";

const leaf = (): Tensor => tensor([1, 2], { requiresGrad: true });
const makers: Record<string, (params: Tensor[]) => Optimizer> = {
  Adadelta: (params) => new Adadelta(params) as never,
  Adagrad: (params) => new Adagrad(params) as never,
  Adam: (params) => new Adam(params, { amsgrad: true }) as never,
  AdamW: (params) => new AdamW(params) as never,
  Adamax: (params) => new Adamax(params) as never,
  NAdam: (params) => new NAdam(params) as never,
  RAdam: (params) => new RAdam(params) as never,
  RMSprop: (params) => new RMSprop(params, { momentum: 0.9, centered: true }) as never,
  SGD: (params) => new SGD(params, 0.1, { momentum: 0.9 }) as never,
};
const titled = Object.entries(makers);

function stepped(make: (params: Tensor[]) => Optimizer): { params: Tensor[]; optimizer: Optimizer } {
  const params = [leaf(), leaf()];
  const optimizer = make(params);
  for (const param of params) param.grad = ones(2);
  optimizer.step();
  optimizer.step();
  return { params, optimizer };
}

/** All numbers that an optimizer holds. */
function remembered(optimizer: Optimizer): string {
  const { state, param_groups: groups } = optimizer.stateDict();
  const plain = (value: unknown): unknown =>
    typeof value === "object" && value !== null ? [...(value as Tensor).readSync()] : value;
  const states = Object.values(state).map((entries) =>
    Object.entries(entries).map(([name, value]) => [name, plain(value)]),
  );
  return JSON.stringify([states, groups]);
}

type Saved = { state: Record<number, Record<string, unknown>>; param_groups: Record<string, unknown>[] };

/** A copy of a state dict, tensors included, which may be written to. */
function copyOf(optimizer: Optimizer): Saved {
  const { state, param_groups: groups } = optimizer.stateDict();
  const copy = (value: unknown): unknown =>
    typeof value === "object" && value !== null ? (value as Tensor).clone() : value;
  return {
    state: Object.fromEntries(
      Object.entries(state).map(([i, entries]) => [
        i,
        Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, copy(value)])),
      ]),
    ),
    param_groups: groups.map((group) => ({ ...group })),
  };
}

const tensorIn = (state: Record<string, unknown>): string =>
  Object.keys(state).find((name) => typeof state[name] === "object" && state[name] !== null) as string;

describe("a state dict that cannot be loaded changes nothing", () => {
  test.each(titled)("%s: a second tensor that was disposed of", (_, make) => {
    const { optimizer } = stepped(make);
    const dict = copyOf(optimizer);
    dict.param_groups[0].lr = 0.5;
    (dict.state[0][tensorIn(dict.state[0])] as Tensor).fill_(9);
    (dict.state[1][tensorIn(dict.state[1])] as Tensor).dispose();
    const before = remembered(optimizer);
    expect(() => optimizer.loadStateDict(dict as never)).toThrow(DeviceError);
    expect(remembered(optimizer)).toBe(before);
  });

  test.each(titled)("%s: what went through JSON", (_, make) => {
    const { optimizer } = stepped(make);
    const dict = copyOf(optimizer);
    const name = tensorIn(dict.state[1]);
    const before = remembered(optimizer);
    for (const wrong of [[1, 2], { shape: [2] }, "x", Number.NaN]) {
      dict.state[1][name] = wrong;
      expect(() => optimizer.loadStateDict(dict as never)).toThrow(ArgumentError);
      expect(() => optimizer.loadStateDict(dict as never)).toThrow(`${name} of parameter 1 is`);
    }
    expect(remembered(optimizer)).toBe(before);
  });

  test.each(titled.filter(([name]) => name !== "SGD"))("%s: a tensor that is missing, or a number", (_, make) => {
    const { optimizer } = stepped(make);
    const before = remembered(optimizer);
    const dict = copyOf(optimizer);
    const name = tensorIn(dict.state[1]);
    dict.state[1][name] = 3;
    expect(() => optimizer.loadStateDict(dict as never)).toThrow(ValueError);
    delete dict.state[1][name];
    expect(() => optimizer.loadStateDict(dict as never)).toThrow(`loadStateDict: a parameter's state has no ${name}`);
    dict.state[1] = { ...copyOf(optimizer).state[1], step: null };
    expect(() => optimizer.loadStateDict(dict as never)).toThrow("loadStateDict: step is null, expected a number");
    expect(remembered(optimizer)).toBe(before);
  });

  test.each<[string, unknown]>([
    ["no groups", { state: {} }],
    ["no state", { param_groups: [] }],
    ["a list as the state", { state: [], param_groups: [] }],
    ["groups that are none", { state: {}, param_groups: {} }],
    ["a group without parameters", { state: {}, param_groups: [{ lr: 0.1 }] }],
    ["a group that is a list", { state: {}, param_groups: [Object.assign([], { params: [0] })] }],
    ["a second group that is none", { state: {}, param_groups: [{ params: [0, 1] }, null] }],
  ])("%s", (_, dict) => {
    const { optimizer } = stepped(makers.Adam);
    const before = remembered(optimizer);
    expect(() => optimizer.loadStateDict(dict as never)).toThrow(ArgumentError);
    expect(() => optimizer.loadStateDict(dict as never)).toThrow(
      "loadStateDict: expected an optimizer's state dict, with state and a list of param_groups, got an object",
    );
    expect(remembered(optimizer)).toBe(before);
  });

  test("a state of scalars that was JSON", () => {
    const scalar = tensor(1, { requiresGrad: true });
    const optimizer = new Adam([scalar]);
    scalar.mul(2).backward();
    optimizer.step();
    const parsed = JSON.parse(JSON.stringify(optimizer.stateDict()));
    expect(() => optimizer.loadStateDict(parsed)).toThrow(
      /^loadStateDict: exp_avg is 0\.2\d*, expected a tensor of shape \[\]; JSON has no tensors: write them with saveSafetensors/,
    );
  });

  test("the state of another kind of optimizer", () => {
    const { optimizer } = stepped(makers.Adam);
    expect(() => optimizer.loadStateDict(stepped(makers.SGD).optimizer.stateDict())).toThrow(
      "loadStateDict: a parameter's state has no exp_avg, it has momentum_buffer; is it of another kind of optimizer?",
    );
  });
});

describe("options that are no numbers", () => {
  const wrong = [null, Number.NaN, Infinity, "0.1", -1];

  test.each(titled)("%s refuses them in its groups, before it changes anything", (name, make) => {
    const { optimizer, params } = stepped(make);
    const group = optimizer.paramGroups[0] as unknown as Record<string, unknown>;
    for (const [option, value] of Object.entries(group)) {
      if (typeof value !== "number") continue;
      const others = name === "SGD" && option === "dampening" ? wrong.slice(0, 4) : wrong;
      for (const bad of others) {
        expect(() => optimizer.addParamGroup({ params: [leaf()], [option]: bad })).toThrow(`${name}`);
        if (bad === -1) continue;
        group[option] = bad;
        const before = params.map((param) => [...param.readSync()]);
        expect(() => optimizer.step()).toThrow(`${name}: parameter group 0: ${option} must be a finite number`);
        expect(params.map((param) => [...param.readSync()])).toEqual(before);
        group[option] = value;
      }
    }
    expect(optimizer.paramGroups.length).toBe(1);
    optimizer.step();
  });

  test("a learning rate that a program took away", () => {
    const { optimizer } = stepped(makers.Adam);
    delete (optimizer.paramGroups[0] as { lr?: number }).lr;
    expect(() => optimizer.step()).toThrow("Adam: parameter group 0: lr must be a finite number, got undefined");
  });
});

describe("what is given in place of parameters", () => {
  // As nn's modules are: functions with methods.
  const module = Object.assign(() => {}, {
    parameters: () => [leaf()],
    namedParameters: () => [["weight", leaf()]],
  });
  test.each<[unknown, string]>([
    [module, "but got a module; write model.parameters()"],
    [module.parameters, "call it: model.parameters()"],
    [[module], "params[0] is a module; write model.parameters()"],
    [[module.parameters], "call it: model.parameters()"],
    [module.namedParameters(), "params[0] must be a tensor, got an array with a name; write model.parameters()"],
    [new Map([["weight", leaf()]]), "params[0] must be a tensor, got an array with a name; write model.parameters()"],
    [[module.parameters()], "params[0] must be a tensor, got"],
    [{ params: module.parameters() }, "but got one group; write [{ params: ... }]"],
    [leaf(), "but got a Tensor; write [tensor]"],
  ])("%#", (given, message) => {
    expect(() => new Adam(given as never)).toThrow(ArgumentError);
    expect(() => new Adam(given as never)).toThrow(message);
  });
});

test("20,000 groups take no longer than their number says", () => {
  const groups = Array.from({ length: 20_000 }, () => ({ params: [leaf()] }));
  const start = performance.now();
  expect(new SGD(groups, 0.1).paramGroups.length).toBe(20_000);
  // Looking through all groups for each took a minute.
  expect(performance.now() - start).toBeLessThan(15_000);
});

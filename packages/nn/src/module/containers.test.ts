import { ArgumentError, IndexError, ones, type Tensor, ValueError, zeros } from "@lumbre/tensor";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as nn from "../index.js";

const linear = (): nn.Linear => new nn.Linear(1, 1, { bias: false });
const names = (modules: Iterable<nn.Module>): string[] => [...modules].map((module) => module.constructor.name);
const any = (value: unknown): never => value as never;

describe("containers", () => {
  test("Sequential takes a list or names, and can be walked", () => {
    const named = new nn.Sequential({ fc: new nn.Linear(1, 1), act: new nn.Tanh() });
    expect([...named.stateDict().keys()]).toEqual(["fc.weight", "fc.bias"]);
    expect(named.at(1)).toBeInstanceOf(nn.Tanh);
    expect(String(new nn.Sequential(new Map([["b", new nn.ReLU()]])))).toBe("Sequential(\n  (b): ReLU()\n)");
    const list = new nn.Sequential(new nn.Tanh()).append(new nn.ReLU());
    expect(names(list)).toEqual(["Tanh", "ReLU"]);
    expect(list.at(-1)).toBeInstanceOf(nn.ReLU);
    expect(() => list.at(2)).toThrow("Sequential: index 2 is out of range for 2 entries");
    expect(new nn.Sequential<number, number>().forward(3)).toBe(3);
  });

  test("ModuleList, ModuleDict, ParameterList and ParameterDict register what they hold", () => {
    class Holder extends nn.Module {
      list = new nn.ModuleList([linear(), linear()]);
      dict = new nn.ModuleDict({ a: linear(), camelCase: linear(), Upper_1: linear() });
      free = new nn.ParameterList([zeros(1), zeros(2)]);
      named = new nn.ParameterDict({ leftGain: zeros(3) });
      forward(x: Tensor): Tensor {
        return x;
      }
    }
    const holder = new Holder();
    expect([...holder.stateDict().keys()]).toEqual([
      "list.0.weight",
      "list.1.weight",
      "dict.a.weight",
      "dict.camelCase.weight",
      "dict.Upper_1.weight",
      "free.0",
      "free.1",
      "named.leftGain",
    ]);
    expect(holder.list.length).toBe(2);
    expect(holder.dict.keys()).toEqual(["a", "camelCase", "Upper_1"]);
    expect(() => holder.dict.at("b")).toThrow('ModuleDict: there is no "b"; there are a, camelCase, Upper_1');
    expect(holder.free.at(-1).shape).toEqual([2]);
    expect(holder.named.at("leftGain")).toBeInstanceOf(nn.Parameter);
  });

  test("one module twice is called twice, and listed once", () => {
    const relu = new nn.ReLU();
    const model = new nn.Sequential(relu, new nn.Tanh(), relu);
    expect(model.length).toBe(3);
    expect(model.children().length).toBe(2);
    expect(String(model)).toBe("Sequential(\n  (0): ReLU()\n  (1): Tanh()\n  (2): ReLU()\n)");
  });

  test.each([
    ["ModuleList", () => new nn.ModuleList()],
    ["Sequential", () => new nn.Sequential()],
  ])("%s has PyTorch's methods of a list", (_, make) => {
    const list = make();
    list.extend([new nn.ReLU(), new nn.Tanh()]).insert(1, new nn.SELU()).insert(3, new nn.CELU());
    expect(names(list)).toEqual(["ReLU", "SELU", "Tanh", "CELU"]);
    expect(list.namedChildren().map(([name]) => name)).toEqual(["0", "1", "2", "3"]);
    expect(list.insert(-1, new nn.Mish()).at(3)).toBeInstanceOf(nn.Mish);
    expect(list.pop(0)).toBeInstanceOf(nn.ReLU);
    expect(list.pop()).toBeInstanceOf(nn.CELU);
    expect(names(list)).toEqual(["SELU", "Tanh", "Mish"]);
    expect(list.set(-1, new nn.ReLU())[2]).toBeInstanceOf(nn.ReLU);
    list[0] = new nn.Identity();
    expect(names(list)).toEqual(["Identity", "Tanh", "ReLU"]);
    expect(list[3]).toBeUndefined();
    expect(() => list.insert(5, new nn.ReLU())).toThrow(IndexError);
    expect(() => make().pop()).toThrow("index -1 is out of range for 0 entries");
  });

  test("ModuleDict and ParameterDict have the methods of a dict", () => {
    const dict = new nn.ModuleDict<nn.Module>([["a", new nn.ReLU()]]);
    expect(() => dict.add("a", new nn.Tanh())).toThrow(
      new ValueError('ModuleDict: there is already an entry named "a"; set() replaces one'),
    );
    dict.set("a", new nn.Tanh()).update({ b: new nn.ReLU(), a: new nn.SELU() });
    expect(dict.entries().map(([name, module]) => `${name} ${module}`)).toEqual(["a SELU()", "b ReLU()"]);
    expect(new Map(dict).size).toBe(2);
    expect(names(dict.values())).toEqual(["SELU", "ReLU"]);
    expect(dict.pop("a")).toBeInstanceOf(nn.SELU);
    expect(dict.has("a")).toBe(false);
    expect("a" in dict).toBe(false);
    dict.clear();
    expect(dict.length).toBe(0);
    expect(() => dict.pop("b")).toThrow('ModuleDict: there is no "b"; it is empty');
    const gains = new nn.ParameterDict().set("x", ones(2)).update(new Map([["y", ones(1)]]));
    expect(gains.parameters().length).toBe(2);
    expectTypeOf(gains.at("x")).toEqualTypeOf<nn.Parameter>();
    expectTypeOf(new nn.ModuleList([new nn.ReLU()])[0]).toEqualTypeOf<nn.ReLU>();
  });

  test("entries of a Sequential with names keep them", () => {
    const model = new nn.Sequential({ a: new nn.ReLU(), b: new nn.Tanh() });
    expect(model.pop(0)).toBeInstanceOf(nn.ReLU);
    expect(
      model
        .append(new nn.SELU())
        .namedChildren()
        .map(([name]) => name),
    ).toEqual(["b", "1"]);
    expect(() => model.insert(0, new nn.ReLU())).toThrow("Sequential.insert: its entries have names, b, 1;");
  });

  test("grow in linear time", () => {
    const relu = new nn.ReLU();
    const grow = (count: number): number => {
      const list = new nn.ModuleList();
      const start = performance.now();
      for (let i = 0; i < count; i++) list.append(relu);
      return performance.now() - start;
    };
    grow(2000);
    expect(grow(40_000)).toBeLessThan(5000);
  });
});

describe("containers refuse what is no module", () => {
  const relu = new nn.ReLU();
  const list = (): nn.ModuleList => new nn.ModuleList([relu]);

  test.each<[() => unknown, string]>([
    [() => new nn.Sequential(any(nn.ReLU)), "Sequential: argument 1 is the class ReLU, not a module; write new ReLU()"],
    [() => new nn.Sequential(relu, any(nn.Tanh)), "Sequential: argument 2 is the class Tanh, not a module"],
    [
      () => new nn.Sequential(any([relu])),
      "Sequential: argument 1 is a list, not a module; spread it: new Sequential(...layers)",
    ],
    [
      () =>
        new nn.Sequential(
          relu,
          any((x: Tensor) => x),
        ),
      "Sequential: argument 2 is a function, not a module; write a class that extends Module, with the function as its forward",
    ],
    [() => new nn.Sequential(any(null)), "Sequential: argument 1 is null, not a module"],
    [() => new nn.Sequential(relu, any(undefined)), "Sequential: argument 2 is undefined, not a module"],
    [() => new nn.Sequential(any({ a: relu }), any(relu)), "Sequential: expected modules, or one object that names"],
    [() => new nn.Sequential({ a: any(3) }), 'Sequential: "a" is 3, not a module'],
    [() => list().append(any(nn.ReLU)), "ModuleList: the value is the class ReLU, not a module; write new ReLU()"],
    [() => list().insert(0, any(null)), "ModuleList: the value is null, not a module"],
    [() => list().set(0, any(ones(1))), "ModuleList: the value is a tensor of shape [1], not a module"],
    [() => list().extend([relu, any(nn.ReLU)]), "ModuleList: element 1 of the list is the class ReLU"],
    [() => new nn.ModuleList(any(3)), "ModuleList: expected a list, got 3; write new ModuleList([...])"],
    [() => new nn.ModuleList(any(null)), "ModuleList: expected a list, got null; write new ModuleList([...])"],
    [() => new nn.ModuleList([any(undefined)]), "ModuleList: element 0 of the list is undefined, not a module"],
    [() => new nn.ModuleDict({ a: any(nn.ReLU) }), 'ModuleDict: "a" is the class ReLU, not a module'],
    [() => new nn.ModuleDict().set("a", any(null)), 'ModuleDict: "a" is null, not a module'],
    [() => new nn.ModuleDict().update({ a: any([relu]) }), 'ModuleDict: "a" is a list, not a module'],
    [() => new nn.ParameterList([any([1])]), "ParameterList: element 0 of the list is [1], not a tensor"],
    [() => new nn.ParameterDict({ a: any(1) }), 'ParameterDict: "a" is 1, not a tensor'],
    [
      () => {
        list()[0] = any(null);
      },
      'ModuleList: ["0"] is null, not a module',
    ],
  ])("%#", (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });

  test("and add nothing of a list with a mistake in it", () => {
    const modules = list();
    expect(() => modules.extend([relu, any(null)])).toThrow();
    expect(modules.length).toBe(1);
  });

  test.each(["keys", "training", "forward", "at", "length", "apply", "toString", "constructor"])(
    'the name "%s" is the container\'s own',
    (name) => {
      const message = `ModuleDict: the name "${name}" is the container's own; choose another`;
      expect(() => new nn.ModuleDict().add(name, relu)).toThrow(new ValueError(message));
    },
  );

  test.each(["drop", "position", "hold", "entry", "name", "check"])('the name "%s" is free', (name) => {
    expect(new nn.ModuleDict().add(name, relu).keys()).toEqual([name]);
  });

  test("a name must not be empty or have a point in it", () => {
    expect(() => new nn.ModuleDict({ "": relu })).toThrow(
      'ModuleDict: a name must not be empty or contain ".", got ""',
    );
    expect(() => new nn.Sequential({ "a.b": relu })).toThrow('must not be empty or contain ".", got "a.b"');
    expect(() => new nn.ModuleDict().add(any(3), relu)).toThrow("ModuleDict: a name must be a string, got 3");
    expect(
      () =>
        new nn.ModuleDict([
          ["a", relu],
          ["a", relu],
        ]),
    ).toThrow('already an entry named "a"');
  });
});

import { ArgumentError, cpu, DTypeError, ones, type Tensor, tensor } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import * as nn from "../index.js";

/** Any call, as JavaScript allows it. */
function untyped(value: unknown): Record<string, (...args: unknown[]) => unknown> {
  return value as Record<string, (...args: unknown[]) => unknown>;
}

class Net extends nn.Module<[x: Tensor], Tensor> {
  scale = new nn.Parameter(tensor([2]));
  inner = new nn.Sequential(new nn.Linear(2, 2), new nn.BatchNorm1d(2));
  forward(x: Tensor): Tensor {
    return this.inner(x).mul(this.scale);
  }
}

describe("methods of modules take arguments by position and by name", () => {
  test("those that list parameters and buffers", () => {
    const net = new Net();
    expect(net.parameters().length).toBe(5);
    expect(net.parameters(false)).toEqual([net.scale]);
    expect(net.parameters({ recurse: false })).toEqual([net.scale]);
    expect(net.namedParameters("net", { recurse: false }).map(([name]) => name)).toEqual(["net.scale"]);
    expect(net.namedParameters({ prefix: "net" })[1][0]).toBe("net.inner.0.weight");
    expect(net.buffers({ recurse: false })).toEqual([]);
    expect(net.namedBuffers("net")[0][0]).toBe("net.inner.1.running_mean");
    expect(net.namedModules("net").map(([name]) => name)).toEqual(["net", "net.inner", "net.inner.0", "net.inner.1"]);
  });

  test("train, requiresGrad_, zeroGrad", () => {
    const net = new Net();
    expect(net.train({ mode: false }).inner.training).toBe(false);
    expect(net.train(true).inner.training).toBe(true);
    net.forward(ones(3, 2)).sum().backward();
    net.zeroGrad(false);
    expect(net.scale.grad?.toArray()).toEqual([0]);
    net.zeroGrad();
    expect(net.scale.grad).toBe(null);
    expect(net.requiresGrad_({ requiresGrad: false }).scale.requiresGrad).toBe(false);
    expect(net.requiresGrad_().scale.requiresGrad).toBe(true);
  });

  test("to takes a device, a dtype, both, and a tensor", () => {
    const calls: ((net: Net) => Net)[] = [
      (net) => net.to("float64"),
      (net) => net.to(cpu, "float64"),
      (net) => net.to({ device: cpu, dtype: "float64" }),
      (net) => net.to({ dtype: "float64" }),
      (net) => net.to(ones(1, { dtype: "float64" })),
    ];
    for (const call of calls) {
      const net = new Net();
      net.forward(ones(3, 2)).sum().backward();
      expect(call(net)).toBe(net);
      expect([net.scale.dtype, net.scale.grad?.dtype, net.inner.at(1).buffers()[0].dtype]).toEqual([
        "float64",
        "float64",
        "float64",
      ]);
    }
    // The dtype of a tensor of integers is none for parameters.
    expect(new Net().to(ones(1, { dtype: "int32" })).scale.dtype).toBe("float32");
  });

  test("loadStateDict", () => {
    const net = new Net();
    const { unexpectedKeys } = net.loadStateDict({ scale: tensor([5]), other: tensor([1]) }, { strict: false });
    expect(unexpectedKeys).toEqual(["other"]);
    expect(net.scale.toArray()).toEqual([5]);
    // All but the count of batches, which state dicts of before PyTorch 0.4.1 do not have.
    expect(net.loadStateDict(new Map([["scale", tensor([6])]]), false).missingKeys.length).toBe(6);
    expect(net.scale.toArray()).toEqual([6]);
  });

  test("Parameter and Buffer", () => {
    expect(new nn.Parameter(ones(2), false).requiresGrad).toBe(false);
    expect(new nn.Parameter(ones(2), { requiresGrad: false }).requiresGrad).toBe(false);
    expect(new nn.Buffer(ones(2), false).persistent).toBe(false);
    expect(new nn.Buffer(ones(2), { persistent: false }).persistent).toBe(false);
  });
});

describe("what is wrong says what to write, and changes nothing", () => {
  const net = new Net();
  const any = untyped(net);
  const list = untyped(new nn.ModuleList([new nn.ReLU()]));
  const dict = untyped(new nn.ModuleDict({ act: new nn.ReLU() }));
  const create = (type: unknown, ...args: unknown[]) => new (type as new (...args: unknown[]) => unknown)(...args);
  const relu = new nn.ReLU();

  test.each<[() => unknown, string]>([
    [() => any.parameters({ recursive: true }), "parameters: unknown option recursive; did you mean recurse?"],
    [() => any.parameters("all"), 'parameters: recurse must be true or false, got "all"'],
    [() => any.namedParameters(true), "namedParameters: prefix must be a string, got true"],
    [() => any.modules(1), "modules: 1 argument(s) too many, got 1; write modules()"],
    [() => any.children(1), "children: 1 argument(s) too many"],
    [() => any.train("yes"), 'train: mode must be true or false, got "yes"'],
    [() => any.train(null), "train: mode must be true or false, got null"],
    [() => any.eval(true), "eval: 1 argument(s) too many, got true; write eval()"],
    [() => any.apply(), "apply: missing argument fn; write apply(fn)"],
    [() => any.apply("init"), 'apply: fn must be a function, got "init"'],
    [() => any.zeroGrad({ set_to_none: true }), "zeroGrad: unknown option set_to_none; did you mean setToNone?"],
    [() => any.requiresGrad_(0), "requiresGrad_: requiresGrad must be true or false, got 0"],
    [() => any.to(), "to: expected a device, a float dtype or a tensor; write to(device?, dtype?)"],
    [() => any.to(null), "to: expected a device, a float dtype or a tensor; write to(device?, dtype?)"],
    [() => any.to(1), "to: device must be a device, such as cpu, createWasm() or await createGpu(), got 1"],
    [() => any.to({ dtpe: "float64" }), "to: unknown option dtpe; did you mean dtype?"],
    [() => any.to("float32", "float64"), 'to: the dtype is given twice; write to("float64")'],
    [() => any.stateDict(1), "stateDict: 1 argument(s) too many"],
    [() => any.loadStateDict(), "loadStateDict: missing argument stateDict; write loadStateDict(stateDict, strict?)"],
    [
      () => any.loadStateDict([]),
      "loadStateDict: stateDict must be a state dict: a Map, or an object, of tensors by name",
    ],
    [() => any.loadStateDict({}, { strikt: false }), "loadStateDict: unknown option strikt; did you mean strict?"],
    [() => any.loadStateDict({}, 0), "loadStateDict: strict must be true or false, got 0"],
    [() => any.loadStateDict({ scale: [1] }), 'loadStateDict: the value of "scale" must be a tensor, got an array'],
    [() => any.registerForwardHook(1), "registerForwardHook: hook must be a function, got 1"],
    [() => any.registerForwardPreHook(), "registerForwardPreHook: missing argument hook"],
    [() => any.registerFullBackwardHook(() => {}, 1), "registerFullBackwardHook: 1 argument(s) too many, got 1"],
    [() => any.registerBuffer("mean", ones(1), "yes"), 'registerBuffer: persistent must be true or false, got "yes"'],
    [() => any.registerParameter("p"), "registerParameter: missing argument param"],
    [() => any.registerModule("m", relu, relu), "registerModule: 1 argument(s) too many"],
    [() => any.addModule("m"), "addModule: missing argument module; write addModule(name, module)"],
    [() => any.getSubmodule(0), "getSubmodule: target must be a string, got 0"],
    [() => any.getParameter(), "getParameter: missing argument target"],
    [() => any.getBuffer("a", "b"), "getBuffer: 1 argument(s) too many"],
    [() => list.at("0"), 'at: index must be an integer, got "0"'],
    [() => list.at(), "at: missing argument index; write at(index)"],
    [() => list.append(relu, relu), "append: 1 argument(s) too many, got an instance of ReLU; write append(value)"],
    [() => list.extend(relu, relu), "extend: 1 argument(s) too many"],
    [() => list.insert(relu, 0), "insert: index must be an integer, got an instance of ReLU"],
    [() => list.set(0), "set: missing argument value"],
    [() => list.pop("last"), 'pop: index must be an integer, got "last"'],
    [() => dict.at(0), "at: key must be a string, got 0"],
    [() => dict.has(), "has: missing argument key"],
    [() => dict.add("x"), "add: missing argument value; write add(key, value)"],
    [() => dict.update(1), "ModuleDict: expected an object, a Map or a list of [name, value], got 1"],
    [() => dict.update([relu]), "ModuleDict: element 0 of the list is an instance of ReLU, not [name, value]"],
    [() => dict.keys(1), "keys: 1 argument(s) too many"],
    [() => dict.clear(1), "clear: 1 argument(s) too many"],
    [() => create(nn.ModuleList, [relu], relu), "ModuleList: 1 argument(s) too many"],
    [() => create(nn.ModuleDict, {}, relu), "ModuleDict: 1 argument(s) too many"],
    [
      () => create(nn.ParameterDict, null),
      "ParameterDict: expected an object, a Map or a list of [name, value], got null",
    ],
    [() => create(nn.Parameter, [1]), "Parameter: data must be a tensor, got an array; make one with tensor(...)"],
    [() => create(nn.Parameter, ones(1), { requires_grad: true }), "Parameter: unknown option requires_grad; did you"],
    [() => create(nn.Buffer, ones(1), { persist: true }), "Buffer: unknown option persist; it takes data, persistent"],
    [() => untyped(nn).summary(relu), "summary: missing argument inputShape; write summary(model, inputShape)"],
    [() => untyped(nn).summary(ones(1), [1]), "summary: model is a tensor of shape [1], not a module"],
    [() => untyped(nn).hasForwardHooks({}), "hasForwardHooks: module is {}, not a module"],
    [() => untyped(nn.init).calculateFans(3), "calculateFans: shape must be a list of numbers, got 3"],
  ])("%#", (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
    expect(net.training && net.scale.requiresGrad && net.scale.dtype).toBe("float32");
  });

  test("a dtype that parameters cannot have", () => {
    expect(() => net.to("int32")).toThrow(new DTypeError("to: dtype must be float32 or float64, got int32"));
    expect(() => any.to("int64")).toThrow(DTypeError);
    expect(() => any.to(cpu, "bool")).toThrow(new DTypeError("to: dtype must be float32 or float64, got bool"));
  });
});

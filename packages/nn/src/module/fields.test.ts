import { ArgumentError, IndexError, ones, type Tensor, ValueError, zeros } from "@lumbre/tensor";
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import * as nn from "../index.js";
import { stateName } from "./fields.js";

class Base extends nn.Module {
  forward(x: Tensor): Tensor {
    return x;
  }
}

describe("a field's name in the state dict", () => {
  test.each([
    ["weight", "weight"],
    ["runningMean", "running_mean"],
    ["numBatchesTracked", "num_batches_tracked"],
    ["layer1Norm", "layer1_norm"],
    ["weightIhL0", "weight_ih_l0"],
    ["mlpRGB", "mlp_rgb"],
    ["LayerNorm", "LayerNorm"],
    ["AuxLogits", "AuxLogits"],
    ["Conv2d_1a_3x3", "Conv2d_1a_3x3"],
    ["branch3x3dbl_1", "branch3x3dbl_1"],
    ["A_log", "A_log"],
    ["running_Mean", "running_Mean"],
    ["0", "0"],
  ])("%s: %s", (field, name) => expect(stateName(field)).toBe(name));

  test("is its own: two fields with one name are refused", () => {
    class Net extends Base {
      layerNorm = new nn.ReLU();
      layer_norm = new nn.Tanh();
    }
    expect(() => new Net().modules()).toThrow(
      new ValueError(
        'Net: the fields "layerNorm" and "layer_norm" have one name in the state dict, "layer_norm"; rename one',
      ),
    );
  });
});

describe("fields that register nothing warn once for a class", () => {
  let warn: MockInstance;
  beforeEach(() => {
    warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  });
  afterEach(() => warn.mockRestore());

  const held = (): nn.Linear => new nn.Linear(1, 1);

  test.each<[string, () => unknown, string]>([
    [
      "an array",
      () => [1, held()],
      "holds modules in a plain Array, so parameters(), to() and stateDict() do not see them; write new nn.ModuleList([ ... ])",
    ],
    ["a list of lists", () => [[], [held()]], "new nn.ModuleList([ ... ])"],
    [
      "an object",
      () => ({ a: held() }),
      "holds modules in a plain object, so parameters(), to() and stateDict() do not see them; write new nn.ModuleDict({ ... })",
    ],
    ["a Map", () => new Map([["a", held()]]), "new nn.ModuleDict({ ... })"],
    ["a Set", () => new Set([held()]), "new nn.ModuleList([ ... ])"],
    ["parameters", () => [new nn.Parameter(ones(1))], "holds parameters in a plain Array"],
  ])("%s", (_, make, text) => {
    class Net extends Base {
      layers = make();
    }
    new Net().parameters();
    new Net().to("float64").stateDict();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('Net: the field "layers" '));
    expect(warn).toHaveBeenCalledWith(expect.stringContaining(text));
  });

  test("an array that is filled after the first walk", () => {
    class Net extends Base {
      layers: nn.Module[] = [];
    }
    const net = new Net();
    net.parameters();
    expect(warn).not.toHaveBeenCalled();
    net.layers.push(held());
    net.parameters();
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test("a plain tensor, when the module is moved or saved; a result of a graph is none", () => {
    class Net extends Base {
      mask = ones(2);
      free = ones(2, { requiresGrad: true });
      seen = this.free.mul(2);
      sizes = [1, 2];
      options = { padding: 1 };
    }
    const net = new Net();
    net.parameters();
    expect(warn).not.toHaveBeenCalled();
    net.to("float64");
    new Net().stateDict();
    expect(warn.mock.calls.map(([text]) => text)).toEqual([
      'Net: the field "mask" is a plain tensor, which to() does not move and stateDict() does not have; make it new nn.Buffer(...) or registerBuffer("mask", ...), or a #private field if it is no state',
      'Net: the field "free" is a plain tensor, which to() does not move and stateDict() does not have; make it new nn.Parameter(...), or a #private field if it is no state',
    ]);
  });

  test("no layer of ours does", () => {
    new nn.Sequential(new nn.Conv2d(1, 1, 3), new nn.BatchNorm2d(1), new nn.MaxPool2d(2)).to("float64").stateDict();
    new nn.BCEWithLogitsLoss({ weight: ones(1), posWeight: new nn.Buffer(ones(1)) }).stateDict();
    expect(warn).not.toHaveBeenCalled();
  });
});

describe("registering by name", () => {
  test("buffers, persistent or not", () => {
    class Net extends Base {
      declare runningMean: nn.Buffer;
    }
    const net = new Net();
    net.registerBuffer("runningMean", zeros(2));
    net.registerBuffer("mask", ones(1), false);
    net.registerBuffer("scale", ones(1), { persistent: false });
    net.registerBuffer("none", null);
    expect([...net.stateDict().keys()]).toEqual(["running_mean"]);
    expect(net.namedBuffers().map(([name]) => name)).toEqual(["running_mean", "mask", "scale"]);
    expect(net.runningMean).toBeInstanceOf(nn.Buffer);
    net.registerBuffer("none", ones(1));
    expect(net.getBuffer("none").shape).toEqual([1]);
    const buffer = new nn.Buffer(ones(3));
    net.registerBuffer("runningMean", buffer);
    expect(net.runningMean).toBe(buffer);
  });

  test("parameters and modules", () => {
    const net = new Base();
    const weight = new nn.Parameter(ones(2));
    net.registerParameter("weight", weight);
    net.registerParameter("bias", null);
    net.registerModule("fc", new nn.Linear(1, 1));
    net.addModule("none", null);
    expect([...net.stateDict().keys()]).toEqual(["weight", "fc.weight", "fc.bias"]);
    expect((net as unknown as { bias: null }).bias).toBeNull();
    const list = new nn.Sequential();
    list.addModule("camelCase", new nn.ReLU());
    list.addModule("camelCase", new nn.Tanh());
    expect(String(list)).toBe("Sequential(\n  (camelCase): Tanh()\n)");
  });

  test("and finding by path", () => {
    const net = new nn.Sequential(new nn.Sequential({ norm: new nn.BatchNorm1d(2) }));
    expect(net.getSubmodule("")).toBe(net);
    expect(net.getSubmodule("0.norm")).toBeInstanceOf(nn.BatchNorm1d);
    expect(net.getParameter("0.norm.weight").shape).toEqual([2]);
    expect(net.getBuffer("0.norm.running_mean").shape).toEqual([2]);
  });

  const any = (value: unknown): never => value as never;
  const net = new nn.Sequential({ fc: new nn.Linear(1, 1) });
  test.each<[() => unknown, new (message: string) => Error, string]>([
    [() => net.registerBuffer("", ones(1)), ValueError, 'registerBuffer: a name must not be empty or contain "."'],
    [() => net.registerBuffer("a.b", ones(1)), ValueError, 'must not be empty or contain ".", got "a.b"'],
    [() => net.registerBuffer(any(1), ones(1)), ArgumentError, "registerBuffer: a name must be a string, got 1"],
    [() => net.registerBuffer("forward", ones(1)), ValueError, 'registerBuffer: Sequential already has a "forward"'],
    [() => net.registerBuffer("fc", ones(1)), ValueError, 'registerBuffer: Sequential already has a "fc"'],
    [() => net.registerBuffer("x", any([1])), ArgumentError, 'registerBuffer: "x" is [1], not a tensor or null'],
    [
      () => net.registerParameter("x", any(ones(1))),
      ArgumentError,
      'registerParameter: "x" is a tensor of shape [1], not a parameter or null; write new nn.Parameter(...)',
    ],
    [
      () => new Base().registerModule("x", any(nn.ReLU)),
      ArgumentError,
      'registerModule: "x" is the class ReLU, not a module; write new ReLU()',
    ],
    [() => new Base().registerModule("train", net), ValueError, 'registerModule: Base already has a "train"'],
    [() => net.getSubmodule("fd"), IndexError, 'getSubmodule: Sequential has no submodule "fd"; it has fc'],
    [
      () => net.getParameter("fc.wait"),
      IndexError,
      'getParameter: Linear has no parameter "wait"; it has weight, bias',
    ],
    [() => net.getBuffer("fc.mean"), IndexError, 'getBuffer: Linear has no buffer "mean"; it has none'],
    [() => net.getParameter(any(1)), ArgumentError, "getParameter: target must be a string, got 1"],
  ])("%#", (call, type, message) => {
    expect(call).toThrow(type);
    expect(call).toThrow(message);
  });
});

import { SGD } from "@lumbre/optim";
import { cpu, manualSeed, ones, randn, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { expectClose } from "@lumbre/testing";
import { beforeAll, describe, expect, test, vi } from "vitest";
import * as nn from "../index.js";

// Block has a plain tensor in a field, which is warned of; fields.test.ts looks at that.
beforeAll(() => void vi.spyOn(console, "warn").mockImplementation(() => {}));

class Block extends nn.Module {
  conv = new nn.Conv2d(2, 3, 3, { padding: 1 });
  norm = new nn.BatchNorm2d(3);
  layerScale = new nn.Parameter(ones(3, 1, 1));
  notAParameter = ones(5);

  forward(x: Tensor): Tensor {
    return this.norm.forward(this.conv.forward(x)).mul(this.layerScale);
  }
}

class Net extends nn.Module {
  first = new Block();
  second = new nn.Sequential(new nn.ReLU(), new nn.Dropout(0.5));
  head = new nn.Linear(3, 2);

  forward(x: Tensor): Tensor {
    return this.head.forward(this.second.forward(this.first.forward(x)).mean([2, 3]));
  }
}

describe("fields are registrations", () => {
  test("parameters, buffers and modules, with PyTorch's names", () => {
    const net = new Net();
    expect(net.namedParameters().map(([name]) => name)).toEqual([
      "first.layer_scale",
      "first.conv.weight",
      "first.conv.bias",
      "first.norm.weight",
      "first.norm.bias",
      "head.weight",
      "head.bias",
    ]);
    expect(net.namedBuffers().map(([name]) => name)).toEqual([
      "first.norm.running_mean",
      "first.norm.running_var",
      "first.norm.num_batches_tracked",
    ]);
    expect(net.namedModules().map(([name]) => name)).toEqual([
      "",
      "first",
      "first.conv",
      "first.norm",
      "second",
      "second.0",
      "second.1",
      "head",
    ]);
    expect(net.namedChildren().map(([name]) => name)).toEqual(["first", "second", "head"]);
    expect([...net.stateDict().keys()]).toEqual([
      "first.layer_scale",
      "first.conv.weight",
      "first.conv.bias",
      "first.norm.weight",
      "first.norm.bias",
      "first.norm.running_mean",
      "first.norm.running_var",
      "first.norm.num_batches_tracked",
      "head.weight",
      "head.bias",
    ]);
  });

  test("a shared module counts once, but has all its names in the state dict", () => {
    class Tied extends nn.Module {
      a = new nn.Linear(2, 2);
      b = this.a;
      forward(x: Tensor): Tensor {
        return this.b.forward(this.a.forward(x));
      }
    }
    const tied = new Tied();
    expect(tied.parameters().length).toBe(2);
    expect(tied.modules().length).toBe(2);
    expect([...tied.stateDict().keys()]).toEqual(["a.weight", "a.bias", "b.weight", "b.bias"]);
  });

  test("a field set later counts, and one set to null does not", () => {
    class Open extends nn.Module {
      extra: nn.Module | null = null;
      forward(x: Tensor): Tensor {
        return x;
      }
    }
    const open = new Open();
    expect(open.parameters()).toEqual([]);
    open.extra = new nn.Linear(1, 1);
    expect(open.parameters().length).toBe(2);
  });
});

describe("state dicts", () => {
  test("of old versions have no count of batches, which is then 0", () => {
    const norm = new nn.BatchNorm2d(2);
    norm.forward(ones(1, 2, 2, 2));
    const state = new nn.BatchNorm2d(2).stateDict();
    state.delete("num_batches_tracked");
    expect(norm.loadStateDict(state)).toEqual({ missingKeys: [], unexpectedKeys: [] });
    expect(norm.numBatchesTracked?.item()).toBe(0);
    state.delete("running_mean");
    expect(() => norm.loadStateDict(state)).toThrow('Missing key(s) in state_dict: "running_mean".');
  });

  test("go from one model to another", () => {
    manualSeed(1);
    const from = new Net();
    from.forward(randn(4, 2, 5, 5));
    const to = new Net();
    expect(to.loadStateDict(from.stateDict())).toEqual({ missingKeys: [], unexpectedKeys: [] });
    const x = randn(4, 2, 5, 5);
    expectClose(to.eval().forward(x), from.eval().forward(x).detach());
  });

  test("share the parameters' memory, and loading keeps the parameters themselves", () => {
    const layer = new nn.Linear(2, 2);
    const { weight } = layer;
    layer.stateDict().get("weight")?.fill_(3);
    expect(weight.toArray()).toEqual([
      [3, 3],
      [3, 3],
    ]);
    layer.loadStateDict({ weight: zeros(2, 2), bias: ones(2) });
    expect(layer.weight).toBe(weight);
    expect(weight.sum().item()).toBe(0);
    expect(weight.requiresGrad).toBe(true);
  });

  test("list everything that does not fit, before anything is changed", () => {
    const layer = new nn.Sequential(new nn.Linear(2, 3));
    const before = layer.parameters()[0].toArray();
    const state = { "0.weight": zeros(3, 4), "1.weight": zeros(1) };
    expect(() => layer.loadStateDict(state)).toThrow(
      new nn.StateDictError(
        "Error(s) in loading state_dict for Sequential:\n" +
          '\tUnexpected key(s) in state_dict: "1.weight".\n' +
          '\tMissing key(s) in state_dict: "0.bias".\n' +
          "\tsize mismatch for 0.weight: copying a param with shape [3, 4], the shape in current model is [3, 2].",
      ),
    );
    expect(layer.parameters()[0].toArray()).toEqual(before);
    expect(() => layer.loadStateDict(state, { strict: false })).toThrow("size mismatch for 0.weight");
  });

  test("not strict: missing and unexpected keys are told", () => {
    const layer = new nn.Linear(1, 1);
    expect(layer.loadStateDict({ weight: tensor([[5]]), other: zeros(1) }, { strict: false })).toEqual({
      missingKeys: ["bias"],
      unexpectedKeys: ["other"],
    });
    expect(layer.weight.item()).toBe(5);
  });

  test("leave out buffers that are not persistent", () => {
    class Masked extends nn.Module {
      mask = new nn.Buffer(ones(2), { persistent: false });
      forward(x: Tensor): Tensor {
        return x.mul(this.mask);
      }
    }
    const masked = new Masked();
    expect(masked.stateDict().size).toBe(0);
    expect(masked.buffers().length).toBe(1);
  });
});

describe("modes", () => {
  test("train and eval reach every module", () => {
    const net = new Net();
    expect(net.eval()).toBe(net);
    expect(net.modules().every((module) => !module.training)).toBe(true);
    net.train();
    expect(net.modules().every((module) => module.training)).toBe(true);
  });
});

describe("hooks", () => {
  test("see and replace inputs and outputs, also of a forward that a subclass wrote", () => {
    const layer = new nn.Linear(1, 1, { bias: false });
    layer.loadStateDict({ weight: tensor([[2]]) });
    const seen: unknown[] = [];
    const after = layer.registerForwardHook((module, inputs, output) => {
      seen.push([module === layer, (inputs[0] as Tensor).item(), (output as Tensor).item()]);
      return (output as Tensor).mul(10);
    });
    const before = layer.registerForwardPreHook((_, [x]) => [(x as Tensor).add(1)]);
    expect(layer.forward(tensor([1])).item()).toBe(40);
    expect(seen).toEqual([[true, 2, 4]]);
    expect(nn.hasForwardHooks(layer)).toBe(true);
    after.remove();
    expect(layer.forward(tensor([1])).item()).toBe(4);
    before.remove();
    before.remove();
    expect(nn.hasForwardHooks(layer)).toBe(false);
    expect(layer.forward(tensor([1])).item()).toBe(2);
  });

  test("are no fields", () => {
    const net = new Net();
    const names = Object.keys(net);
    net.registerForwardHook(() => undefined);
    expect(Object.keys(net)).toEqual(names);
  });
});

describe("moving", () => {
  test("to another dtype keeps parameters, gradients and what optimizers know", () => {
    const layer = new nn.Linear(2, 1);
    const optimizer = new SGD(layer.parameters(), { lr: 1 });
    layer.to("float64");
    expect(layer.weight.dtype).toBe("float64");
    layer
      .forward(ones(1, 2, { dtype: "float64" }))
      .sum()
      .backward();
    const before = layer.weight.toArray() as number[][];
    optimizer.step();
    expectClose(layer.weight, [[before[0][0] - 1, before[0][1] - 1]]);
    layer.to("float32");
    expect(layer.weight.grad?.dtype).toBe("float32");
  });

  test("leaves integer buffers alone", () => {
    const norm = new nn.BatchNorm1d(2).to("float64");
    expect(norm.numBatchesTracked?.dtype).toBe("int32");
    expect(norm.runningMean?.dtype).toBe("float64");
    expect(norm.to(cpu)).toBe(norm);
  });
});

test("apply goes from the leaves up; zeroGrad and requiresGrad_ reach all parameters", () => {
  const net = new Net();
  const names: string[] = [];
  net.apply((module) => names.push(module.constructor.name));
  expect(names[names.length - 1]).toBe("Net");
  expect(names.length).toBe(8);
  net
    .forward(randn(2, 2, 4, 4))
    .sum()
    .backward();
  expect(net.parameters().every(({ grad }) => grad !== null)).toBe(true);
  net.zeroGrad();
  expect(net.parameters().every(({ grad }) => grad === null)).toBe(true);
  net.requiresGrad_(false);
  expect(net.forward(randn(2, 2, 4, 4)).requiresGrad).toBe(false);
});

test("a network prints as PyTorch prints it", () => {
  expect(String(new Net())).toBe(`Net(
  (first): Block(
    (conv): Conv2d(2, 3, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
    (norm): BatchNorm2d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
  )
  (second): Sequential(
    (0): ReLU()
    (1): Dropout(p=0.5, inplace=False)
  )
  (head): Linear(in_features=3, out_features=2, bias=True)
)`);
});

describe("summary", () => {
  test("is a table of layers, output shapes and parameters", () => {
    const net = new Net();
    net.first.conv.requiresGrad_(false);
    const summary = nn.summary(net, [4, 2, 6, 6]);
    expect(summary.totalParameters).toBe(57 + 6 + 3 + 8);
    expect(summary.trainableParameters).toBe(6 + 3 + 8);
    expect(summary.toString()).toBe(`Layer                   Output shape  Parameters  Multiply-adds
---------------------------------------------------------------
Net                     [4, 2]                 -              -
  first (Block)         [4, 3, 6, 6]           3              -
    conv (Conv2d)       [4, 3, 6, 6]          57          7,776
    norm (BatchNorm2d)  [4, 3, 6, 6]           6              -
  second (Sequential)   [4, 3, 6, 6]           -              -
    0 (ReLU)            [4, 3, 6, 6]           -              -
    1 (Dropout)         [4, 3, 6, 6]           -              -
  head (Linear)         [4, 2]                 8             24
---------------------------------------------------------------
Parameters: 74 (17 trainable, 57 fixed), 0.00 MB
Multiply-adds: 7,800`);
  });

  test.each([
    ["a convolution in groups", new nn.Conv2d(4, 6, [3, 2], { stride: 2, groups: 2 }), [1, 4, 7, 6], 6 * 3 * 3 * 12],
    ["a transposed convolution", new nn.ConvTranspose2d(4, 6, 3, { groups: 2 }), [1, 4, 5, 6], 4 * 30 * 27],
    ["a convolution of one dimension", new nn.Conv1d(2, 3, 5), [2, 2, 9], 2 * 3 * 5 * 10],
    ["a linear layer of a sequence", new nn.Linear(3, 2), [4, 5, 3], 4 * 5 * 2 * 3],
  ])("counts the multiply-adds of %s", (_, layer, shape, expected) => {
    expect(nn.summary(layer, shape).totalMultiplyAdds).toBe(expected);
  });

  test("counts all calls of a layer that is called twice, once", () => {
    const layer = new nn.Linear(3, 3);
    const { layers, totalMultiplyAdds } = nn.summary(new nn.Sequential(layer, new nn.ReLU(), layer), [1, 3]);
    expect(layers.map(({ multiplyAdds }) => multiplyAdds)).toEqual([0, 18, 0, 0]);
    expect(totalMultiplyAdds).toBe(18);
  });

  test("counts parameters that are shared once", () => {
    class Tied extends nn.Module {
      readonly first = new nn.Linear(3, 3);
      readonly second = new nn.Linear(3, 3);
      constructor() {
        super();
        this.second.weight = this.first.weight;
      }
      forward(x: Tensor): Tensor {
        return this.second.forward(this.first.forward(x));
      }
    }
    const tied = new Tied();
    const { totalParameters, trainableParameters, parameterBytes, layers } = nn.summary(tied, [1, 3]);
    expect([totalParameters, trainableParameters, parameterBytes]).toEqual([15, 15, 60]);
    expect(layers.map(({ parameters }) => parameters)).toEqual([0, 12, 3]);
    const layer = new nn.Linear(3, 3);
    expect(nn.summary(new nn.Sequential(layer, layer), [1, 3]).totalParameters).toBe(12);
  });

  test("leaves the model as it was", () => {
    const net = new Net();
    net.second.eval();
    nn.summary(net, [1, 2, 4, 4]);
    expect(net.training).toBe(true);
    expect(net.second.training).toBe(false);
    expect(net.first.norm.numBatchesTracked?.item()).toBe(0);
    expect(net.modules().some((module) => nn.hasForwardHooks(module))).toBe(false);
  });
});

test("what moves to a device that is not there says so", () => {
  const model = new nn.Linear(1, 1) as unknown as Record<string, (target?: string) => void>;
  for (const device of ["cuda", "cuda:0", "gpu", "cpu"])
    expect(() => model.to(device)).toThrow(`to: device must be a device, such as cpu, createWasm()`);
  expect(() => model.to("half")).toThrow('to: unknown dtype "half"');
  expect(() => model.cuda()).toThrow("cuda: there is no CUDA; make a device with a backend package");
  expect(() => model.half()).toThrow("half: there is no float16");
  expect(Object.keys(model)).not.toContain("cuda");
});

import { Generator, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import {
  BatchNorm1d,
  Buffer,
  deepcopy,
  Linear,
  Module,
  ModuleDict,
  ModuleList,
  Parameter,
  ReLU,
  Sequential,
} from "../index.js";

class Tied extends Module {
  first = new Linear(2, 2);
  second = this.first;
  list = new ModuleList([new Linear(2, 2), new ReLU()]);
  named = new ModuleDict({ norm: new BatchNorm1d(2) });
  mask = new Buffer(tensor([1, 0]), false);
  sizes = { deep: [1, 2], rate: new Map([["a", tensor([3])]]) };
  activation = (x: Tensor): Tensor => x.relu();
  forward(x: Tensor): Tensor {
    return this.list[0](this.activation(this.second(this.first(x)))).mul(this.mask);
  }
}

test("dates, typed arrays and their memory are copied with what they hold", () => {
  class Dated extends Module {
    date = new Date(5);
    counts = Int32Array.of(1, 2);
    bytes = new ArrayBuffer(3);
    names = new Set(["a"]);
    forward(x: Tensor): Tensor {
      return x;
    }
  }
  const model = new Dated();
  const copy = deepcopy(model);
  expect(copy.date).toEqual(new Date(5));
  expect(copy.counts).toEqual(Int32Array.of(1, 2));
  expect(copy.bytes.byteLength).toBe(3);
  expect(copy.names).toEqual(new Set(["a"]));
  for (const name of ["date", "counts", "bytes", "names"] as const) expect(copy[name]).not.toBe(model[name]);
  copy.counts[0] = 7;
  copy.date.setTime(0);
  expect([model.counts[0], model.date.getTime()]).toEqual([1, 5]);
});

describe("a copy of a module", () => {
  test("computes the same with memory of its own", () => {
    const model = new Tied();
    const x = tensor([
      [1, -2],
      [0.5, 3],
    ]);
    model(x).sum().backward();
    const copy = deepcopy(model);
    expect(copy).toBeInstanceOf(Tied);
    expect(String(copy)).toBe(String(model));
    expect(copy(x).toArray()).toEqual(model(x).toArray());
    expect(copy.first.weight.grad?.toArray()).toEqual(model.first.weight.grad?.toArray());
    const before = copy(x).toArray();
    for (const tensor of [...model.parameters(), ...model.buffers()]) tensor.data.fill_(0);
    expect(copy(x).toArray()).toEqual(before);
    for (const [i, parameter] of model.parameters().entries()) expect(copy.parameters()[i]).not.toBe(parameter);
  });

  test("shares what the original shares, and copies collections", () => {
    const model = new Tied();
    const copy = deepcopy(model);
    expect([copy.second === copy.first, copy.first === model.first, copy.activation === model.activation]).toEqual([
      true,
      false,
      true,
    ]);
    copy.sizes.deep.push(3);
    expect([model.sizes.deep, copy.sizes.rate.get("a")?.tolist(), copy.mask.persistent]).toEqual([[1, 2], [3], false]);
    expect(copy.sizes.rate.get("a")).not.toBe(model.sizes.rate.get("a"));
    expect([...copy.stateDict().keys()]).toEqual([...model.stateDict().keys()]);
  });

  test("of containers can be changed by itself", () => {
    const model = new Sequential(new Linear(2, 2), new ReLU());
    const copy = deepcopy(model).eval();
    copy.append(new Linear(2, 1));
    copy[0] = new Linear(2, 3);
    expect([model.length, copy.length, model.training, copy.training, (model[0] as Linear).weight.shape]).toEqual([
      2,
      3,
      true,
      false,
      [2, 2],
    ]);
  });

  test("has the hooks too", () => {
    const model = new ReLU();
    const seen: Module[] = [];
    const handle = model.registerForwardHook((module) => void seen.push(module));
    const copy = deepcopy(model);
    handle.remove();
    model(zeros(1));
    copy(zeros(1));
    expect(seen).toEqual([copy]);
  });

  test("keeps what is frozen frozen", () => {
    const copy = deepcopy(new Parameter(zeros(2), false));
    expect([copy.requiresGrad, copy instanceof Parameter]).toEqual([false, true]);
  });

  test("of tensors, lists and generators", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const generator = new Generator().manualSeed(3);
    const [a, b, source] = deepcopy([x, x, generator] as const);
    expect([a === b, a === x, a.requiresGrad, a.tolist()]).toEqual([true, false, true, [1, 2]]);
    expect(source.random32()).toBe(generator.random32());
  });
});

test("what cannot be copied is refused", () => {
  class Secret extends Module {
    #scale = 2;
    forward(x: Tensor): Tensor {
      return x.mul(this.#scale);
    }
  }
  class Arrow extends Module {
    weight = new Parameter(zeros(1));
    override forward = (x: Tensor): Tensor => x.mul(this.weight);
  }
  class Remembers extends Module {
    last = tensor([1], { requiresGrad: true }).mul(2);
    forward(): Tensor {
      return this.last;
    }
  }
  expect(() => deepcopy(new Secret())).toThrow("deepcopy: Secret has #private fields, which cannot be copied");
  expect(() => deepcopy(new Arrow())).toThrow("deepcopy: the forward of Arrow is a function of its own object");
  expect(() => deepcopy(new Remembers())).toThrow("deepcopy: only leaves of the graph can be copied");
});

test("JSON of a state dict holds the numbers", () => {
  const layer = new Linear(1, 1);
  layer.weight.data.fill_(2);
  layer.bias?.data.fill_(3);
  expect(JSON.stringify(layer.stateDict())).toBe('{"weight":[[2]],"bias":[3]}');
});

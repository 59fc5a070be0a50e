import { inspect } from "node:util";
import { ones, type Tensor, tensor } from "@lumbre/tensor";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as nn from "../index.js";

class Scale extends nn.Module {
  factor = new nn.Parameter(tensor([2]));
  forward(x: Tensor, { times = 1 }: { times?: number } = {}): Tensor {
    return x.mul(this.factor).mul(times);
  }
}

describe("a module is a function", () => {
  test("that calls its forward", () => {
    const model = new Scale();
    expect(model(tensor([1, 2])).toArray()).toEqual([2, 4]);
    expect(model(tensor([1, 2]), { times: 3 }).toArray()).toEqual([6, 12]);
    expect(new nn.Sequential(model, new nn.ReLU())(tensor([-1, 2])).toArray()).toEqual([0, 4]);
  });

  test("with the hooks around it, as around forward", () => {
    const model = new Scale();
    const seen: string[] = [];
    model.registerForwardPreHook(() => void seen.push("before"));
    model.registerForwardHook(() => void seen.push("after"));
    model(ones(1));
    model.forward(ones(1));
    expect(seen).toEqual(["before", "after", "before", "after"]);
  });

  test("and an object of its class", () => {
    const model = new Scale();
    expect(model).toBeInstanceOf(Scale);
    expect(model).toBeInstanceOf(nn.Module);
    expect(model.constructor).toBe(Scale);
    expect(Object.keys(model)).toEqual(["training", "factor"]);
    expect(inspect(model)).toBe("Scale()");
    expect(`${model}`).toBe("Scale()");
    expect(model).toEqual(model);
    expect(model).not.toEqual(new Scale());
    expect(model.apply(() => {})).toBe(model);
  });

  test("with private fields, and fields of the names that functions have", () => {
    class Odd extends nn.Module {
      #secret = 3;
      override name = new nn.Linear(1, 1);
      override length = 7;
      override call = new nn.Parameter(ones(1));
      override bind: string;
      override prototype = 1;
      constructor(override readonly caller: string) {
        super();
        this.bind = "bound";
      }
      get secret(): number {
        return this.#secret;
      }
      forward(x: Tensor): Tensor {
        return this.name(x).mul(this.#secret);
      }
    }
    const odd = new Odd("me");
    expect(odd.secret).toBe(3);
    expect([odd.length, odd.bind, odd.caller, odd.prototype]).toEqual([7, "bound", "me", 1]);
    expect([...odd.stateDict().keys()]).toEqual(["call", "name.weight", "name.bias"]);
    expect(odd(ones(1, 1)).shape).toEqual([1, 1]);
    expect(new nn.ModuleList([odd]).length).toBe(1);
  });

  test("in a JavaScript class that forgot its forward, too", () => {
    const Empty = class Empty extends (nn.Module as new () => Scale) {} as new () => Scale;
    const model = new Empty();
    expect(() => model(ones(1))).toThrow("Empty: forward is missing; a subclass of Module writes it");
    expect(() => model.forward(ones(1))).toThrow("Empty: forward is missing; a subclass of Module writes it");
  });
});

describe("types", () => {
  test("calls have the types of forward", () => {
    const model = new Scale();
    expectTypeOf(model).parameters.toEqualTypeOf<[x: Tensor, options?: { times?: number }]>();
    expectTypeOf(model(ones(1))).toEqualTypeOf<Tensor>();
    // @ts-expect-error a number is no tensor
    expect(() => model(1)).toThrow();
    // @ts-expect-error the option is unknown
    model(ones(1), { time: 3 });
  });

  test("a Sequential takes a Tensor and gives one", () => {
    const model = new nn.Sequential(new nn.Linear(4, 3), new nn.ReLU());
    expectTypeOf(model).toEqualTypeOf<nn.Sequential<Tensor, Tensor>>();
    expectTypeOf(model.forward(ones(1, 4))).toEqualTypeOf<Tensor>();
    expectTypeOf(model(ones(1, 4))).toEqualTypeOf<Tensor>();
    // @ts-expect-error a text is no tensor
    expect(() => model.forward("text")).toThrow();
    // @ts-expect-error a text is no tensor
    expect(() => model("text")).toThrow();
    // @ts-expect-error one input, not two
    expect(() => model(ones(1, 4), ones(1, 4))).toThrow("Sequential: 1 argument(s) too many");
  });

  test("layers are modules of one tensor, losses of two", () => {
    expectTypeOf(new nn.Conv2d(1, 2, 3)).toExtend<nn.Module<[x: Tensor], Tensor>>();
    expectTypeOf(new nn.MSELoss()).toExtend<nn.Module<[x: Tensor, target: Tensor], Tensor>>();
    expectTypeOf(new nn.MSELoss()(ones(1), ones(1))).toEqualTypeOf<Tensor>();
    expectTypeOf<nn.Conv2d>().toExtend<nn.Module>();
    const apply = (model: nn.Module<[Tensor], Tensor>): Tensor => model(ones(1, 2));
    expectTypeOf(apply(new nn.Linear(2, 1))).toEqualTypeOf<Tensor>();
    // @ts-expect-error a loss takes two tensors
    expect(() => apply(new nn.MSELoss())).toThrow();
  });

  test("a subclass of a list or a dict has a forward of its own", () => {
    class Stack extends nn.ModuleList<nn.Linear> {
      override forward(x: Tensor): Tensor {
        let y = x;
        for (const layer of this) y = layer(y);
        return y;
      }
    }
    class Branches extends nn.ModuleDict {
      override forward(x: Tensor, key: string): Tensor {
        return this.at(key)(x);
      }
    }
    expect(new Stack([new nn.Linear(2, 3), new nn.Linear(3, 1)])(ones(4, 2)).shape).toEqual([4, 1]);
    expectTypeOf(new Branches({ a: new nn.ReLU() })(ones(1), "a")).toEqualTypeOf<Tensor>();
    expect(() => new nn.ModuleList()(ones(1))).toThrow("ModuleList: it has no forward of its own");
  });

  test("weights are tied by assignment", () => {
    const encoder = new nn.Embedding(5, 3);
    const decoder = new nn.Linear(3, 5, { bias: false });
    decoder.weight = encoder.weight;
    expect(new nn.Sequential<Tensor>(encoder, decoder).parameters().length).toBe(1);
  });
});

test("error messages call a module an instance of its class", () => {
  const call = (value: unknown) => () => nn.functional.relu(value as Tensor);
  expect(call(new nn.ReLU())).toThrow("relu: expected a tensor, got an instance of ReLU");
  expect(call(nn.ReLU)).toThrow("relu: expected a tensor, got the class ReLU");
  expect(call(() => 1)).toThrow("relu: expected a tensor, got a function");
  expect(call(async function later() {})).toThrow("relu: expected a tensor, got the function later");
});

import { type Tensor, zeros } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import * as nn from "../index.js";

describe("containers", () => {
  test("Sequential takes a list or names, and can be walked", () => {
    const named = new nn.Sequential({ fc: new nn.Linear(1, 1), act: new nn.Tanh() });
    expect([...named.stateDict().keys()]).toEqual(["fc.weight", "fc.bias"]);
    const list = new nn.Sequential(new nn.Tanh()).append(new nn.ReLU());
    expect([...list].map((module) => module.constructor.name)).toEqual(["Tanh", "ReLU"]);
    expect(list.at(-1)).toBeInstanceOf(nn.ReLU);
    expect(() => list.at(2)).toThrow("Sequential: index 2 is out of range for 2 entries");
    expect(new nn.Sequential<number, number>().forward(3)).toBe(3);
  });

  test("ModuleList, ModuleDict and ParameterList register what they hold", () => {
    class Holder extends nn.Module {
      list = new nn.ModuleList([new nn.Linear(1, 1, { bias: false }), new nn.Linear(1, 1, { bias: false })]);
      dict = new nn.ModuleDict({ a: new nn.Linear(1, 1, { bias: false }) });
      free = new nn.ParameterList([zeros(1), zeros(2)]);
      forward(x: Tensor): Tensor {
        return x;
      }
    }
    const holder = new Holder();
    expect([...holder.stateDict().keys()]).toEqual([
      "list.0.weight",
      "list.1.weight",
      "dict.a.weight",
      "free.0",
      "free.1",
    ]);
    expect(holder.list.length).toBe(2);
    expect(holder.dict.keys()).toEqual(["a"]);
    expect(() => holder.dict.at("b")).toThrow('ModuleDict: there is no "b"; there are a');
    expect(holder.free.at(-1).shape).toEqual([2]);
  });
});

import { ones, tensor } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import { backward } from "./index.js";

const leaf = () => tensor([1, 2], { requiresGrad: true });

describe("backward of several tensors", () => {
  test("adds up their gradients in one pass", () => {
    const x = leaf();
    const shared = x.mul(2);
    backward([shared.sum(), shared.mul(3)], [null, tensor([1, 10])]);
    expect(x.grad?.toArray()).toEqual([8, 62]);
    backward(leaf().sum());
  });

  test("the same tensor twice counts twice", () => {
    const x = leaf();
    const y = x.mul(2).sum();
    backward([y, y]);
    expect(x.grad?.toArray()).toEqual([4, 4]);
  });

  test("by name, for some inputs, and again", () => {
    const [x, w] = [leaf(), leaf()];
    const y = x.mul(w);
    backward(y, { gradTensors: ones(2), inputs: [x], retainGraph: true });
    expect([x.grad?.toArray(), w.grad]).toEqual([[1, 2], null]);
    backward({ tensors: y, gradTensors: ones(2) } as never);
    expect([x.grad?.toArray(), w.grad?.toArray()]).toEqual([
      [2, 4],
      [1, 2],
    ]);
  });

  test("leaves the gradients that it was given alone", () => {
    const x = leaf();
    const given = tensor([1, 10]);
    backward(x, given);
    x.grad?.mul_(0);
    expect(given.toArray()).toEqual([1, 10]);
  });

  test.each<[string, () => void, string]>([
    ["another number of gradients", () => backward([leaf().sum()], []), "backward: got 1 tensors and 0 gradTensors"],
    ["no gradient for several elements", () => backward([leaf()]), "backward: grad can be implicitly created only for"],
    ["a tensor without history", () => backward([ones(1)]), "backward: the tensor does not require grad"],
    ["no tensor", () => backward(3 as never), "backward: tensors must be a tensor or a list of tensors, got 3"],
    [
      "no inputs",
      () => backward(leaf().sum(), { inputs: [] }),
      "backward: inputs cannot be empty; null means every leaf",
    ],
  ])("%s is refused", (_, call, message) => {
    expect(call).toThrow(message);
  });
});

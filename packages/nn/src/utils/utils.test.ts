import { type Tensor, tensor, zeros } from "@lumbre/tensor";
import { expectClose } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import { Linear, utils } from "../index.js";

const { clipGradNorm_, clipGradValue_, parametersToVector, vectorToParameters } = utils;
const leaf = (data: number[]): Tensor => tensor(data, { dtype: "float64", requiresGrad: true });

describe("clipping", () => {
  const withGradients = (): [Tensor, Tensor] => {
    const a = leaf([0, 0]);
    const b = leaf([0]);
    a.grad = tensor([3, 0], { dtype: "float64" });
    b.grad = tensor([-4], { dtype: "float64" });
    return [a, b];
  };

  test("by norm, over all gradients together", () => {
    const [a, b] = withGradients();
    expect(clipGradNorm_([a, b], 1).item()).toBeCloseTo(5, 12);
    expectClose(a.grad as Tensor, [3 / 5.000001, 0], { rtol: 1e-12 });
    expectClose(b.grad as Tensor, [-4 / 5.000001], { rtol: 1e-12 });
    expect(clipGradNorm_([a, b], 10).item()).toBeCloseTo(1, 5);
    expectClose(a.grad as Tensor, [3 / 5.000001, 0], { rtol: 1e-12 });
  });

  test("by other norms", () => {
    expect(clipGradNorm_(withGradients(), 1, { normType: 1 }).item()).toBe(7);
    expect(clipGradNorm_(withGradients(), 1, { normType: Infinity }).item()).toBe(4);
    expect(clipGradNorm_(withGradients(), 1, 1).item()).toBe(7);
    expect(clipGradNorm_(withGradients(), { maxNorm: 1, normType: 1 }).item()).toBe(7);
    expect(clipGradNorm_([leaf([1])], 1).item()).toBe(0);
  });

  test("of a norm that is not finite", () => {
    const [a, b] = withGradients();
    a.grad = tensor([Infinity, 0], { dtype: "float64" });
    expect(() => clipGradNorm_([a, b], 1, { errorIfNonfinite: true })).toThrow(
      "clipGradNorm_: The total norm of order 2 for gradients from `parameters` is non-finite, so it cannot be clipped: Infinity.",
    );
    expect(b.grad?.item()).toBe(-4);
  });

  test("by value", () => {
    const [a, b] = withGradients();
    clipGradValue_([a, b], 3.5);
    expect(a.grad?.toArray()).toEqual([3, 0]);
    expect(b.grad?.toArray()).toEqual([-3.5]);
    expect(() => clipGradValue_([a], -1)).toThrow("clipGradValue_: clipValue must be >= 0, got -1");
  });

  test("checks its arguments", () => {
    const [a] = withGradients();
    expect(() => clipGradNorm_([a], 1, { normtype: 1 } as never)).toThrow(
      "clipGradNorm_: unknown option normtype; did you mean normType?",
    );
    expect(() => (clipGradNorm_ as (...given: unknown[]) => unknown)([a], 1, 2, false, 3)).toThrow(
      "clipGradNorm_: 1 argument(s) too many",
    );
    expect(() => clipGradNorm_((() => [a]) as never, 1)).toThrow("call it: model.parameters()");
    expect(() => clipGradValue_([a, null as never], 1)).toThrow("clipGradValue_: parameters[1] must be a tensor");
    expect(a.grad?.toArray()).toEqual([3, 0]);
  });
});

describe("parameters and a vector", () => {
  test("there and back", () => {
    const [layer, other] = [new Linear(3, 2), new Linear(3, 2)];
    const vector = parametersToVector(layer.parameters());
    expect(vector.toArray()).toEqual([
      ...(layer.weight.view(-1).tolist() as number[]),
      ...((layer.bias as Tensor).tolist() as number[]),
    ]);
    vectorToParameters(vector, other.parameters());
    expect(other.weight.equal(layer.weight)).toBe(true);
    expect([other.bias?.equal(layer.bias as Tensor), other.weight.requiresGrad, other.weight.isLeaf]).toEqual([
      true,
      true,
      true,
    ]);
    vector.square().sum().backward();
    expectClose(layer.weight.grad as Tensor, layer.weight.detach().mul(2));
  });

  test("refuse what does not fit, and change nothing", () => {
    const layer = new Linear(2, 1);
    const before = parametersToVector(layer.parameters()).tolist();
    expect(() => vectorToParameters(zeros(4), layer.parameters())).toThrow(
      "vectorToParameters: the parameters have 3 elements, and vec is of shape [4]",
    );
    expect(() => vectorToParameters(zeros(3), layer as never)).toThrow("a module; write model.parameters()");
    expect(() => parametersToVector([])).toThrow("parametersToVector: parameters is an empty list");
    expect(parametersToVector(layer.parameters()).tolist()).toEqual(before);
  });
});

import { readFileSync } from "node:fs";
import { grad } from "@lumbre/autograd";
import { SGD } from "@lumbre/optim";
import { manualSeed, rand, randint, type Tensor } from "@lumbre/tensor";
import { decode, type EncodedTensor, expectClose, lenet5 } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import * as nn from "./index.js";

interface LayerCase {
  readonly name: string;
  readonly args: unknown[];
  readonly options: Record<string, unknown>;
  readonly train: boolean;
  readonly text: string;
  readonly state: Record<string, EncodedTensor>;
  readonly stateAfter: Record<string, EncodedTensor>;
  readonly inputs: EncodedTensor[];
  readonly output: EncodedTensor;
  readonly upstream: EncodedTensor;
  readonly inputGrads: (EncodedTensor | null)[];
  readonly parameterGrads: Record<string, EncodedTensor>;
}

const load = <T>(family: string): T =>
  JSON.parse(readFileSync(new URL(`../fixtures/${family}.json`, import.meta.url), "utf8")).cases;

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function decodeArgument(value: unknown): unknown {
  return typeof value === "object" && value !== null && "tensor" in value
    ? decode(value.tensor as EncodedTensor)
    : value;
}

function build({ name, args, options, train, state }: LayerCase): nn.Module {
  const named = Object.fromEntries(Object.entries(options).map(([key, value]) => [camel(key), decodeArgument(value)]));
  const all = Object.keys(named).length === 0 ? args : [...args, named];
  const Layer = (nn as unknown as Record<string, new (...args: unknown[]) => nn.Module>)[name];
  const module = new Layer(...all).to("float64").train(train);
  const given = Object.fromEntries(Object.entries(state).map(([key, value]) => [key, decode(value)]));
  module.loadStateDict(given);
  return module;
}

function check(item: LayerCase): void {
  // PyTorch's Hardsigmoid multiplies doubles by a sixth that is rounded to float32.
  const tolerance = item.name === "Hardsigmoid" ? { rtol: 1e-7 } : { rtol: 1e-9, atol: 1e-10 };
  const module = build(item);
  const inputs = item.inputs.map((input, i) => decode(input).requiresGrad_(item.inputGrads[i] !== null));
  const output: Tensor = module.forward(...inputs);
  expectClose(output, decode(item.output), tolerance);
  const wanted = [...inputs.filter((input) => input.requiresGrad), ...module.parameters()];
  if (wanted.length > 0) {
    const gradients = grad(output, wanted, { gradOutputs: decode(item.upstream) });
    const expected = [...item.inputGrads.filter((g) => g !== null), ...Object.values(item.parameterGrads)];
    expect(gradients.length).toBe(expected.length);
    for (const [i, gradient] of gradients.entries()) expectClose(gradient, decode(expected[i]), tolerance);
  }
  expect([...module.stateDict().keys()]).toEqual(Object.keys(item.stateAfter));
  for (const [name, tensor] of module.stateDict()) expectClose(tensor, decode(item.stateAfter[name]), tolerance);
}

const title = ({ name, args, options, train }: LayerCase): string =>
  `${name}(${JSON.stringify(args).slice(1, -1)}) ${JSON.stringify(options).slice(0, 90)}${train ? "" : " in evaluation"}`;

describe("layers agree with PyTorch", () => {
  test.each(load<LayerCase[]>("layers").map((item) => [title(item), item] as const))("%s", (_, item) => check(item));
});

describe("losses agree with PyTorch", () => {
  test.each(load<LayerCase[]>("losses").map((item) => [title(item), item] as const))("%s", (_, item) => check(item));
});

describe("layers print as PyTorch prints them", () => {
  test.each(load<LayerCase[]>("layers").map((item) => [item.text, item] as const))("%s", (text, item) => {
    expect(String(build(item))).toBe(text);
  });
});

test("twenty steps of LeNet-5 follow PyTorch's losses", () => {
  const { sums, losses } = load<{ sums: Record<string, number>; losses: number[] }>("lenet");
  manualSeed(0);
  const model = lenet5();
  for (const [name, parameter] of model.stateDict())
    expect(parameter.to("float64").sum().item()).toBeCloseTo(sums[name], 6);
  const optimizer = new SGD(model.parameters(), { lr: 0.05, momentum: 0.9 });
  for (const expected of losses) {
    const x = rand(8, 1, 28, 28);
    const y = randint(0, 10, [8]);
    optimizer.zeroGrad();
    const loss = nn.functional.crossEntropy(model.forward(x), y);
    loss.backward();
    optimizer.step();
    expect(Math.abs(loss.item() - expected)).toBeLessThan(1e-4);
  }
});

import { manualSeed, randn, type Tensor } from "@lumbre/tensor";
import { expectTensor } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import * as nn from "../index.js";

// A Sequential computes some neighbours at once. What anybody can see is as if it did not.

type Layers = () => nn.Module[];

/** The layers, and the steps that they are computed in. */
const cases: readonly [string, readonly number[], Layers, steps: readonly string[]][] = [
  ["Conv2d, ReLU", [2, 3, 6, 7], () => [new nn.Conv2d(3, 4, 3, { padding: 1 }), new nn.ReLU()], ["0-1"]],
  [
    "Conv2d, ReLU, MaxPool2d",
    [2, 3, 6, 7],
    () => [new nn.Conv2d(3, 4, 3), new nn.ReLU(), new nn.MaxPool2d(2)],
    ["0-2"],
  ],
  ["Linear, ReLU", [4, 3], () => [new nn.Linear(3, 5), new nn.ReLU()], ["0-1"]],
  ["Linear, Tanh, ReLU", [4, 3], () => [new nn.Linear(3, 5), new nn.Tanh(), new nn.ReLU()], ["0", "1", "2"]],
  ...(["reflect", "replicate", "circular"] as const).map((paddingMode): [string, number[], Layers, string[]] => [
    `Conv2d padded by ${paddingMode}, ReLU, MaxPool2d`,
    [2, 3, 6, 7],
    () => [new nn.Conv2d(3, 4, 3, { padding: [2, 1], paddingMode }), new nn.ReLU(), new nn.MaxPool2d(2)],
    ["0", "1", "2"],
  ]),
];

function forwardOneByOne(model: nn.Sequential, x: Tensor): Tensor {
  return [...model].reduce((value, layer) => (layer as nn.ReLU).forward(value), x);
}

describe.each(cases)("%s", (_, shape, layers, steps) => {
  const model = (): nn.Sequential => {
    manualSeed(2);
    return new nn.Sequential(...layers());
  };
  const x = (): Tensor => randn([...shape]).requiresGrad_();

  test("has the outputs and gradients of its layers one by one", () => {
    const net = model();
    const input = x();
    const [atOnce, oneByOne] = [net.forward(input) as Tensor, forwardOneByOne(net, input)];
    expectTensor(atOnce, oneByOne, { rtol: 1e-5, atol: 1e-5 });
    const gradients = [atOnce, oneByOne].map((y) => {
      for (const tensor of [input, ...net.parameters()]) tensor.grad = null;
      y.square().sum().backward(null, { retainGraph: true });
      return [input, ...net.parameters()].map((tensor) => tensor.grad as Tensor);
    });
    for (const [i, gradient] of gradients[0].entries())
      expectTensor(gradient, gradients[1][i], { rtol: 1e-4, atol: 1e-4 });
  });

  test("is computed in as few steps as can be", () => {
    const { modules } = nn.profile(model(), x(), { warmup: 0 });
    expect(modules.map(({ module }) => module)).toEqual(["", ...steps]);
  });

  test("calls every layer's hooks, with what goes in and comes out", () => {
    const net = model();
    const input = x();
    const plain = net.forward(input) as Tensor;
    for (const layer of net) {
      const seen: Tensor[][] = [];
      const handles = [
        layer.registerForwardPreHook((_, [before]) => void seen.push([before as Tensor])),
        layer.registerForwardHook((_, [before], after) => void seen.push([before as Tensor, after as Tensor])),
      ];
      expectTensor(net.forward(input) as Tensor, plain, { rtol: 1e-5, atol: 1e-5 });
      expect(seen.map((tensors) => tensors.length)).toEqual([1, 2]);
      expectTensor((layer as nn.ReLU).forward(seen[0][0]), seen[1][1], { rtol: 1e-5, atol: 1e-5 });
      for (const handle of handles) handle.remove();
      seen.length = 0;
      net.forward(input);
      expect(seen).toEqual([]);
    }
  });
});

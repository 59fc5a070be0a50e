import { noGrad } from "@lumbre/autograd";
import { cpu, Device, manualSeed, randn, type Tensor, tensor } from "@lumbre/tensor";
import { expectTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inTurn, residual } from "../engine.js";
import * as nn from "../index.js";

// In inference a batch norm is a part of its convolution's weights. What anybody can see is as if it were not.

const close = { rtol: 1e-4, atol: 1e-5 };

/** A norm as training leaves it. */
function trained(norm: nn.BatchNorm2d): nn.BatchNorm2d {
  noGrad(() => {
    for (const values of [norm.weight, norm.bias, norm.runningMean]) values?.copy_(randn([norm.numFeatures]));
    norm.runningVar?.copy_(randn([norm.numFeatures]).square().add(0.1));
  });
  return norm;
}

function oneByOne(layers: readonly nn.Module[], x: Tensor): Tensor {
  return layers.reduce((value, layer) => layer.forward(value), x);
}

const blocks = fc.record({
  channels: fc.constantFrom(1, 4),
  filters: fc.constantFrom(4, 8),
  isGrouped: fc.boolean(),
  bias: fc.boolean(),
  affine: fc.boolean(),
  kernel: fc.constantFrom(1, 3),
  stride: fc.constantFrom(1, 2),
  activation: fc.constantFrom(null, nn.ReLU, nn.ReLU6, nn.SiLU, nn.Hardswish, nn.Tanh),
  isPooled: fc.boolean(),
  dtype: fc.constantFrom("float32" as const, "float64" as const),
  seed: fc.nat(),
});

test("blocks of all kinds have the results of their layers one by one", () => {
  fc.assert(
    fc.property(blocks, ({ channels, filters, isGrouped, affine, activation, isPooled, dtype, seed, ...options }) => {
      manualSeed(seed);
      const { kernel, stride, bias } = options;
      const groups = isGrouped ? channels : 1;
      const layers: nn.Module[] = [
        new nn.Conv2d(channels, filters, kernel, { stride, bias, groups, padding: 1 }),
        trained(new nn.BatchNorm2d(filters, { affine })),
      ];
      if (activation !== null) layers.push(new activation());
      if (isPooled) layers.push(new nn.MaxPool2d(2));
      const model = new nn.Sequential(...layers).to(dtype).eval();
      const x = randn([3, channels, 6, 7], { dtype });
      noGrad(() => expectTensor(model.forward(x) as Tensor, oneByOne(layers, x), close));
    }),
  );
});

const make = () => {
  manualSeed(1);
  const [conv, norm] = [new nn.Conv2d(2, 4, 3, { padding: 1 }), trained(new nn.BatchNorm2d(4))];
  const model = new nn.Sequential(conv, norm, new nn.ReLU()).eval();
  return { model, conv, norm, x: randn([2, 2, 5, 6]) };
};

type Made = ReturnType<typeof make>;

function expectFresh({ model, x }: Pick<Made, "model" | "x">): void {
  noGrad(() => expectTensor(model.forward(x) as Tensor, oneByOne([...model], x), close));
}

const changes: readonly [string, (made: Made) => void][] = [
  ["the weight in place", ({ conv }) => void conv.weight.data.mul_(2)],
  ["one element of the weight", ({ conv }) => void conv.weight.data.at(1, 0).fill_(7)],
  ["the bias", ({ conv }) => void conv.bias?.data.add_(1)],
  ["another bias", ({ conv }) => void (conv.bias = new nn.Parameter(randn([4])))],
  ["no bias", ({ conv }) => void (conv.bias = null)],
  ["the norm's weight", ({ norm }) => void norm.weight?.data.mul_(3)],
  ["the norm's bias", ({ norm }) => void norm.bias?.data.add_(1)],
  ["the running mean", ({ norm }) => void norm.runningMean?.add_(1)],
  ["the running variance", ({ norm }) => void norm.runningVar?.mul_(4)],
  ["a loaded state", ({ model }) => void model.loadStateDict(make().model.to("float32").stateDict())],
  ["another dtype", ({ model }) => void model.to("float64").to("float32")],
  ["another device", ({ model }) => void model.to(new Device(cpu.backend)).to(cpu)],
  ["another norm", ({ model }) => void (model[1] = trained(new nn.BatchNorm2d(4)).eval())],
  ["a training batch", ({ model, x }) => void model.train().forward(x.mul(3).add(1))],
  ["the weight's other view", ({ conv }) => void conv.weight.data.transpose_(2, 3)],
];

test.each(changes)("weights are folded anew after a change: %s", (_, change) => {
  const made = make();
  expectFresh(made);
  change(made);
  made.model.eval();
  expectFresh(made);
  expectFresh(made);
});

test("a norm with a ReLU that no convolution stands before is computed at once, with what it is now", () => {
  fc.assert(
    fc.property(fc.boolean(), fc.integer({ min: 1, max: 5 }), fc.nat(), (affine, width, seed) => {
      manualSeed(seed);
      const norm = trained(new nn.BatchNorm2d(3, { affine }));
      const model = new nn.Sequential(norm, new nn.ReLU()).eval();
      const x = randn([2, 3, 3, width]);
      const wild = x.maskedFill(x.gt(1), Number.NaN).maskedFill(x.lt(-1), -Infinity);
      for (const input of [x, wild]) expectFresh({ model, x: input });
      noGrad(() => norm.runningVar?.mul_(4));
      expectFresh({ model, x });
      noGrad(() => norm.weight?.mul_(-2));
      expectFresh({ model, x });
      model.train().forward(x);
      expectFresh({ model: model.eval(), x });
    }),
    { numRuns: sampledRuns(30) },
  );
});

test("a copy, and what is saved, know nothing of it", () => {
  const made = make();
  expectFresh(made);
  const copy = nn.deepcopy(made.model);
  copy[0].parameters()[0].data.mul_(2);
  expectFresh({ model: copy, x: made.x });
  expectFresh(made);
  expect([...made.model.stateDict().keys()]).toEqual([...make().model.stateDict().keys()]);
});

test("hooks see the values between, and may change them", () => {
  const { model, x } = make();
  for (const layer of model) {
    const seen: unknown[] = [];
    const handle = (layer as nn.Module).registerForwardHook((_, __, output) => {
      seen.push(output);
      return (output as Tensor).mul(2);
    });
    noGrad(() => expectTensor(model.forward(x) as Tensor, oneByOne([...model], x), close));
    expect(seen).toHaveLength(2);
    handle.remove();
  }
});

test("gradients are those of the layers: of all, of the input alone, of the norm alone", () => {
  for (const isTrained of [() => true, () => false, (name: string) => name.startsWith("1.")]) {
    const { model, x } = make();
    for (const [name, parameter] of model.namedParameters()) parameter.requiresGrad = isTrained(name);
    const input = x.requiresGrad_();
    const found = [(y: Tensor) => model.forward(y) as Tensor, (y: Tensor) => oneByOne([...model], y)].map((forward) => {
      for (const tensor of [input, ...model.parameters()]) tensor.grad = null;
      forward(input).square().sum().backward();
      return [input, ...model.parameters()].map(({ grad }) => grad);
    });
    for (const [i, gradient] of found[0].entries()) {
      expect(gradient === null).toBe(found[1][i] === null);
      if (gradient !== null) expectTensor(gradient, found[1][i] as Tensor, close);
    }
  }
});

describe("numbers that weights cannot hold", () => {
  test.each([
    ["no variance", 0, 1, 0],
    ["a negative variance", -1, 1, 0],
    ["a variance that is not finite", Infinity, 1, 1e-5],
    ["a factor of 0", 1, 0, 1e-5],
    ["a factor that is not finite", 1, Infinity, 1e-5],
    ["a factor beyond all weights", 1, 1e30, 1e-5],
    ["NaN", 1, Number.NaN, 1e-5],
  ])("%s", (_, variance, weight, eps) => {
    const { conv, x } = make();
    const norm = new nn.BatchNorm2d(4, { eps }).eval();
    noGrad(() => {
      norm.runningVar?.fill_(variance);
      norm.weight?.fill_(weight);
    });
    conv.bias?.data.fill_(0);
    expectFresh({ model: new nn.Sequential(conv, norm).eval(), x });
    const wild = tensor([0, Number.NaN, Infinity, 1]).reshape(1, 1, 2, 2).expand(2, 2, 2, 2);
    expectFresh({ model: new nn.Sequential(conv, norm).eval(), x: wild });
  });
});

test("errors are those of the layers", () => {
  const { model, conv, norm, x } = make();
  const message = (forward: () => unknown): string => {
    try {
      noGrad(forward);
    } catch (error) {
      return (error as Error).message;
    }
    return "none";
  };
  const wrong: readonly (() => void)[] = [
    () => void (norm.runningMean = new nn.Buffer(randn([3]))),
    () => void (norm.weight = new nn.Parameter(randn([4], { dtype: "float64" }))),
    () => conv.weight.dispose(),
  ];
  for (const input of [x.at(0), x.to("float64"), randn([2, 3, 5, 6])])
    expect(message(() => model.forward(input))).toBe(message(() => oneByOne([...model], input)));
  for (const spoil of wrong) {
    spoil();
    expect(message(() => model.forward(x))).toBe(message(() => oneByOne([...model], x)));
  }
});

describe("residual blocks", () => {
  const parts = (stride: number) => {
    manualSeed(3);
    const conv = (n: number, step = 1) => new nn.Conv2d(n, 4, 3, { padding: 1, stride: step, bias: false });
    const norm = () => trained(new nn.BatchNorm2d(4));
    const layers = [conv(4, stride), norm(), new nn.ReLU(), conv(4), norm()];
    const shortcut = stride === 1 ? null : new nn.Sequential(new nn.Conv2d(4, 4, 1, { stride }), norm());
    return { layers, shortcut, x: randn([2, 4, 6, 6]) };
  };
  const plainly = (layers: nn.Module[], x: Tensor, shortcut: nn.Module | null, last: nn.Module | null): Tensor => {
    const sum = oneByOne(layers, x).add(shortcut === null ? x : shortcut.forward(x));
    return last === null ? sum : last.forward(sum);
  };

  test.each([1, 2])("are what their parts are, in inference and in training, stride %i", (stride) => {
    for (const last of [null, new nn.ReLU(), new nn.SiLU(), new nn.Tanh()]) {
      const { layers, shortcut, x } = parts(stride);
      for (const training of [false, true]) {
        for (const module of [...layers, ...(shortcut === null ? [] : [shortcut])]) module.train(training);
        const found = noGrad(() => residual(x, layers, shortcut, last));
        expectTensor(
          found,
          noGrad(() => plainly(layers, x, shortcut, last)),
          close,
        );
      }
    }
  });

  test("add what broadcasts, too, and leave the input as it was", () => {
    const { layers, x } = parts(1);
    for (const layer of layers) layer.eval();
    const before = x.clone();
    const mean = (input: Tensor): Tensor => input.mean([2, 3], { keepDim: true });
    noGrad(() => {
      const expected = oneByOne(layers, x).add(mean(x));
      expectTensor(residual(x, [new nn.Sequential(...layers)], mean, null), expected, close);
      expectTensor(inTurn(x, ...layers), oneByOne(layers, x), close);
    });
    expect(x.equal(before)).toBe(true);
  });
});

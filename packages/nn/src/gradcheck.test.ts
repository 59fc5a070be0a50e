import { customFunction, gradcheck, gradgradcheck } from "@lumbre/autograd";
import { manualSeed, randint, randn, type Tensor, tensor } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import * as nn from "./index.js";

const { functional: F } = nn;

/** LeNet-5 for digits of 28 by 28 pixels. `spoil` changes the gradient of the second convolution's weight. */
class LeNet5 extends nn.Module<[x: Tensor], Tensor> {
  conv1 = new nn.Conv2d(1, 6, 5, { padding: 2 });
  conv2 = new nn.Conv2d(6, 16, 5);
  fc1 = new nn.Linear(400, 120);
  fc2 = new nn.Linear(120, 84);
  fc3 = new nn.Linear(84, 10);

  constructor(private readonly spoil: (g: Tensor) => Tensor) {
    super();
  }

  override forward(x: Tensor): Tensor {
    const spoiled = customFunction({
      name: "spoiled",
      forward: (_, w: Tensor) => w.mul(1),
      backward: (_, g) => [this.spoil(g)],
    });
    const maps = F.maxPool2d(this.conv1.forward(x).relu(), 2) as Tensor;
    const deeper = maps.conv2d(spoiled(this.conv2.weight), this.conv2.bias).relu();
    const features = (F.maxPool2d(deeper, 2) as Tensor).flatten(1);
    return this.fc3.forward(this.fc2.forward(this.fc1.forward(features).relu()).relu());
  }
}

const names = ["conv1", "conv2", "fc1", "fc2", "fc3"].flatMap((layer) => [`${layer}.weight`, `${layer}.bias`]);

describe("LeNet-5 by samples", () => {
  const build = (spoil: (g: Tensor) => Tensor = (g) => g) => {
    manualSeed(3);
    const model = new LeNet5(spoil).to("float64");
    const images = randn(2, 1, 28, 28, { dtype: "float64" });
    const labels = randint(10, [2], { dtype: "int32" });
    return { model, loss: (x: Tensor): Tensor => F.crossEntropy(model.forward(x), labels), images };
  };

  test("agrees with the differences to four digits, in each parameter", () => {
    const { model, loss, images } = build();
    const { passed, tensors, worst } = gradcheck(loss, images, { parameters: model, maxEntries: 6, rtol: 1e-4 });
    expect(passed).toBe(true);
    expect(tensors.map(({ name }) => name)).toEqual(names);
    for (const { compared } of tensors) expect(compared).toBe(7);
    expect(worst?.relativeError).toBeLessThan(1e-4);
  });

  test.each([
    ["by three thousandths", (g: Tensor) => g.mul(1.003)],
    ["in one kernel of sixteen", (g: Tensor) => g.mul(tensor([...new Array<number>(15).fill(1), 0]).view(16, 1, 1, 1))],
  ])("says which parameter's gradient is wrong %s", (_, spoil) => {
    const { model, loss, images } = build(spoil);
    const { passed, worst } = gradcheck(loss, images, { parameters: model, maxEntries: 6, raiseException: false });
    expect(passed).toBe(false);
    expect(worst?.name).toBe("conv2.weight");
  });
});

describe("modules", () => {
  test("are called as they are, and their buffers are as before afterwards", () => {
    manualSeed(1);
    const model = new nn.Sequential(new nn.Linear(4, 3), new nn.BatchNorm1d(3), new nn.Tanh(), new nn.Linear(3, 2));
    model.to("float64");
    const state = () => Object.values(model.stateDict()).map((value) => [...value.readSync()]);
    const before = state();
    const x = randn(5, 4, { dtype: "float64", requiresGrad: true });
    expect(gradcheck(model, x).tensors.map(({ name }) => name)).toEqual([
      "input 0",
      "0.weight",
      "0.bias",
      "1.weight",
      "1.bias",
      "3.weight",
      "3.bias",
    ]);
    expect(gradgradcheck(model, x).passed).toBe(true);
    const loss = (input: Tensor): Tensor => model.forward(input).square().sum();
    expect(gradcheck(loss, x, { parameters: model, maxEntries: 3 }).passed).toBe(true);
    expect(state()).toEqual(before);
  });

  test("say what to write in training with dropout, and in float32", () => {
    const model = new nn.Sequential(new nn.Linear(40, 30), new nn.Dropout(0.5));
    const x = randn(5, 40);
    expect(() => gradcheck(model, x)).toThrow("gradcheck: 0.weight is float32; differences need float64");
    model.to("float64");
    expect(() => gradcheck(model, x.to("float64"))).toThrow(
      "gradcheck: func gives other outputs when it is called again",
    );
    expect(gradcheck(model.eval(), x.to("float64")).passed).toBe(true);
  });

  test("in float32 are checked coarsely where that is wanted", () => {
    manualSeed(2);
    const x = randn(3, 4);
    const build = (factor: number) => {
      const linear = new nn.Linear(4, 3);
      const spoiled = customFunction({
        name: "spoiled",
        forward: (_, w: Tensor) => w.mul(1),
        backward: (_, g) => [g.mul(factor)],
      });
      return Object.assign((y: Tensor) => F.linear(y, spoiled(linear.weight), linear.bias).tanh(), {
        namedParameters: () => linear.namedParameters(),
      });
    };
    const check = (factor: number) => gradcheck(build(factor), x, { allowFloat32: true, raiseException: false }).passed;
    expect([check(1), check(1.03)]).toEqual([true, false]);
  });
});

import { readFileSync } from "node:fs";
import { grad, gradcheck, isGradEnabled, noGrad } from "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import {
  ArgumentError,
  DTypeError,
  GradError,
  IndexError,
  manualSeed,
  ones,
  rand,
  randn,
  ShapeError,
  type Tensor,
  tensor,
  ValueError,
  zeros,
} from "@lumbre/tensor";
import { sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { featureMaps, gradCam, models, saliency } from "../index.js";
import type { Target } from "./index.js";

interface Encoded {
  readonly shape: number[];
  readonly data: number[];
}

interface Cases {
  readonly x: Encoded;
  readonly maps: Readonly<Record<string, Encoded>>;
  readonly saliency: readonly { readonly target: number[] | null; readonly map: Encoded }[];
  readonly gradCam: readonly { readonly layer: number; readonly target: number[] | null; readonly map: Encoded }[];
}

const { cases }: { readonly cases: Cases } = JSON.parse(
  readFileSync(new URL("../../fixtures/inspect.json", import.meta.url), "utf8"),
);

/** tools/fixtures/vision_inspect.py has the same. */
const makeNetwork = () =>
  new nn.Sequential(
    new nn.Conv2d(3, 4, 3, { stride: [2, 1], padding: 1 }),
    new nn.BatchNorm2d(4),
    new nn.ReLU({ inplace: true }),
    new nn.Conv2d(4, 6, 2),
    new nn.ReLU({ inplace: true }),
    new nn.AvgPool2d([1, 2]),
    new nn.Flatten(),
    new nn.Dropout(0.5),
    new nn.Linear(6 * 4 * 5, 5),
  );

const decode = ({ shape, data }: Encoded): Tensor => tensor(data).view(shape);

function expectNear(actual: Tensor, expected: Encoded): void {
  expect(actual.shape).toEqual(expected.shape);
  const scale = Math.max(...expected.data.map(Math.abs));
  expect(actual.sub(decode(expected)).abs().max().item()).toBeLessThan(1e-5 * scale);
}

let network: ReturnType<typeof makeNetwork>;
const x = decode(cases.x);
beforeEach(() => {
  manualSeed(0);
  network = makeNetwork();
});

describe("PyTorch's numbers", () => {
  test("of feature maps, into which a ReLU in place does not write", () => {
    const maps = featureMaps(network, x);
    expect([...maps.keys()]).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8"]);
    for (const [name, expected] of Object.entries(cases.maps)) expectNear(maps.get(name)!.sum(0), expected);
  });

  test.each(cases.saliency)("of saliency maps for $target", ({ target, map }) => {
    expectNear(saliency(network, x, { target }), map);
    if (target !== null) expectNear(saliency(network, x, tensor(target, { dtype: "int32" })), map);
  });

  test.each(cases.gradCam)("of Grad-CAM at layer $layer for $target", ({ layer, target, map }) => {
    expectNear(gradCam(network, x, { layer: String(layer), target }), map);
    expectNear(gradCam(network, x, network[layer], target), map);
  });
});

/** All that a look at a network could change. */
function stateOf(model: nn.Module, input: Tensor): unknown[] {
  return [
    model.modules().map((module) => [module.training, nn.hasForwardHooks(module)]),
    model.parameters().map((p) => [p.requiresGrad, p.grad?.toArray() ?? null]),
    [...model.stateDict().values()].map((t) => t.toArray()),
    [input.requiresGrad, input.grad, input.toArray()],
    isGradEnabled(),
  ];
}

const looks: readonly [string, (model: nn.Module, input: Tensor) => unknown][] = [
  ["featureMaps", (model, input) => featureMaps(model, input)],
  ["saliency", (model, input) => saliency(model, input)],
  ["gradCam", (model, input) => gradCam(model, input, "3")],
];

describe.each(looks)("%s", (_, look) => {
  test("leaves network and input as they were", () => {
    network[7].eval();
    network[0].requiresGrad_(false);
    network(x).sum().backward();
    const before = stateOf(network, x);
    look(network, x);
    noGrad(() => look(network, x));
    expect(stateOf(network, x)).toEqual(before);
  });

  test("leaves them so when the forward pass throws", () => {
    const broken = new nn.Sequential(...makeNetwork());
    broken[8] = new nn.Linear(7, 2);
    const before = stateOf(broken, x);
    expect(() => look(broken, x)).toThrow(ShapeError);
    expect(stateOf(broken, x)).toEqual(before);
  });
});

describe("featureMaps", () => {
  test("of the layers that are asked for come in their order, by path or as they are", () => {
    const model = models.cnn();
    const maps = featureMaps(model, zeros(2, 1, 28, 28), ["fc", model.conv2, "conv1.0"]);
    expect([...maps.keys()]).toEqual(["fc", "conv2", "conv1.0"]);
    expect(maps.get("conv2")?.shape).toEqual([2, 128, 7, 7]);
    expect(featureMaps(model, zeros(1, 1, 28, 28), [])).toEqual(new Map());
  });

  test("have gradients when the input requires them", () => {
    const input = randn(1, 3, 9, 11, { requiresGrad: true });
    const map = featureMaps(network, input, ["3"]).get("3")!;
    expect(grad(map.square().mean(), input)[0].shape).toEqual([1, 3, 9, 11]);
    expect(featureMaps(network, x).get("3")?.requiresGrad).toBe(false);
  });

  test("are the last of a layer that is called twice", () => {
    const layer = new nn.Linear(1, 1, { bias: false });
    layer.loadStateDict({ weight: tensor([[3]]) });
    expect(
      featureMaps(new nn.Sequential(layer, new nn.ReLU(), layer), ones(1, 1))
        .get("0")
        ?.item(),
    ).toBe(9);
  });

  test("are refused of layers that there are not, or that are not called", () => {
    class Odd extends nn.Module {
      used = new nn.MaxPool2d(2, { returnIndices: true });
      unused = new nn.ReLU();
      forward(input: Tensor): Tensor {
        return (this.used(input) as unknown as Tensor[])[0];
      }
    }
    const input = zeros(1, 1, 4, 4);
    const call = (layer: unknown) => () => featureMaps(new Odd(), input, { layers: [layer as string] });
    expect(featureMaps(new Odd(), input).size).toBe(0);
    expect(call("conv")).toThrow(new IndexError('featureMaps: the model has no layer "conv"; it has used, unused'));
    expect(call(new nn.ReLU())).toThrow(new ArgumentError("featureMaps: the layer ReLU is not part of the model"));
    expect(call("unused")).toThrow(
      new ValueError('featureMaps: the layer "unused" is not called by the model\'s forward; leave it out'),
    );
    expect(call("used")).toThrow(new ValueError('featureMaps: the layer "used" gives no tensor; leave it out'));
    expect(call(3)).toThrow(ArgumentError);
  });
});

describe("saliency", () => {
  test("is the gradient that differences give", () => {
    manualSeed(1);
    const model = new nn.Sequential(new nn.Conv2d(2, 3, 3), new nn.Sigmoid(), new nn.Flatten(), new nn.Linear(18, 4));
    model.to("float64");
    const image = rand(1, 2, 4, 5, { dtype: "float64" });
    const score = (input: Tensor): number => noGrad(() => model(input).select(1, 2).item()) as number;
    const map = saliency(model, image, 2);
    for (const [h, w] of [
      [0, 0],
      [2, 3],
      [3, 4],
    ]) {
      const slopes = [0, 1].map((c) => {
        const step = zeros(1, 2, 4, 5, { dtype: "float64" });
        step.select(0, 0).select(0, c).select(0, h).select(0, w).fill_(1e-5);
        return Math.abs(score(image.add(step)) - score(image.sub(step))) / 2e-5;
      });
      expect(map.select(0, 0).select(0, h).select(0, w).item()).toBeCloseTo(Math.max(...slopes), 8);
    }
  });

  test("goes through networks that write into their input", () => {
    class Shifted extends nn.Module {
      rest = network;
      forward(input: Tensor): Tensor {
        return this.rest(input.sub_(0.5));
      }
    }
    const before = x.toArray();
    expect(saliency(new Shifted(), x).shape).toEqual([2, 9, 11]);
    expect(x.toArray()).toEqual(before);
  });
});

describe("gradCam", () => {
  test("of one map that is the score is the map, resized", () => {
    const model = new nn.Sequential(new nn.AvgPool2d(2), new nn.AvgPool2d(2), new nn.Flatten());
    const image = tensor(
      [
        [
          [
            [4, 4, 0, 0],
            [4, 4, 0, 0],
            [0, 0, 0, 0],
            [0, 0, 0, 0],
          ],
        ],
      ],
      { dtype: "float32" },
    );
    expect(gradCam(model, image, "0").toArray()).toEqual([
      [
        [1, 0.75, 0.25, 0],
        [0.75, 0.5625, 0.1875, 0],
        [0.25, 0.1875, 0.0625, 0],
        [0, 0, 0, 0],
      ],
    ]);
  });

  test("needs a layer that gives feature maps on which the scores depend", () => {
    expect(() => gradCam(network, x, "8")).toThrow(
      new ShapeError(
        'gradCam: layer "8" must give feature maps of shape [2, K, h, w], and gives a tensor of shape [2, 5]',
      ),
    );
    class Deaf extends nn.Module {
      conv = new nn.Conv2d(3, 1, 1);
      spare = new nn.Conv2d(3, 1, 1);
      fc = new nn.Linear(3, 2);
      forward(input: Tensor): Tensor {
        this.conv(input);
        return this.fc(input.mean([2, 3]));
      }
    }
    expect(() => gradCam(new Deaf(), x, "conv")).toThrow(
      new GradError('gradCam: the scores do not depend on the output of layer "conv"'),
    );
    expect(() => gradCam(new Deaf(), x, "spare")).toThrow(
      new ValueError('gradCam: layer "spare" is not called by the model\'s forward'),
    );
  });
});

describe.each([
  ["saliency", (model: nn.Module, input: Tensor, target?: Target) => saliency(model, input, target)],
  ["gradCam", (model: nn.Module, input: Tensor, target?: Target) => gradCam(model, input, "0", target)],
])("%s", (op, look) => {
  test("does not depend on the other images of the batch", () => {
    const size = fc.record({ n: fc.integer({ min: 1, max: 4 }), seed: fc.nat(1000) });
    fc.assert(
      fc.property(size, ({ n, seed }) => {
        manualSeed(seed);
        const images = randn(n, 3, 9, 11);
        const all = look(network, images);
        for (let i = 0; i < n; i++) {
          const one = look(network, images.narrow(0, i, 1));
          expect(
            one
              .sub(all.narrow(0, i, 1))
              .abs()
              .max()
              .item(),
          ).toBeLessThan(1e-5);
        }
        expect(all.min().item()).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: sampledRuns(20) },
    );
  });

  test("refuses what it cannot look at", () => {
    expect(() => look(network, x.select(0, 0))).toThrow(
      new ShapeError(
        `${op}: expected images of shape [N, C, H, W], got [3, 9, 11]; write x.unsqueeze(0) for one image`,
      ),
    );
    expect(() => look(network, zeros(1, 3, 9, 11, { dtype: "uint8" }))).toThrow(
      new DTypeError(`${op}: expected float32 or float64 images, got uint8; write x.to("float32").div(255)`),
    );
    expect(() => look(network, x, 5)).toThrow(new IndexError(`${op}: target 5 is not one of the 5 classes, 0 to 4`));
    expect(() => look(network, x, [1])).toThrow(
      new ShapeError(`${op}: target must have one class for each of 2 images, got 1 classes`),
    );
    expect(() => look(network, x, 1.5)).toThrow(ArgumentError);
    expect(() => look(new nn.Sequential(network[0]), x)).toThrow(
      `${op}: the model must give scores of shape [2, classes], one for each class, got [2, 4, 5, 11]`,
    );
    expect(() => look("resnet18" as never, x)).toThrow(
      new ArgumentError(`${op}: model must be a module, got "resnet18"`),
    );
  });
});

test("a network that detaches its input has no saliency", () => {
  class Detached extends nn.Module {
    forward(input: Tensor): Tensor {
      return input.detach().mean([2, 3]);
    }
  }
  expect(() => saliency(new Detached(), x)).toThrow(
    new GradError("saliency: the scores do not depend on x; does the network detach it?"),
  );
});

test("the small CNN has the state of the README's, and takes other images", () => {
  const model = models.cnn();
  expect([...model.stateDict().keys()]).toEqual([
    "conv1.0.weight",
    "conv1.0.bias",
    "conv2.0.weight",
    "conv2.0.bias",
    "fc.weight",
    "fc.bias",
  ]);
  expect(nn.summary(model, [1, 1, 28, 28]).totalParameters).toBe(137_226);
  const other = models.cnn({ inChannels: 3, numClasses: 4, imageSize: 31, dropout: 0.5 });
  expect(other(zeros(2, 3, 31, 31)).shape).toEqual([2, 4]);
  expect(() => models.cnn({ imageSize: 3 })).toThrow("cnn: imageSize must be an integer >= 4, got 3");
});

test("a model's maps of a float64 image pass the check of gradients", () => {
  const model = new nn.Sequential(new nn.Conv2d(1, 2, 2), new nn.Tanh()).to("float64");
  const input = rand(1, 1, 3, 4, { dtype: "float64", requiresGrad: true });
  expect(gradcheck((image: Tensor) => featureMaps(model, image, ["1"]).get("1")!, [input]).passed).toBe(true);
});

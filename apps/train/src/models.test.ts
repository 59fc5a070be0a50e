import { arange, type nn, relu, type Tensor, zeros } from "lumbre";
import { expect, test } from "vitest";
import type { DataName } from "./dataSets.js";
import { createModel, LeNet5, type ModelName } from "./models.js";
import { ResNet9 } from "./resnet9.js";

/** The layers as PyTorch prints them, one a line. */
const layersOf = (model: nn.Module): string[] =>
  Array.from(String(model).matchAll(/\(\w+\): (\w+\(.*\))$/gm), ([, layer]) => layer);

const conv = (cIn: number, cOut: number, size: number, rest = ""): string =>
  `Conv2d(${cIn}, ${cOut}, kernel_size=(${size}, ${size}), stride=(1, 1)${rest})`;
const [one, two] = [1, 2].map((padding) => `, padding=(${padding}, ${padding})`);
const pool = "MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)";
const flatten = "Flatten(start_dim=1, end_dim=-1)";
const linear = (cIn: number, cOut: number): string => `Linear(in_features=${cIn}, out_features=${cOut}, bias=True)`;
const cnn = (channels: number, features: number): string[] => [
  ...[conv(channels, 64, 3, one), "ReLU()", pool, conv(64, 128, 3, one), "ReLU()", pool],
  linear(features, 10),
];
const normed = (cIn: number, cOut: number, ...between: string[]): string[] => [
  ...[conv(cIn, cOut, 3, `${one}, bias=False`), ...between],
  `BatchNorm2d(${cOut}, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)`,
  "ReLU()",
];

test.each<[ModelName, DataName, string[]]>([
  [
    "lenet5",
    "mnist",
    [
      ...[conv(1, 6, 5, two), "ReLU()", pool, conv(6, 16, 5), "ReLU()", pool],
      ...[flatten, linear(400, 120), "ReLU()", linear(120, 84), "ReLU()", linear(84, 10)],
    ],
  ],
  ["cnn", "mnist", cnn(1, 128 * 7 * 7)],
  ["cnn", "cifar10", cnn(3, 128 * 8 * 8)],
  ["mlp", "mnist", [flatten, linear(784, 256), "ReLU()", "Dropout(p=0.2, inplace=False)", linear(256, 10)]],
  [
    "resnet9",
    "cifar10",
    [
      ...[...normed(3, 24), ...normed(24, 48, pool), ...normed(48, 48), ...normed(48, 48)],
      ...[...normed(48, 96, pool), ...normed(96, 192, pool), ...normed(192, 192), ...normed(192, 192)],
      ...["AdaptiveAvgPool2d(output_size=1)", linear(192, 10)],
    ],
  ],
])("%s for %s has these layers", (model, data, layers) => {
  expect(layersOf(createModel(model, data))).toEqual(layers);
});

test.each([20, 32, 44, 56, 110])("resnet%i has as many layers with weights", (depth) => {
  const layers = layersOf(createModel(`resnet${depth}` as ModelName, "cifar10"));
  expect(layers.filter((layer) => /^(Conv2d|Linear)/.test(layer))).toHaveLength(depth);
});

test("what is learned passes through the layers in their order", () => {
  const x = arange(2 * 784)
    .remainder(255)
    .div(255)
    .view(2, 1, 28, 28);
  const lenet = new LeNet5();
  expect(lenet.forward(x).toArray()).toEqual(lenet.classifier.forward(lenet.features.forward(x)).toArray());
  const resnet = new ResNet9(1, 2);
  resnet.eval();
  let [features, layer] = [resnet.prep.forward(x), 0];
  for (const stage of [resnet.layer1, resnet.layer2, resnet.layer3]) {
    features = stage.forward(features);
    expect(features.shape).toEqual([2, 4 * 2 ** layer, 14 >> layer, 14 >> layer]);
    layer++;
  }
  const means = features.mean([2, 3]);
  expect(resnet.forward(x).sub(resnet.fc.forward(means)).abs().max().item()).toBeLessThan(1e-6);
});

test("a residual block adds what it was given", () => {
  const { layer1 } = new ResNet9(1, 1);
  const residual = [...layer1.children()][1] as nn.Module & { readonly block1: nn.Module; readonly block2: nn.Module };
  residual.eval();
  const x = arange(32).view(1, 2, 4, 4).sub(7);
  const through = residual.block2.forward(residual.block1.forward(x) as Tensor) as Tensor;
  expect(relu(through).toArray()).toEqual(through.toArray());
  expect((residual.forward(x) as Tensor).toArray()).toEqual(x.add(through).toArray());
  expect((residual.forward(zeros(1, 2, 4, 4)) as Tensor).shape).toEqual([1, 2, 4, 4]);
});

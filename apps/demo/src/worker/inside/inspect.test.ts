import { cpu } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { defaultSettings } from "../../page/settings.js";
import { type ModelName, pixelsPerImage } from "../../protocol.js";
import { imagesToTensor } from "../data/tensors.js";
import { Network } from "../train/network.js";
import { inspect } from "./inspect.js";

const device = { device: cpu, info: { choice: "cpu" as const, name: "cpu", threads: 1 } };
const networkOf = (model: ModelName): Network => new Network({ ...defaultSettings, model }, device);
const pixels = Uint8Array.from({ length: pixelsPerImage }, (_, i) => (i * 37) % 256);

test("an output pixel is the sum of its window times the kernel, plus the bias", () => {
  const { layers, input, filters, biases } = inspect(networkOf("lenet5"), pixels);
  const [conv] = layers;
  const [map, y, x] = [4, 11, 17];
  let sum = biases[map];
  for (let i = 0; i < 25; i++) {
    sum += filters.weights[map * 25 + i] * input[(y - 2 + Math.floor(i / 5)) * 28 + x - 2 + (i % 5)];
  }
  expect(conv.maps[(map * 28 + y) * 28 + x]).toBeCloseTo(sum, 4);
  expect(layers.map(({ kind, shape }) => [kind, ...shape])).toEqual([
    ["Conv2d", 6, 28, 28],
    ["MaxPool2d", 6, 14, 14],
    ["Conv2d", 16, 10, 10],
    ["MaxPool2d", 16, 5, 5],
  ]);
});

test("saliency is the slope of the winning logit, and looking leaves no gradients behind", () => {
  const network = networkOf("mlp");
  const { saliency, layers, filters, answer } = inspect(network, pixels);
  expect(layers).toEqual([]);
  expect(filters.shape).toEqual([128, 28, 28]);
  const logit = (bytes: Uint8Array): number => network.model(imagesToTensor(bytes, "mnist", cpu)).readSync()[answer];
  for (const at of [100, 400, 600]) {
    const step = (by: number): Uint8Array => pixels.map((value, i) => (i === at ? value + by : value));
    const width = 2 / 255 / 0.3081;
    expect(saliency[at]).toBeCloseTo((logit(step(1)) - logit(step(-1))) / width, 3);
  }
  expect(network.model.parameters().every(({ grad }) => grad === null)).toBe(true);
});

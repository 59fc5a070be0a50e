import "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import { type Conv2dOptions, Device, scope, type Tensor } from "@lumbre/tensor";
import { conv2dRelu, conv2dReluMaxPool2d } from "@lumbre/tensor/engine";
import { type Call, callFixture, opFamilies, randomTensor, runCase, sampled, singleCases } from "@lumbre/testing";
import { afterAll, describe, expect, test, vi } from "vitest";
import { createBackend } from "./backend.js";
import { type Engine, openEngine } from "./engine/engine.js";
import { Depthwise } from "./kernels/conv/depthwise.js";
import { Direct } from "./kernels/conv/direct.js";
import { Dots } from "./kernels/conv/dots.js";
import { Im2col } from "./kernels/conv/im2col.js";
import { Pixels } from "./kernels/conv/pixels.js";
import { Winograd } from "./kernels/conv/winograd.js";

// Kernels give back the memory that they take beside their results: the test-kit counts only what the contract names.
const engine = openEngine(1, {});
const device = new Device(createBackend(engine, {}));
const direct = openEngine(1, {});
const withoutWinograd = new Device(createBackend(direct, { winograd: false, fusion: false }));
const shared = openEngine(2, {});
const threaded = new Device(createBackend(shared, {}));

const passes = ["forward", "inputGrad", "weightGrad"] as const;
const taken = Object.entries({ Depthwise, Direct, Dots, Im2col, Pixels, Winograd }).flatMap(([name, { prototype }]) =>
  passes.map((pass) => [`${name} ${pass}`, vi.spyOn(prototype, pass)] as const),
);

afterAll(() => {
  threaded.dispose();
  vi.restoreAllMocks();
});

/** Bytes that are in use. */
function usedBytes({ heap }: Engine): number {
  return (heap as unknown as { readonly space: { readonly used: number } }).space.used;
}

/** What a third call takes, after which nothing of it is used: the first ones may make tables that are kept. */
function kept(of: Engine, call: () => void): number {
  const uses = [0, 1, 2].map(() => {
    scope(call);
    return usedBytes(of);
  });
  return Math.max(0, uses[2] - uses[1]);
}

/** The same elements with their first and last dimensions exchanged in memory. */
function scattered(x: Tensor): Tensor {
  return x.ndim < 2 ? x : x.transpose(0, -1).contiguous().transpose(0, -1);
}

test.each(opFamilies)("%s", (family) => {
  const place = { device, isSingle: true };
  for (const item of sampled(singleCases(family), 3)) {
    const call: Call = (inputs) => callFixture(inputs, item);
    const callScattered: Call = (inputs) => callFixture(inputs.map(scattered), item);
    // Not every view can be had of every layout.
    const calls = family === "views" ? [call] : [call, callScattered];
    const bytes = calls.map((make) => kept(engine, () => void runCase(item, make, place)));
    if (bytes.some((n) => n !== 0)) expect.fail(`${item.name} keeps ${bytes.join(" and ")} bytes`);
  }
});

const random = (shape: readonly number[], seed: number, on: Device): Tensor =>
  randomTensor([...shape], seed, { dtype: "float32" })
    .to(on)
    .requiresGrad_();

type Sizes = readonly [batch: number, channels: number, filters: number, size: number, kernel: number];

/** Each way to convolve: all passes of all methods. */
const convolutions: readonly (readonly [Sizes, Conv2dOptions])[] = [
  [[2, 1, 8, 12, 3], { padding: 1 }],
  [[5, 3, 8, 12, 5], {}],
  [[4, 16, 16, 14, 3], { padding: 1 }],
  [[4, 16, 16, 14, 3], { padding: 1, stride: 2 }],
  [[2, 34, 36, 9, 3], { padding: 1, stride: 2 }],
  [[2, 34, 36, 9, 3], { padding: 2, dilation: 2 }],
  [[9, 40, 42, 4, 3], { padding: 1, groups: 2 }],
  [[9, 40, 42, 4, 2], { stride: 2, groups: 2 }],
  [[8, 24, 24, 3, 5], { padding: 2 }],
  [[3, 66, 20, 8, 1], {}],
  [[3, 66, 20, 8, 1], { stride: 2 }],
  [[2, 64, 40, 4, 3], {}],
  [[2, 64, 40, 2, 3], { padding: 1 }],
  [[8, 32, 24, 3, 3], { padding: 1 }],
  [[3, 24, 70, 4, 3], { padding: 1 }],
  [[3, 6, 12, 11, 3], { padding: 1, groups: 6 }],
  [[3, 6, 6, 4, 3], { padding: 1, groups: 6 }],
  [[3, 6, 6, 11, 4], { stride: 2, dilation: 2, groups: 6 }],
];

describe.each(convolutions)("convolution of %j, %j", (sizes, options) => {
  const [batch, channels, filters, size, kernel] = sizes;

  test.each([
    ["with its gradients", (x: Tensor, w: Tensor, b: Tensor) => x.conv2d(w, b, options)],
    [
      "of a transposed image",
      (x: Tensor, w: Tensor, b: Tensor) => x.transpose(2, 3).conv2d(w.transpose(2, 3), b, options),
    ],
    ["with ReLU", (x: Tensor, w: Tensor, b: Tensor) => conv2dRelu(x, w, b, options)],
    ["with ReLU and pooling", (x: Tensor, w: Tensor, b: Tensor) => conv2dReluMaxPool2d(x, w, b, options, 2)],
  ])("%s", (_, block) => {
    for (const [on, of] of [
      [device, engine],
      [withoutWinograd, direct],
      [threaded, shared],
    ] as const) {
      const bytes = kept(of, () => {
        const x = random([batch, channels, size, size], 1, on);
        const weight = random([filters, channels / (Number(options.groups) || 1), kernel, kernel], 2, on);
        block(x, weight, random([filters], 3, on))
          .square()
          .sum()
          .backward();
      });
      expect(bytes).toBe(0);
    }
  });
});

test("these are all ways to convolve", () => {
  const others = taken.filter(([, calls]) => calls.mock.calls.length === 0).map(([name]) => name);
  // Gradients that these methods leave to others.
  expect(others).toEqual(["Dots inputGrad", "Dots weightGrad", "Pixels weightGrad"]);
});

test.each<[string, (x: Tensor) => Tensor]>([
  ["linear", (x) => new nn.Linear(24, 10).to(x.device).forward(x)],
  ["linear, of a transposed input", (x) => new nn.Linear(36, 10).to(x.device).forward(x.t())],
  ["linear, with a strided bias", (x) => nn.functional.linear(x, x, x.select(1, 0))],
  ["batch norm", (x) => new nn.BatchNorm1d(24).to(x.device).forward(x)],
  ["batch norm, of a transposed input", (x) => new nn.BatchNorm1d(36).to(x.device).forward(x.t())],
  ["layer norm", (x) => new nn.LayerNorm(24).to(x.device).forward(x)],
  ["layer norm, of a transposed input", (x) => new nn.LayerNorm(36).to(x.device).forward(x.t())],
  ["group norm", (x) => new nn.GroupNorm(2, 4).to(x.device).forward(x.view(3, 4, 72))],
  ["PReLU", (x) => new nn.PReLU(24).to(x.device).forward(x)],
  ["dropout", (x) => new nn.Dropout(0.5).to(x.device).forward(x.t())],
  ["a sum of many", (x) => x.repeat(60, 3).sum().add(x.repeat(60, 3).prod())],
  ["cross entropy", (x) => nn.functional.crossEntropy(x.t(), x.select(0, 0).detach().mul(0).to("int32"))],
])("%s", (_, layer) => {
  const bytes = kept(engine, () => {
    layer(random([36, 24], 1, device))
      .square()
      .sum()
      .backward();
  });
  expect(bytes).toBe(0);
});

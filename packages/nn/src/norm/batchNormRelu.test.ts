import { createWasm } from "@lumbre/backend-wasm";
import { cpu, Device, manualSeed, randn, type Tensor, zeros } from "@lumbre/tensor";
import { expectClose } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import { residual } from "../engine.js";
import * as nn from "../index.js";
import { profile } from "../profile/profile.js";

// In training a batch norm and the ReLU after it are one kernel where nobody sees what is between.

const wasm = createWasm();

interface Net {
  readonly layers: readonly nn.Module[];
  forward(x: Tensor): Tensor;
}

function sequential(...layers: nn.Module[]): Net {
  const model = new nn.Sequential(...layers).to(wasm);
  return { layers: [...model], forward: (x) => model.forward(x) as Tensor };
}

function block(shortcut: nn.Module | null): Net {
  const layers = [new nn.Conv2d(4, 4, 3, { padding: 1 }), new nn.BatchNorm2d(4)].map((layer) => layer.to(wasm));
  const relu = new nn.ReLU();
  shortcut?.to(wasm);
  const along = shortcut === null ? null : (x: Tensor): Tensor => shortcut.forward(x);
  return {
    layers: [...layers, ...(shortcut === null ? [] : [shortcut]), relu],
    forward: (x) => residual(x, layers, along, relu),
  };
}

const nets: readonly [string, () => Net][] = [
  ["ReLU", () => sequential(new nn.Conv2d(4, 5, 3), new nn.BatchNorm2d(5), new nn.ReLU(), new nn.Conv2d(5, 2, 1))],
  ["ReLU6 in place", () => sequential(new nn.BatchNorm2d(4), new nn.ReLU6({ inplace: true }))],
  [
    "no weights, no statistics",
    () => sequential(new nn.BatchNorm2d(4, { affine: false, trackRunningStats: false }), new nn.ReLU()),
  ],
  [
    "a dropout in place behind it",
    () => sequential(new nn.BatchNorm2d(4), new nn.ReLU6(), new nn.Dropout(0, { inplace: true })),
  ],
  ["a block", () => block(null)],
  ["a block whose shortcut has a norm", () => block(new nn.BatchNorm2d(4))],
];

/** Everything that anybody can see of two steps. */
function run(net: Net, x: Tensor): Tensor[] {
  const seen: Tensor[] = [];
  for (let step = 0; step < 2; step++) {
    x.grad = null;
    for (const layer of net.layers) for (const parameter of layer.parameters()) parameter.grad = null;
    const y = net.forward(x);
    y.square().sum().backward();
    seen.push(y.detach(), x.grad as unknown as Tensor);
    for (const layer of net.layers) {
      for (const parameter of layer.parameters()) seen.push((parameter.grad as Tensor).clone());
      for (const buffer of layer.buffers()) seen.push(buffer.clone());
    }
  }
  return seen;
}

function kernelsOf(net: Net, x: Tensor): string[] {
  return profile((input: Tensor) => net.forward(input).sum().backward(), x)
    .keyAverages()
    .map(({ key }) => key);
}

describe.each(nets)("%s", (_, make) => {
  const made = (device: Device = wasm): { net: Net; x: Tensor } => {
    manualSeed(3);
    return { net: make(), x: randn([3, 4, 6, 7]).mul(3).to(device).requiresGrad_() };
  };

  test("has the outputs, gradients and statistics of its layers one by one", () => {
    const [whole, parts] = [made(), made()];
    // Who hooks a layer sees all values, so they are computed one by one.
    for (const layer of parts.net.layers) layer.registerForwardHook(() => {});
    const [actual, expected] = [run(whole.net, whole.x), run(parts.net, parts.x)];
    expect(actual.length).toBe(expected.length);
    for (const [i, value] of actual.entries()) expectClose(value, expected[i], { rtol: 1e-4, atol: 1e-4 });
    expect(kernelsOf(whole.net, whole.x)).toEqual(expect.arrayContaining(["normalizeRelu", "normalizeReluGrad"]));
    expect(kernelsOf(parts.net, parts.x)).not.toContain("normalizeRelu");
  });
});

describe("layers stay on their own", () => {
  const kernels = (layers: nn.Module[], x: Tensor, device: Device = wasm): string[] => {
    const model = new nn.Sequential(...layers).to(device);
    const forward = (input: Tensor): void => (model.forward(input) as Tensor).sum().backward();
    return profile(forward, x.to(device))
      .keyAverages()
      .map(({ key }) => key);
  };
  const images = randn([2, 3, 4, 4], { requiresGrad: true });

  test.each<[string, () => nn.Module[], Device?]>([
    ["where the device has no kernel", () => [new nn.BatchNorm2d(3), new nn.ReLU()], cpu],
    ["with an average over all batches", () => [new nn.BatchNorm2d(3, { momentum: null }), new nn.ReLU()]],
    ["in evaluation", () => [new nn.BatchNorm2d(3).eval(), new nn.ReLU()]],
    ["with another activation", () => [new nn.BatchNorm2d(3), new nn.SiLU()]],
  ])("%s", (_, layers, device) => {
    expect(kernels(layers(), images, device)).not.toContain("normalizeRelu");
  });

  test.each(["normalizeRelu", "normalizeReluGrad"])("where the device has no %s", (name) => {
    const device = new Device({ ...wasm.backend, name: `without ${name}`, [name]: undefined });
    expect(kernels([new nn.BatchNorm2d(3), new nn.ReLU()], images, device)).not.toContain("normalizeRelu");
  });

  test("and errors are those of the norm", () => {
    const model = new nn.Sequential(new nn.BatchNorm2d(3), new nn.ReLU()).to(wasm);
    expect(() => model.forward(zeros(2, 4, 3, 3).to(wasm))).toThrow("runningMean has 3 elements");
    expect(() => model.forward(zeros(1, 3, 1, 1).to(wasm))).toThrow("expected more than 1 value per channel");
    expect((model.forward(zeros(0, 3, 4, 4).to(wasm)) as Tensor).shape).toEqual([0, 3, 4, 4]);
    expect(() => model.forward(zeros(3, 4, 4).to(wasm))).toThrow("expected 4D input");
    const disposed = zeros(2, 3, 4, 4).to(wasm);
    disposed.dispose();
    expect(() => model.forward(disposed)).toThrow("disposed");
  });
});

import { grad } from "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import { cpu, linear, ones, scope, type Tensor, tensor } from "@lumbre/tensor";
import { linearRelu } from "@lumbre/tensor/engine";
import { expectTensor, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createWasm } from "../index.js";

const wasm = createWasm({ debug: true });
const devices = [wasm, createWasm({ debug: true, threads: 2 }), createWasm({ debug: true, threads: 3 })];
const tolerance = { rtol: 2e-5, atol: 2e-5 };
const functions = [
  ["linear", linear],
  ["linearRelu", linearRelu],
] as const;

type Linear = (x: Tensor, weight: Tensor, bias: Tensor | null) => Tensor;

/**
 * The output, and the gradients of all operands, on the CPU and on this backend. `layout` makes the operands of what was
 * moved there.
 */
function agree(
  fn: Linear,
  tensors: Tensor[],
  layout: (...moved: Tensor[]) => Tensor[] = (...moved) => moved,
  target = wasm,
): void {
  scope(() => {
    const [reference, result] = [cpu, target].map((device) => {
      const operands = layout(...tensors.map((item) => item.to(device))).map((item) => item.detach().requiresGrad_());
      const y = fn(operands[0], operands[1], operands[2] ?? null);
      const upstream = randomTensor([...y.shape], 5)
        .to(y.dtype)
        .to(device);
      return [y, ...grad(y, operands, { gradOutputs: upstream })];
    });
    for (const [i, item] of result.entries()) {
      expect(item.device).toBe(target);
      expectTensor(item, reference[i], tolerance);
    }
  });
}

const float32 = (shape: number[], seed: number): Tensor => randomTensor(shape, seed, { dtype: "float32" });

describe.each(functions)("%s agrees with the reference", (_, fn) => {
  test("over sizes around the tile, transposed or not, with bias or not", () => {
    const size = fc.integer({ min: 0, max: 18 });
    fc.assert(
      fc.property(size, size, size, fc.nat(7), fc.nat(1000), (m, k, n, layout, seed) => {
        const x = float32(layout & 1 ? [k, m] : [m, k], seed);
        const weight = float32(layout & 2 ? [k, n] : [n, k], seed + 1);
        const bias = float32([n, 2], seed + 2);
        const turn = (a: Tensor, w: Tensor): Tensor[] => [layout & 1 ? a.t() : a, layout & 2 ? w.t() : w];
        agree(fn, [x, weight, bias], (a, w, b) => [...turn(a, w), b.select(1, layout & 4 ? 1 : 0)]);
        agree(fn, [x, weight], turn);
      }),
      { numRuns: sampledRuns(80) },
    );
  });

  test("over several blocks of the depth, rows and columns", () => {
    agree(fn, [float32([101, 530], 1), float32([70, 530], 2), float32([70], 3)]);
    agree(fn, [float32([3, 40], 1), float32([700, 40], 2), float32([700], 3)]);
  });

  test("over few rows, of which the depth lies side by side", () => {
    for (let k = 1; k < 40; k++) {
      const tensors = [float32([1 + (k % 5), k + 3], k), float32([11, k + 2], k + 1), float32([11], k + 2)];
      agree(fn, tensors, (x, w, b) => [x.narrow(1, 2, k), w.narrow(1, 1, k), b]);
    }
    agree(fn, [float32([2, 500], 1), float32([700, 500], 2), float32([700], 3)]);
  });

  test("over up to 17 rows, in tiles and what is left of them, on one to three threads", () => {
    for (const [m, k, n] of [
      [5, 64, 3],
      [7, 67, 129],
      [8, 101, 1],
      [8, 1023, 1301],
      [13, 514, 301],
      [16, 700, 63],
      [17, 700, 63],
    ]) {
      const tensors = [float32([m, k + 3], k), float32([n, k + 2], k + 1), float32([n], k + 2)];
      const layout = (x: Tensor, w: Tensor, b?: Tensor): Tensor[] => [
        x.narrow(1, 2, k),
        w.narrow(1, 1, k),
        ...(b === undefined ? [] : [b]),
      ];
      for (const device of devices) {
        agree(fn, tensors, layout, device);
        agree(fn, tensors.slice(0, 2), layout, device);
      }
    }
    agree(fn, [randomTensor([8, 77], 1), randomTensor([9, 77], 2), randomTensor([9], 3)]);
  });

  test("over more dimensions, or one", () => {
    agree(fn, [float32([2, 3, 5], 1), float32([4, 5], 2), float32([4], 3)]);
    agree(fn, [float32([5], 1), float32([4, 5], 2), float32([4], 3)]);
    agree(fn, [float32([0, 3, 5], 1), float32([4, 5], 2), float32([4], 3)]);
  });

  test("with infinities, NaN, zeros and float64", () => {
    const x = tensor([1, Infinity, Number.NaN, 1, 0, 0, -1, -1]).view(4, 2);
    agree(fn, [x, tensor([1, 1, 1, -1, 0, 0]).view(3, 2), tensor([0, -1, 0])]);
    agree(fn, [randomTensor([3, 5], 1), randomTensor([4, 5], 2), randomTensor([4], 3)]);
  });
});

test("a Sequential runs Linear and ReLU in one kernel, unless somebody looks between", () => {
  const model = new nn.Sequential(new nn.Linear(6, 5), new nn.ReLU(), new nn.Linear(5, 3)).to(wasm);
  const kernel = vi.spyOn(wasm.backend, "linear");
  const x = float32([4, 6], 1).to(wasm);
  const fused = model.forward(x) as Tensor;
  expect(kernel.mock.calls.map((call) => call[3])).toEqual([true, false]);
  const seen: Tensor[] = [];
  const hook = model.at(1).registerForwardHook((_module, _input, output) => {
    seen.push(output as Tensor);
  });
  kernel.mockClear();
  expectTensor(model.forward(x), fused, tolerance);
  expect(kernel.mock.calls.map((call) => call[3])).toEqual([false, false]);
  expect(seen.map(({ shape }) => shape)).toEqual([[4, 5]]);
  hook.remove();
  vi.restoreAllMocks();
});

test("operands that the kernel does not take are composed", () => {
  const kernel = vi.spyOn(wasm.backend, "linear");
  const x = ones(2, 3, { device: wasm });
  expectTensor(linear(x, ones(3, { device: wasm }), ones(2, { device: wasm })), tensor([4, 4]), tolerance);
  expectTensor(linear(x, ones(4, 3, { device: wasm }), ones(1, { device: wasm })), ones(2, 4).mul(4), tolerance);
  expect(kernel).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

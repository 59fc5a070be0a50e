import { grad } from "@lumbre/autograd";
import { functional as F } from "@lumbre/nn";
import { cpu, type Device, ones, scope, type Tensor, tensor } from "@lumbre/tensor";
import { expectTensor, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { createWasm } from "../index.js";

const wasm = createWasm({ debug: true });
const tolerance = { rtol: 2e-6, atol: 1e-6 };
const reductions = ["mean", "sum", "none"] as const;

type Options = NonNullable<Parameters<typeof F.crossEntropy>[2]>;

/** The loss, its gradient, and the gradient of the gradient's square, on a device. */
function derivatives(x: Tensor, labels: readonly number[], options: Options, device: Device): Tensor[] {
  const logits = x.to(device).detach().requiresGrad_();
  const target = tensor([...labels], { dtype: "int32", device });
  const loss = F.crossEntropy(logits, target, options);
  const upstream = randomTensor([...loss.shape], 7)
    .to(x.dtype)
    .to(device);
  const [first] = grad(loss, logits, { gradOutputs: upstream, createGraph: true });
  const [second] = grad(first.square().sum(), logits);
  return [loss, first, second];
}

function agree(x: Tensor, labels: readonly number[], options: Options = {}): void {
  scope(() => {
    const reference = derivatives(x, labels, options, cpu);
    for (const [i, result] of derivatives(x, labels, options, wasm).entries()) {
      expect(result.device).toBe(wasm);
      expectTensor(result, reference[i], tolerance);
    }
  });
}

const spread = (shape: number[], seed: number): Tensor =>
  randomTensor(shape, seed, { dtype: "float32", low: -5, high: 5 });

test("of all sizes, labels and reductions, to second order", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 21 }),
      fc.array(fc.nat(), { maxLength: 7 }),
      fc.constantFrom(...reductions),
      fc.constantFrom(-100, 0, 2),
      fc.nat(1000),
      (classes, picks, reduction, ignoreIndex, seed) => {
        const labels = picks.map((pick) => (ignoreIndex < 0 && pick % 4 === 0 ? ignoreIndex : pick % classes));
        const rows = labels.length;
        agree(spread([rows, classes], seed), labels, { reduction, ignoreIndex });
        agree(spread([classes, rows], seed).t(), labels, { reduction, ignoreIndex });
        agree(
          spread([rows + 1, classes + 2], seed)
            .narrow(0, 1, rows)
            .narrow(1, 1, classes),
          labels,
          { reduction },
        );
      },
    ),
    { numRuns: sampledRuns(60) },
  );
});

test("of strided labels, and of a gradient that is stretched", () => {
  const x = spread([3, 5], 1);
  const [reference, result] = [cpu, wasm].map((device) => {
    const logits = x.to(device).detach().requiresGrad_();
    const target = tensor(
      [
        [4, 0],
        [1, 2],
        [3, 3],
      ],
      { dtype: "int32", device },
    ).select(1, 0);
    F.crossEntropy(logits, target, { reduction: "none" }).sum().backward();
    return logits.grad as Tensor;
  });
  expectTensor(result, reference, tolerance);
});

test("of so many elements that the work is shared", () => {
  const labels = Array.from({ length: 301 }, (_, i) => (i % 5 === 0 ? -100 : (i * 7) % 103));
  agree(spread([301, 103], 3), labels);
});

test("of infinities and NaN, which ignored rows do not show", () => {
  for (const odd of [Infinity, -Infinity, Number.NaN]) {
    for (let at = 0; at < 5; at++) {
      const row = [1, 2, 3, 4, 5];
      row[at] = odd;
      agree(tensor([row, row, [1, 1, 1, 1, 2]]), [1, -100, 2], { reduction: "none" });
    }
  }
  agree(tensor([[1000, 0]]), [1]);
});

test("of nothing but ignored rows is NaN as a mean, with PyTorch's gradient of 0", () => {
  const [loss, gradient] = derivatives(ones(2, 3), [-100, -100], {}, wasm);
  expect(loss.item()).toBeNaN();
  expect(gradient.toArray()).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
  agree(ones(0, 3), []);
});

test("goes through one kernel, and through the reference's for float64", () => {
  const kernels = [vi.spyOn(wasm.backend, "crossEntropy"), vi.spyOn(wasm.backend, "crossEntropyGrad")];
  derivatives(spread([3, 4], 1), [0, 1, 2], {}, wasm);
  for (const kernel of kernels) expect(kernel).toHaveBeenCalledTimes(1);
  vi.restoreAllMocks();
  for (const reduction of reductions) agree(randomTensor([3, 4], 2), [3, 0, -100], { reduction });
});

test("refuses labels that are no classes before anything is computed", () => {
  const kernel = vi.spyOn(wasm.backend, "crossEntropy");
  const target = tensor([0, 3], { dtype: "int32", device: wasm });
  expect(() => F.crossEntropy(ones(2, 3, { device: wasm }), target)).toThrow("Target 3 is out of bounds");
  expect(kernel).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

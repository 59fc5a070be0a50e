import { grad } from "@lumbre/autograd";
import {
  type Conv2dOptions,
  cpu,
  type Device,
  type MaxPool2dOptions,
  type Pair,
  scope,
  type Tensor,
  tensor,
} from "@lumbre/tensor";
import { conv2dRelu, conv2dReluMaxPool2d } from "@lumbre/tensor/engine";
import { convCases, convOperands, expectTensor, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createWasm } from "../../index.js";

// Blocks of convolution, ReLU and pooling, which the device computes at once, against the CPU, which computes the parts.
const devices = [
  createWasm({ debug: true }),
  createWasm({ debug: true, winograd: false }),
  createWasm({ debug: true, fusion: false }),
];

type Block = (x: Tensor, weight: Tensor, bias: Tensor) => Tensor;

/** The result, its gradients, and the gradients of these gradients' squares. */
function run(block: Block, inputs: readonly Tensor[], device: Device): Tensor[] {
  const leaves = inputs.map((input) => input.detach().to("float32").to(device).requiresGrad_());
  const y = block(...(leaves as [Tensor, Tensor, Tensor]));
  const first = grad([y.mul(y).sum()], leaves, { createGraph: true }) as Tensor[];
  const size = first.map((g) => g.square().mean()).reduce((a, b) => a.add(b));
  return [y, ...first, ...(grad([size], leaves) as Tensor[])];
}

/** The result, and the gradients of its sum, which show the maxima's places. */
function firstGradients(block: Block, inputs: readonly Tensor[], device: Device): Tensor[] {
  const leaves = inputs.map((input) => input.detach().to("float32").to(device).requiresGrad_());
  const y = block(...(leaves as [Tensor, Tensor, Tensor]));
  return [y, ...(grad([y.sum()], leaves) as Tensor[])];
}

function agree(block: Block, ...inputs: Tensor[]): void {
  scope(() => {
    const expected = run(block, inputs, cpu);
    for (const device of devices) {
      for (const [i, found] of run(block, inputs, device).entries()) {
        const largest = Math.max(1, expected[i].abs().max().item());
        expectTensor(found.to(cpu), expected[i], { rtol: 1e-3, atol: 2e-5 * largest });
      }
    }
  });
}

test("over random valid convolutions, with windows of any size", () => {
  fc.assert(
    fc.property(convCases(2), fc.integer({ min: 1, max: 3 }), (item, kernel) => {
      const { x, weight, bias } = convOperands(item);
      const options = item.options as Conv2dOptions;
      agree((a, w, b) => conv2dRelu(a, w, b, options), x, weight, bias);
      if (Math.min(...item.yShape.slice(2)) < kernel) return;
      agree((a, w, b) => conv2dReluMaxPool2d(a, w, b, options, kernel), x, weight, bias);
    }),
    { numRuns: sampledRuns(40) },
  );
});

describe.each([1, 3, 4, 5, 8, 9])("%i images", (batch) => {
  test.each([
    // channels, filters, height, width, kernel, padding, groups
    [1, 8, 8, 8, 3, 1, 1],
    [1, 6, 12, 13, 5, 2, 1],
    [3, 5, 13, 12, 3, 0, 1],
    [6, 16, 14, 14, 5, 0, 1],
    [8, 8, 8, 8, 3, 1, 1],
    [9, 13, 14, 14, 3, 1, 1],
    [16, 20, 11, 17, 3, 1, 1],
    [8, 12, 9, 10, 3, 2, 1],
    [8, 12, 9, 10, 3, 0, 1],
    [20, 24, 7, 7, 3, 1, 1],
    [50, 53, 7, 10, 3, 1, 1],
    [4, 8, 9, 9, 3, 1, 4],
    [4, 8, 9, 10, 3, 1, 2],
    [6, 9, 10, 9, 5, 2, 3],
    [2, 4, 10, 10, 7, 3, 1],
  ])("%i channels to %i, %i x %i, kernel %i, padding %i, %i groups", (c, f, height, width, k, padding, groups) => {
    const x = randomTensor([batch, c, height, width], 1);
    const weight = randomTensor([f, c / groups, k, k], 2);
    agree((a, w, b) => conv2dReluMaxPool2d(a, w, b, { padding, groups }, 2), x, weight, randomTensor([f], 3));
  });
});

test("planes too large for one strip of tiles", () => {
  const inputs = [randomTensor([4, 8, 70, 90], 1), randomTensor([8, 8, 3, 3], 2), randomTensor([8], 3)];
  agree((x, w, b) => conv2dReluMaxPool2d(x, w, b, { padding: 1 }, 2), ...inputs);
});

test.each<[string, { readonly kernelSize: Pair } & MaxPool2dOptions]>([
  ["a row more", { kernelSize: [3, 2], stride: 2 }],
  ["a row less", { kernelSize: [1, 2], stride: 2 }],
  ["a column more", { kernelSize: [2, 3], stride: 2 }],
  ["a column less", { kernelSize: [2, 1], stride: 2 }],
  ["other steps along columns", { kernelSize: 2, stride: [1, 2] }],
  ["other steps along rows", { kernelSize: 2, stride: [2, 1] }],
  ["rows around", { kernelSize: 2, padding: [1, 0] }],
  ["columns around", { kernelSize: 2, padding: [0, 1] }],
  ["rows apart", { kernelSize: 2, dilation: [2, 1] }],
  ["columns apart", { kernelSize: 2, dilation: [1, 2] }],
  ["rows that are not whole", { kernelSize: 2, ceilMode: true }],
])("windows that are nearly 2x2: %s", (_, { kernelSize, ...options }) => {
  for (const [height, width] of [
    [8, 8],
    [9, 9],
    [8, 9],
    [9, 8],
  ]) {
    const inputs = [randomTensor([3, 2, height, width], 1), randomTensor([5, 2, 3, 3], 2), randomTensor([5], 3)];
    agree((x, w, b) => conv2dReluMaxPool2d(x, w, b, { padding: 1 }, kernelSize, options), ...inputs);
  }
});

test("windows of 2x2 that lie side by side are computed with the convolution, and no others are", () => {
  const device = createWasm();
  const kernel = vi.spyOn(device.backend, "conv2dReluMaxPool2d");
  const pool = (kernelSize: Pair, options: MaxPool2dOptions = {}): void => {
    const [x, weight] = [randomTensor([3, 2, 8, 9], 1), randomTensor([5, 2, 3, 3], 2)];
    const [image, filters] = [x, weight].map((t) => t.to("float32").to(device));
    conv2dReluMaxPool2d(image, filters, null, { padding: 1 }, kernelSize, options);
  };
  pool(2);
  for (const options of [{ stride: 1 }, { padding: 1 }, { dilation: 2 }]) pool(2, options);
  expect(kernel.mock.results.map(({ value }) => value !== null)).toEqual([true, false, false, false]);
});

describe.each([1, 8])("NaN and infinities of %i channels to 8", (channels) => {
  // All results of a filter are the same special value, so the places, which x's gradient shows, are ties.
  test("as a bias, with every method", () => {
    const bias = tensor([NaN, Infinity, -Infinity, 0, NaN, 1, Infinity, -2]);
    const inputs = [randomTensor([4, channels, 9, 12], 1), randomTensor([8, channels, 3, 3], 2), bias];
    const block: Block = (x, w, b) => conv2dReluMaxPool2d(x, w, b, { padding: 1 }, 2);
    scope(() => {
      const [y, ...gradients] = firstGradients(block, inputs, cpu);
      for (const device of devices) {
        const [found, ...others] = firstGradients(block, inputs, device);
        expectTensor(found.to(cpu), y, { rtol: 1e-4, atol: 1e-4 });
        for (const [i, other] of others.entries()) {
          expectTensor(other.to(cpu), gradients[i], { rtol: 1e-4, atol: 1e-4 });
        }
      }
    });
  });
});

test("NaN and infinities in an image of one channel", () => {
  const block: Block = (x, w, b) => conv2dReluMaxPool2d(x, w, b, { padding: 1 }, 2);
  const special = fc.constantFrom(0, 1, -1, 2, NaN, Infinity, -Infinity);
  fc.assert(
    fc.property(fc.array(special, { minLength: 72, maxLength: 72 }), (values) => {
      const inputs = [tensor(values).view(1, 1, 6, 12), randomTensor([3, 1, 3, 3], 2), randomTensor([3], 3)];
      scope(() => {
        const [y, gx] = firstGradients(block, inputs, cpu);
        for (const device of devices) {
          const [found, other] = firstGradients(block, inputs, device);
          expectTensor(found.to(cpu), y, { rtol: 1e-5, atol: 1e-5 });
          expectTensor(other.to(cpu), gx, { rtol: 1e-5, atol: 1e-5 });
        }
      });
    }),
    { numRuns: sampledRuns(40) },
  );
});

test("without fusion the device offers no such kernels", () => {
  const { backend } = createWasm({ fusion: false });
  expect([backend.conv2dRelu, backend.conv2dReluMaxPool2d, backend.linear]).toEqual([undefined, undefined, undefined]);
  expect(createWasm().backend.linear).toBeDefined();
});

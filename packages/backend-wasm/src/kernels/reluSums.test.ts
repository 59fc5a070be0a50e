import { grad } from "@lumbre/autograd";
import { cpu, type Device, type DType, scope, type Tensor, tensor } from "@lumbre/tensor";
import { conv2dRelu } from "@lumbre/tensor/engine";
import { expectTensor, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { createWasm } from "../index.js";

// The gradients of a convolution's ReLU and bias, which the device computes at once, against the CPU.
const devices = [1, 2, 3].map((threads) => createWasm({ threads, debug: true }));
afterAll(() => {
  for (const device of devices) device.dispose();
});

type Loss = (y: Tensor) => Tensor;

/** The gradients of x and bias under a 1x1 convolution with weight 1, for which they are those of the ReLU and their sums. */
function gradients(x: Tensor, bias: Tensor, loss: Loss, device: Device, dtype: DType): Tensor[] {
  const channels = bias.shape[0];
  const [input, b] = [x, bias].map((leaf) => leaf.to(dtype).to(device).requiresGrad_());
  const weight = tensor(new Array(channels).fill(1)).view(channels, 1, 1, 1).to(dtype).to(device);
  return grad([loss(conv2dRelu(input, weight, b, { groups: channels }))], [input, b]) as Tensor[];
}

function agree(x: Tensor, bias: Tensor, loss: Loss, dtype: DType = "float32"): void {
  scope(() => {
    const expected = gradients(x, bias, loss, cpu, dtype);
    for (const device of devices) {
      for (const [i, found] of gradients(x, bias, loss, device, dtype).entries()) {
        expectTensor(found.to(cpu), expected[i], { rtol: 1e-6, atol: 1e-6 });
      }
    }
  });
}

/** A gradient that is row-major, one that is a single number stretched, and one with other strides than its shape. */
const losses: readonly Loss[] = [
  (y) => y.square().sum(),
  (y) => y.sum(),
  (y) => y.permute(3, 1, 0, 2).contiguous().square().sum(),
];

test("over planes that fill no vector", () => {
  const size = fc.integer({ min: 1, max: 7 });
  fc.assert(
    fc.property(size, size, size, size, fc.constantFrom(...losses), (batch, channels, height, width, loss) => {
      agree(randomTensor([batch, channels, height, width], 1), randomTensor([channels], 2), loss);
    }),
    { numRuns: sampledRuns(50) },
  );
});

test.each([
  [70, 30, 7, 7],
  [3, 2, 120, 121],
])("%i x %i planes of %i x %i, which threads share", (batch, channels, height, width) => {
  for (const loss of losses)
    agree(randomTensor([batch, channels, height, width], 1), randomTensor([channels], 2), loss);
});

test("a NaN lets the gradient through, a zero does not", () => {
  const x = tensor([NaN, 0, 1, -1, Infinity, -Infinity, -0, 2, NaN]).view(1, 1, 3, 3);
  agree(x, tensor([0]), (y) => y.sum());
  const [gx, gb] = gradients(x, tensor([0]), (y) => y.sum(), devices[0], "float32");
  expect(gx.flatten().toArray()).toEqual([1, 0, 1, 0, 1, 0, 0, 1, 1]);
  expect(gb.toArray()).toEqual([5]);
});

test("float64, which the kernel declines, and planes without elements", () => {
  agree(randomTensor([2, 3, 4, 5], 1), randomTensor([3], 2), losses[0], "float64");
  agree(randomTensor([0, 3, 4, 5], 1), randomTensor([3], 2), losses[0]);
});

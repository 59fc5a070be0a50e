import { grad } from "@lumbre/autograd";
import { type Device, scope, type Tensor, tensor } from "@lumbre/tensor";
import {
  type ConvActivation,
  conv2dActivation,
  conv2dRelu,
  conv2dReluMaxPool2d,
  linearRelu,
} from "@lumbre/tensor/engine";
import fc from "fast-check";
import { expectTensor } from "./expectClose.js";
import { sampledRuns } from "./sampling.js";

type Block = (x: Tensor, weight: Tensor, bias: Tensor) => Tensor;

interface BlockCase {
  readonly fused: Block;
  readonly parts: Block;
  readonly shapes: readonly (readonly number[])[];
}

/**
 * Numbers that tie often, and hardly any of them not finite, so that not all of the results are NaN. The large one is so
 * small that float32 holds its sums with the others exactly: the order of a sum must not matter here.
 */
const values = fc.oneof(
  { weight: 60, arbitrary: fc.integer({ min: -2, max: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0, 2 ** 18, 3e-39) },
);

const size = (max: number) => fc.integer({ min: 1, max });

const convBlocks = fc
  .record({
    batch: size(5),
    channels: fc.constantFrom(1, 3, 8),
    filters: fc.constantFrom(1, 4, 9),
    height: fc.integer({ min: 4, max: 10 }),
    width: fc.integer({ min: 4, max: 11 }),
    kernel: fc.constantFrom(1, 3),
    padding: fc.nat(1),
    pool: fc.constantFrom(0, 2, 3),
  })
  .map(({ batch, channels, filters, height, width, kernel, padding, pool }): BlockCase => {
    const pooled = (y: Tensor): Tensor => (pool === 0 ? y : y.maxPool2d(Math.min(pool, ...y.shape.slice(2))));
    const isPooled = pool !== 0 && Math.min(height, width) + 2 * padding - kernel + 1 >= pool;
    return {
      fused: (x, w, b) =>
        isPooled ? conv2dReluMaxPool2d(x, w, b, { padding }, pool) : conv2dRelu(x, w, b, { padding }),
      parts: (x, w, b) => {
        const y = x.conv2d(w, b, { padding }).relu();
        return isPooled ? pooled(y) : y;
      },
      shapes: [[batch, channels, height, width], [filters, channels, kernel, kernel], [filters]],
    };
  });

const linearBlocks = fc.tuple(size(5), size(9), size(9)).map(
  ([rows, inputs, outputs]): BlockCase => ({
    fused: (x, w, b) => linearRelu(x, w, b),
    parts: (x, w, b) => x.matmul(w.t()).add(b).relu(),
    shapes: [[rows, inputs], [outputs, inputs], [outputs]],
  }),
);

/** The result and the gradients of all operands. */
function run(block: Block, operands: readonly Tensor[], outputGrad: (shape: readonly number[]) => Tensor): Tensor[] {
  const leaves = operands.map((operand) => operand.detach().requiresGrad_());
  const y = block(...(leaves as [Tensor, Tensor, Tensor]));
  const gradients = grad([y], leaves, { gradOutputs: [outputGrad(y.shape).to(y.device)] });
  return [y.detach(), ...(gradients as Tensor[])];
}

const activations: Readonly<Record<ConvActivation, (y: Tensor) => Tensor>> = {
  identity: (y) => y,
  relu: (y) => y.relu(),
  relu6: (y) => y.relu6(),
  silu: (y) => y.silu(),
  hardswish: (y) => y.hardswish(),
};

/** The blocks of networks in inference: what follows the convolution may add something first. */
const inferenceBlocks = fc.record({
  batch: size(5),
  channels: fc.constantFrom(1, 3, 8),
  perChannel: fc.constantFrom(1, 2, 9),
  isDepthwise: fc.boolean(),
  height: fc.integer({ min: 4, max: 10 }),
  width: fc.integer({ min: 4, max: 11 }),
  kernel: fc.constantFrom(1, 3),
  stride: size(2),
  activation: fc.constantFrom(...(Object.keys(activations) as ConvActivation[])),
  isAdded: fc.boolean(),
});

/** Fails unless a convolution with what follows it is what these are one after the other, with NaN, infinities and ties. */
export function expectInferenceAgrees(device: Device, numRuns: number): void {
  const stream = fc.array(values, { minLength: 64, maxLength: 64 });
  fc.assert(
    fc.property(inferenceBlocks, fc.array(stream, { minLength: 4, maxLength: 4 }), (block, streams) => {
      const { batch, channels, perChannel, isDepthwise, height, width, kernel, stride, activation, isAdded } = block;
      const filters = isDepthwise ? channels * perChannel : perChannel;
      const options = { stride, padding: kernel === 3 ? 1 : 0, groups: isDepthwise ? channels : 1 };
      scope(() => {
        const [x, w, b] = [
          [batch, channels, height, width],
          [filters, channels / options.groups, kernel, kernel],
          [filters],
        ].map((shape, i) => filled(shape, streams[i]).to(device));
        const y = x.conv2d(w, b, options);
        const addend = isAdded ? filled(y.shape, streams[3]).to(device) : null;
        const expected = activations[activation](addend === null ? y : y.add(addend));
        expectTensor(conv2dActivation(x, w, b, options, activation, addend), expected, { rtol: 1e-4, atol: 1e-3 });
      });
    }),
    { numRuns: sampledRuns(numRuns) },
  );
}

/** A stride that is no divisor of 64 reaches all values of a stream in another order for each row. */
function filled(shape: readonly number[], stream: readonly number[]): Tensor {
  const count = shape.reduce((a, b) => a * b, 1);
  return tensor(Array.from({ length: count }, (_, k) => stream[(k * 37) % 64])).view(...shape);
}

/** Fails unless blocks that a device computes at once give what their parts give, with NaN, infinities and ties. */
export function expectFusedAgrees(device: Device, numRuns: number): void {
  const stream = fc.array(values, { minLength: 64, maxLength: 64 });
  fc.assert(
    fc.property(
      fc.oneof(convBlocks, linearBlocks),
      fc.array(stream, { minLength: 4, maxLength: 4 }),
      (block, streams) => {
        scope(() => {
          const fill = (shape: readonly number[], i: number): Tensor => filled(shape, streams[i]);
          const operands = block.shapes.map((shape, i) => fill(shape, i).to(device));
          const expected = run(block.parts, operands, (shape) => fill(shape, 3));
          for (const [i, found] of run(block.fused, operands, (shape) => fill(shape, 3)).entries()) {
            expectTensor(found, expected[i], { rtol: 1e-4, atol: 1e-3 });
          }
        });
      },
    ),
    { numRuns: sampledRuns(numRuns) },
  );
}

import { grad } from "@lumbre/autograd";
import { type Conv2dOptions, cat, ones, type Tensor } from "@lumbre/tensor";
import fc from "fast-check";
import { type ConvCase, convCases } from "../arbitraries/convolutions.js";
import { broadcastPairs, seeds } from "../arbitraries/shapes.js";
import { ConformanceError } from "../device/compare.js";
import { placeTensor } from "../device/layouts.js";
import { evaluate, type Subject } from "../device/subject.js";
import { drawInput } from "../samples/drawInput.js";
import { data } from "../samples/sample.js";
import { type Check, property } from "./check.js";

// Relations that hold for any right implementation, without a reference: they also catch what the reference does wrong.

const runs = 20;
/** Both sides round, and one of them in more steps. */
const factor = 10;

/** Tensors of these shapes on the device, with values in [-1, 1). */
function place(subject: Subject, shapes: readonly (readonly number[])[], seed: number): Tensor[] {
  return shapes.map((shape, i) =>
    placeTensor(drawInput(data(shape), "float32", seed + i), "contiguous", subject.device),
  );
}

/** The two sides of an equation have the same values. */
async function equal(subject: Subject, what: string, sides: () => readonly [Tensor, Tensor]): Promise<void> {
  const [left, right] = await evaluate(sides);
  subject.compare([left], [right], what, { factor });
}

function convOptions({ options }: ConvCase): Conv2dOptions {
  return options as Conv2dOptions;
}

const adjoint = property("relations/conv2d-adjoint", runs, convCases(2), async (subject, item) => {
  const { xShape, weightShape, yShape, axes, seed } = item;
  const outputPadding = axes.map(({ slack }) => slack);
  await equal(subject, "<conv2d(x, w), y> and <x, convTranspose2d(y, w)>", () => {
    const [x, w, y] = place(subject, [xShape, weightShape, yShape], seed);
    const back = y.convTranspose2d(w, null, { ...item.options, outputPadding } as never);
    // The sum of what is not negative keeps both sides away from 0, and so does the reference of the error.
    const offset = ones([], { device: subject.device }).mul(1 + Math.sqrt(y.numel()));
    return [x.conv2d(w, null, convOptions(item)).mul(y).sum().add(offset), x.mul(back).sum().add(offset)];
  });
});

const linearity = property("relations/conv2d-linear", runs, convCases(2), async (subject, item) => {
  const { xShape, weightShape, seed } = item;
  const options = convOptions(item);
  await equal(subject, "conv2d(2x - z, w) and 2 conv2d(x, w) - conv2d(z, w)", () => {
    const [x, z, w] = place(subject, [xShape, xShape, weightShape], seed);
    return [
      x.mul(2).sub(z).conv2d(w, null, options),
      x
        .conv2d(w, null, options)
        .mul(2)
        .sub(z.conv2d(w, null, options)),
    ];
  });
  await equal(subject, "conv2d(x, 2w - v) and 2 conv2d(x, w) - conv2d(x, v)", () => {
    const [x, w, v] = place(subject, [xShape, weightShape, weightShape], seed);
    return [
      x.conv2d(w.mul(2).sub(v), null, options),
      x
        .conv2d(w, null, options)
        .mul(2)
        .sub(x.conv2d(v, null, options)),
    ];
  });
});

const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  channels: fc.integer({ min: 1, max: 9 }),
  filters: fc.integer({ min: 1, max: 9 }),
  height: fc.integer({ min: 1, max: 6 }),
  width: fc.integer({ min: 1, max: 7 }),
  seed: seeds,
});

const pointwise = property("relations/conv2d-1x1-is-matmul", runs, sizes, async (subject, item) => {
  const { batch, channels, filters, height, width, seed } = item;
  await equal(subject, "a 1x1 convolution and the product of matrices", () => {
    const [x, w] = place(
      subject,
      [
        [batch, channels, height, width],
        [filters, channels],
      ],
      seed,
    );
    const product = w.matmul(x.reshape(batch, channels, height * width));
    return [x.conv2d(w.reshape(filters, channels, 1, 1)), product.reshape(batch, filters, height, width)];
  });
});

const grouped = property("relations/conv2d-groups", runs, convCases(2), async (subject, item) => {
  const { xShape, weightShape, groups, seed } = item;
  const options = convOptions(item);
  await equal(subject, "a grouped convolution and the convolutions of its slices", () => {
    const [x, w] = place(subject, [xShape, weightShape], seed);
    const weights = w.chunk(groups, 0);
    const parts = x.chunk(groups, 1).map((part, g) => part.conv2d(weights[g], null, { ...options, groups: 1 }));
    return [x.conv2d(w, null, options), cat(parts, 1)];
  });
});

const constantConv = property("relations/avgPool2d-is-conv2d", runs, sizes, async (subject, item) => {
  const { batch, channels, height, width, seed } = item;
  await equal(subject, "an average pooling and the convolution with a constant kernel", () => {
    const [x] = place(subject, [[batch, channels, height + 1, width + 2]], seed);
    const kernel = ones(channels, 1, 2, 3, { device: subject.device }).mul(1 / 6);
    return [
      x.avgPool2d([2, 3], { stride: [1, 2], padding: [1, 0] }),
      x.conv2d(kernel, null, { stride: [1, 2], padding: [1, 0], groups: channels }),
    ];
  });
});

const monotone = property("relations/maxPool2d-monotone", runs, sizes, async (subject, item) => {
  const { batch, channels, height, width, seed } = item;
  const shape = [batch, channels, height + 1, width + 1];
  const [larger, smaller] = await evaluate(() => {
    const [x, y] = place(subject, [shape, shape], seed);
    return [x.maximum(y), x].map((input) => input.maxPool2d(2, { stride: 1 }));
  });
  const wrong = larger.data.findIndex((value, i) => !(value >= smaller.data[i]));
  if (wrong >= 0) {
    throw new ConformanceError(
      `maxPool2d of a larger input is smaller at element ${wrong}: ${larger.data[wrong]} against ${smaller.data[wrong]}`,
    );
  }
});

const broadcastGradient = property(
  "relations/broadcast-gradient-is-sum",
  runs,
  fc.tuple(broadcastPairs(), seeds),
  async (subject, [[left, right], seed]) => {
    await equal(subject, `the gradient of [${left}] that was broadcast with [${right}], and a sum`, () => {
      const [a, b] = place(subject, [left, right], seed);
      a.requiresGrad_();
      const y = a.mul(b);
      const [g] = place(subject, [y.shape], seed + 2);
      const [found] = grad(y, a, { gradOutputs: g });
      const leading = y.ndim - a.ndim;
      const dims = y.shape.flatMap((size, d) => (d < leading || (a.shape[d - leading] === 1 && size !== 1) ? [d] : []));
      const whole = g.mul(b);
      const sum = dims.length === 0 ? whole : whole.sum(dims, { keepDim: true });
      return [found as Tensor, sum.reshape([...a.shape])];
    });
  },
);

const shift = property("relations/softmax-shift", runs, sizes, async (subject, { batch, channels, width, seed }) => {
  for (const dim of [0, 1, 2]) {
    for (const name of ["softmax", "logSoftmax"] as const) {
      await equal(subject, `${name} of x and of x + 3`, () => {
        const [x] = place(subject, [[batch, channels, width]], seed);
        return [x.add(3)[name](dim), x[name](dim)];
      });
    }
  }
});

/** A network without a memory of other members of the batch. */
function network([x, filters, weight]: readonly Tensor[]): Tensor {
  const planes = x.conv2d(filters, null, { padding: 1 }).relu().maxPool2d(2, { ceilMode: true });
  return planes.mean([2, 3]).matmul(weight).softmax(1);
}

const batchSplit = property("relations/batch-split", runs, sizes, async (subject, item) => {
  const { batch, channels, filters, height, width, seed } = item;
  await equal(subject, "a network over a batch, and over its halves", () => {
    const shapes = [
      [batch + 2, channels, height + 1, width + 1],
      [filters, channels, 3, 3],
      [filters, 4],
    ];
    const [x, ...weights] = place(subject, shapes, seed);
    const halves = [x.narrow(0, 0, batch), x.narrow(0, batch, 2)].map((part) => network([part, ...weights]));
    return [network([x, ...weights]), cat(halves)];
  });
});

/** Relations between the results of several ops on the backend itself. */
export const metamorphicChecks: readonly Check[] = [
  adjoint,
  linearity,
  pointwise,
  grouped,
  constantConv,
  monotone,
  broadcastGradient,
  shift,
  batchSplit,
];

import { type Conv2dOptions, cpu, type Device, type Tensor } from "@lumbre/tensor";
import fc from "fast-check";
import { type ConvCase, convCases } from "../arbitraries/convolutions.js";
import { type PoolCase, poolCases } from "../arbitraries/poolings.js";
import { broadcastPairs, layouts, seeds, shapes } from "../arbitraries/shapes.js";
import type { HostTensor } from "../device/hostTensor.js";
import { type LayoutName, placeTensor, valuesInLayout } from "../device/layouts.js";
import { randomNumbers } from "../device/random.js";
import type { Subject } from "../device/subject.js";
import { drawInput } from "../samples/drawInput.js";
import { data, distinct, type SampleResult } from "../samples/sample.js";
import { type Check, property } from "./check.js";
import { compareOutcomes, settle, tensorsOf } from "./outcome.js";

type Call = (inputs: readonly Tensor[], device: Device) => SampleResult;

/** Values in [-1, 1). */
function drawn(shape: readonly number[], seed: number): HostTensor {
  return drawInput(data(shape), "float32", seed);
}

/** Makes a call on both devices, with the operands in these layouts, and compares. */
async function agree(
  subject: Subject,
  what: string,
  inputs: readonly HostTensor[],
  call: Call,
  names: readonly LayoutName[] = [],
): Promise<void> {
  const nameOf = (i: number): LayoutName => names[i] ?? "contiguous";
  const values = inputs.map((x, i) => valuesInLayout(x, nameOf(i)));
  const expected = await settle(() =>
    tensorsOf(
      call(
        values.map((x) => placeTensor(x, "contiguous", cpu)),
        cpu,
      ),
    ),
  );
  if ("error" in expected) throw expected.error;
  const { device } = subject;
  const found = await settle(() =>
    tensorsOf(
      call(
        values.map((x, i) => placeTensor(x, nameOf(i), device)),
        device,
      ),
    ),
  );
  compareOutcomes(subject, found, expected, what, { scale: "tensor", factor: 2 });
}

const elementwise = property(
  "random/broadcast",
  60,
  fc.tuple(broadcastPairs(), layouts, layouts, seeds),
  (subject, [[left, right], first, second, seed]) =>
    agree(
      subject,
      `a mul + a of ${first} [${left}] and ${second} [${right}]`,
      [drawn(left, seed), drawn(right, seed + 1)],
      ([a, b]) => a.mul(b).add(a).sub(b.maximum(a)),
      [first, second],
    ),
);

const reductions = property(
  "random/reductions",
  60,
  shapes(4, 1).chain((shape) =>
    fc.tuple(fc.constant(shape), fc.subarray([...shape.keys()], { minLength: 1 }), fc.boolean(), layouts, seeds),
  ),
  (subject, [shape, dims, keepDim, layout, seed]) => {
    const isEmpty = shape.includes(0);
    return agree(
      subject,
      `reductions of ${layout} [${shape}] along [${dims}]`,
      [drawn(shape, seed)],
      ([x]) => [
        x.sum(dims, { keepDim }),
        x.gt(0).any(dims, { keepDim }),
        x.gt(-0.9).all(dims, { keepDim }),
        ...(isEmpty
          ? []
          : [x.amax(dims, { keepDim }), x.amin(dims), x.mean(dims), x.argmax(dims[0]), x.argmin(dims[0])]),
      ],
      [layout],
    );
  },
);

const size = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 20 }) },
  { weight: 1, arbitrary: fc.constant(0) },
);

const products = property(
  "random/matmul",
  60,
  fc.tuple(fc.integer({ min: 1, max: 3 }), size, size, size, layouts, layouts, seeds),
  (subject, [batch, m, k, n, first, second, seed]) =>
    agree(
      subject,
      `matmul of ${first} [${batch}, ${m}, ${k}] and ${second} [${batch}, ${k}, ${n}]`,
      [drawn([batch, m, k], seed), drawn([batch, k, n], seed + 1)],
      ([a, b]) => a.matmul(b),
      [first, second],
    ),
);

/** A convolution with its gradients, which are kernels of their own. */
function convolve([x, weight, bias, y]: readonly Tensor[], { options }: ConvCase): SampleResult {
  const leaves = [x, weight].map((leaf) => leaf.detach().requiresGrad_());
  const result = leaves[0].conv2d(leaves[1], bias, options as Conv2dOptions);
  result.mul(y).sum().backward();
  return [result.detach(), ...leaves.map(({ grad }) => grad as Tensor)];
}

const convolutions = property(
  "random/conv2d",
  60,
  fc.tuple(convCases(2), layouts, layouts),
  (subject, [item, first, second]) => {
    const { xShape, weightShape, yShape, seed } = item;
    const operands = [xShape, weightShape, [weightShape[0]], yShape].map((shape, i) => drawn(shape, seed + i));
    const what = `conv2d of ${first} [${xShape}] and ${second} [${weightShape}] with ${JSON.stringify(item.options)}`;
    return agree(subject, what, operands, (inputs) => convolve(inputs, item), [
      first,
      second,
      "contiguous",
      "transposed",
    ]);
  },
);

const transposedConvolutions = property("random/convTranspose2d", 30, convCases(2), (subject, item) => {
  const { xShape, weightShape, yShape, seed, axes, groups } = item;
  const outputPadding = axes.map(({ slack }) => slack) as [number, number];
  const operands = [yShape, weightShape].map((shape, i) => drawn(shape, seed + i));
  const what = `convTranspose2d of [${yShape}] and [${weightShape}] to [${xShape}]`;
  return agree(subject, what, operands, ([y, w]) =>
    y.convTranspose2d(w, null, { ...item.options, outputPadding, groups } as never),
  );
});

/** Maxima, their places, and the gradient. */
function maximaOf([x]: readonly Tensor[], { kernel, options }: PoolCase<2>): SampleResult {
  const leaf = x.detach().requiresGrad_();
  const { values, indices } = leaf.maxPool2d(kernel, { ...options, returnIndices: true });
  values.mul(values).sum().backward();
  return [values.detach(), indices, leaf.grad as Tensor];
}

const maxPooling = property("random/maxPool2d", 40, fc.tuple(poolCases(2, 2), layouts), (subject, [item, layout]) => {
  const what = `maxPool2d ${item.kernel} of ${layout} [${item.xShape}] with ${JSON.stringify(item.options)}`;
  const x = drawInput(distinct(item.xShape), "float32", item.seed);
  return agree(subject, what, [x], (inputs) => maximaOf(inputs, item), [layout]);
});

function meansOf(
  [x]: readonly Tensor[],
  { kernel, options, countIncludePad, divisorOverride }: PoolCase<2>,
): SampleResult {
  const { stride, padding, ceilMode } = options;
  const leaf = x.detach().requiresGrad_();
  const y = leaf.avgPool2d(kernel, { stride, padding, ceilMode, countIncludePad, divisorOverride });
  y.mul(y).sum().backward();
  return [y.detach(), leaf.grad as Tensor];
}

const avgPooling = property("random/avgPool2d", 40, fc.tuple(poolCases(2), layouts), (subject, [item, layout]) => {
  const what = `avgPool2d ${item.kernel} of ${layout} [${item.xShape}] with ${JSON.stringify(item.options)}`;
  return agree(subject, what, [drawn(item.xShape, item.seed)], (inputs) => meansOf(inputs, item), [layout]);
});

const adaptivePooling = property(
  "random/adaptive-pools",
  30,
  fc.tuple(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 4, maxLength: 4 }), seeds),
  (subject, [[height, width, outHeight, outWidth], seed]) => {
    const to: [number, number] = [Math.min(outHeight, height), Math.min(outWidth, width)];
    const what = `adaptive pools of [2, 2, ${height}, ${width}] to [${to}]`;
    const x = drawInput(distinct([2, 2, height, width]), "float32", seed);
    return agree(subject, what, [x], ([a]) => [
      a.adaptiveAvgPool2d(to),
      ...tensorsOf(a.adaptiveMaxPool2d(to, { returnIndices: true })),
    ]);
  },
);

/** The index of a gather from x along dim, with positions anywhere in x. */
function drawIndex(shape: readonly number[], limit: number, seed: number): HostTensor {
  const next = randomNumbers(seed);
  const count = shape.reduce((product, length) => product * length, 1);
  return { shape, dtype: "int32", data: Int32Array.from({ length: count }, () => Math.floor(limit * next())) };
}

const gathers = property(
  "random/gather-scatter",
  50,
  fc.tuple(
    fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
    fc.nat(2),
    fc.nat(7),
    layouts,
    seeds,
  ),
  (subject, [shape, which, length, layout, seed]) => {
    const dim = which % shape.length;
    const picked = shape.map((extent, d) => (d === dim ? length : extent));
    const operands = [drawn(shape, seed), drawIndex(picked, shape[dim], seed), drawn(picked, seed + 1)];
    const what = `gather and scatterAdd of ${layout} [${shape}] along ${dim} by [${picked}]`;
    const call: Call = ([x, i, source]) => [x.gather(dim, i), x.scatterAdd(dim, i, source)];
    return agree(subject, what, operands, call, [layout, "contiguous", layout]);
  },
);

/** Random valid shapes and options against the CPU reference; what fails is shrunk to the smallest case that does. */
export const randomChecks: readonly Check[] = [
  elementwise,
  reductions,
  products,
  convolutions,
  transposedConvolutions,
  maxPooling,
  avgPooling,
  adaptivePooling,
  gathers,
];

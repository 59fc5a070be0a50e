import { arange, cpu, Generator, rand, randint, type Tensor, type TypedArray } from "@lumbre/tensor";
import type { Backend, ConvGeometry, Kernels, View } from "@lumbre/tensor/backend";
import { expect, test } from "vitest";
import { type ConformanceOptions, runConformance } from "./index.js";

// Backends with one mistake each. The kit is only as good as what it catches.

const reference = cpu.backend as Kernels;

interface Mistake {
  /** Whatever is not as in the reference. */
  readonly members: () => Partial<Backend>;
  /** Checks that have to fail; others may, too. */
  readonly caughtBy: readonly string[];
  readonly options?: ConformanceOptions;
}

type Operand = View | number;

function changed<X extends Operand>(operand: X, change: (view: View) => Partial<View>): X {
  return typeof operand === "object" ? { ...operand, ...change(operand) } : operand;
}

/** A broadcast dimension taken for one of its own. */
function unstretched<X extends Operand>(operand: X): X {
  return changed(operand, ({ shape, strides }) => ({
    strides: strides.map((stride, d) => (stride === 0 && shape[d] > 1 ? 1 : stride)),
  }));
}

function fromStart<X extends Operand>(operand: X): X {
  return changed(operand, () => ({ offset: 0 }));
}

/** A result, or an operand, whose elements are changed one by one. */
function mapped(buffer: unknown, change: (value: number, i: number) => number): TypedArray {
  return (buffer as Float32Array).map(change) as TypedArray;
}

/** A row-major copy of a view. */
function compact(x: View): View {
  const buffer = reference.binary("add", x, 0);
  const strides = x.shape.map((_, d) => x.shape.slice(d + 1).reduce((product, size) => product * size, 1));
  return { ...x, buffer, strides, offset: 0 };
}

const morePadding = (g: ConvGeometry): ConvGeometry => ({ ...g, paddingTop: g.paddingTop + 1 });
const noDilation = (g: ConvGeometry): ConvGeometry => ({ ...g, dilationHeight: 1, dilationWidth: 1 });
const swappedStrides = (g: ConvGeometry): ConvGeometry => ({
  ...g,
  strideHeight: g.strideWidth,
  strideWidth: g.strideHeight,
});

/** One buffer for all results of a length. */
function reusedResults(handle: (buffer: TypedArray) => TypedArray): Partial<Backend> {
  const kept = new Map<number, TypedArray>();
  return {
    matmul: (a, b) => {
      const result = reference.matmul(a, b) as TypedArray;
      const buffer = kept.get(result.length) ?? result;
      kept.set(result.length, buffer);
      buffer.set(result);
      return handle(buffer);
    },
  };
}

/** Random numbers of one kind as the host draws them, and then changed. */
function drawn(kind: "uniform" | "integers", change: (numbers: Tensor, n: number) => Tensor): Partial<Backend> {
  return {
    fillRandom: (target, generator, { kind: wanted, a, b }) => {
      if (wanted !== kind) return null;
      const [n] = target.shape;
      const options = { dtype: target.dtype as "float32", generator };
      const numbers =
        kind === "uniform"
          ? rand(n, options)
              .mul(b - a)
              .add(a)
          : randint(a, b, [n], options);
      reference.copy(change(numbers, n), target);
    },
  };
}

const leaked: unknown[] = [];

const mistakes: Readonly<Record<string, Mistake>> = {
  "a wrong broadcast stride": {
    members: () => ({ binary: (op, a, b) => reference.binary(op, unstretched(a), unstretched(b)) }),
    caughtBy: ["ops/add/broadcast/values", "ops/mul/same-shape/layouts", "random/broadcast"],
  },
  "an ignored offset": {
    members: () => ({ unary: (op, x) => reference.unary(op, fromStart(x)) }),
    caughtBy: ["ops/exp/values/layouts", "contract/ranks"],
  },
  "an off-by-one in the padding": {
    members: () => ({ conv2d: (x, w, b, g) => reference.conv2d(x, w, b, morePadding(g)) }),
    caughtBy: ["ops/conv2d/padding/values", "random/conv2d", "relations/conv2d-adjoint", "training/momentum"],
  },
  "an ignored dilation": {
    members: () => ({ conv2d: (x, w, b, g) => reference.conv2d(x, w, b, noDilation(g)) }),
    caughtBy: ["ops/conv2d/dilation/values", "random/conv2d", "relations/conv2d-adjoint"],
  },
  "swapped strides in the convolution's gradient": {
    members: () => ({
      conv2dWeightGrad: (g, x, geometry) => reference.conv2dWeightGrad(g, x, swappedStrides(geometry)),
    }),
    caughtBy: ["ops/conv2d/stride/gradients", "random/conv2d"],
  },
  "a stale buffer": {
    members: () => reusedResults((buffer) => buffer),
    caughtBy: ["contract/matmul/fresh-result"],
  },
  "a stale buffer behind a new handle": {
    members: () => reusedResults((buffer) => buffer.subarray(0)),
    caughtBy: ["contract/matmul/fresh-result"],
  },
  "an operand's buffer as the result": {
    members: () => ({ cast: (x, dtype) => (x.dtype === dtype ? x.buffer : reference.cast(x, dtype)) }),
    caughtBy: ["contract/cast/fresh-result"],
  },
  "a leaked buffer": {
    members: () => ({
      softmax: (x, dim) => {
        leaked.push(reference.allocate(8, "float32"));
        return reference.softmax(x, dim);
      },
    }),
    options: { countLive: () => leaked.length },
    caughtBy: ["ops/softmax/dim-0/values", "contract/softmax/fresh-result"],
  },
  "an operand that changes": {
    members: () => ({
      binary: (op, a, b) => {
        const result = reference.binary(op, a, b) as TypedArray;
        if (op === "add" && typeof a === "object") (a.buffer as TypedArray)[a.offset] = result[0];
        return result;
      },
    }),
    caughtBy: ["contract/binary/operands-unchanged"],
  },
  "NaN swallowed by max": {
    members: () => ({
      reduce: (op, x, dims) => {
        if (op !== "max") return reference.reduce(op, x, dims);
        const numbers = compact(x);
        return reference.reduce(
          op,
          { ...numbers, buffer: mapped(numbers.buffer, (v) => (Number.isNaN(v) ? -3e38 : v)) },
          dims,
        );
      },
    }),
    caughtBy: ["contract/reduce/max/special", "ops/amax/holes/values"],
  },
  "ties resolved to the last index": {
    members: () => ({
      argReduce: (op, x, dim) => {
        if (x.dtype !== "float32") return reference.argReduce(op, x, dim);
        // As if later elements were a little better.
        const shape = x.shape.map((size, d) => (d === dim ? size : 1));
        const slope = Float32Array.from({ length: shape[dim] }, (_, i) => (op === "argmax" ? i : -i) * 1e-6);
        const strides = x.shape.map((_, d) => (d === dim ? 1 : 0));
        const view = compact(x);
        const tilt = { buffer: slope, shape: x.shape, strides, offset: 0, dtype: x.dtype };
        return reference.argReduce(op, { ...view, buffer: reference.binary("add", view, tilt) }, dim);
      },
    }),
    caughtBy: [
      "contract/argReduce/argmax/first-of-ties",
      "contract/argReduce/argmin/first-of-ties",
      "ops/argmax/ties/values",
    ],
  },
  "a cast that rounds": {
    members: () => ({
      cast: (x, dtype) =>
        reference.cast(dtype === "int32" ? { ...compact(x), buffer: reference.unary("round", x) } : x, dtype),
    }),
    caughtBy: ["contract/cast", "ops/to/truncates/values"],
  },
  "a gather without a range check": {
    members: () => ({
      gather: (x, dim, index) => {
        const size = x.shape[dim];
        const rows = compact(index);
        const buffer = mapped(rows.buffer, (i) => Math.min(Math.max(i, 0), size - 1));
        return reference.gather(x, dim, { ...rows, buffer });
      },
    }),
    caughtBy: ["contract/gather/index-error", "errors/gather/out-of-range"],
  },
  "a gather that is right along the first dimension only": {
    members: () => ({
      gather: (x, dim, index) => mapped(reference.gather(x, dim, index), (v) => (dim === 0 ? v : v + 1)),
    }),
    caughtBy: ["contract/gather/layouts"],
  },
  "a scatter that writes before it has checked": {
    members: () => ({
      scatterAdd: (target, dim, index, source) => {
        (target.buffer as TypedArray)[target.offset] += 1;
        reference.scatterAdd(target, dim, index, source);
        (target.buffer as TypedArray)[target.offset] -= 1;
      },
    }),
    caughtBy: ["contract/scatterAdd/index-error", "errors/scatterAdd_/out-of-range"],
  },
  "duplicates that do not add up": {
    members: () => ({ scatterAdd: (target, dim, index, source) => reference.scatter(target, dim, index, source) }),
    caughtBy: ["contract/scatterAdd/duplicates", "ops/scatterAdd/duplicates/values"],
  },
  "a fill that fills all of the memory": {
    members: () => ({ fill: ({ buffer }, value) => void (buffer as TypedArray).fill(value) }),
    caughtBy: ["contract/fill"],
  },
  "a copy that ignores the target's strides": {
    members: () => ({
      copy: (source, target) =>
        void (target.buffer as TypedArray).set(compact(source).buffer as TypedArray, target.offset),
    }),
    caughtBy: ["contract/copy"],
  },
  "a where that multiplies": {
    members: () => ({
      where: (condition, a, b) => {
        const { dtype } = (typeof a === "object" ? a : b) as View;
        const weight = { ...compact(condition), dtype, buffer: reference.cast(condition, dtype) };
        const rest = { ...weight, buffer: mapped(weight.buffer, (v) => 1 - v) };
        const times = (w: View, x: Operand): View => ({ ...w, buffer: reference.binary("mul", w, x) });
        return reference.binary("add", times(weight, a), times(rest, b));
      },
    }),
    caughtBy: ["contract/where"],
  },
  "a softmax that overflows": {
    members: () => ({
      softmax: (x, dim) => {
        const e = { ...compact(x), buffer: reference.unary("exp", x) };
        const strides = e.strides.map((stride, d) => (d === dim ? 0 : d < dim ? stride / x.shape[dim] : stride));
        return reference.binary("div", e, { ...e, buffer: reference.reduce("sum", e, [dim]), strides });
      },
    }),
    caughtBy: ["ops/softmax/large-values/values"],
  },
  "an average that always counts the padding": {
    members: () => ({ avgPool2d: (x, g) => reference.avgPool2d(x, { ...g, countIncludePad: true }) }),
    caughtBy: ["ops/avgPool2d/without-padding/values", "random/avgPool2d"],
  },
  "an inaccurate exponential": {
    members: () => ({
      unary: (op, x) => (op === "exp" ? mapped(reference.unary(op, x), (v) => v * (1 + 1e-4)) : reference.unary(op, x)),
    }),
    caughtBy: ["ops/exp/values/values", "ops/exp/values/gradients", "contract/unary/exp"],
  },
  "rounding that differs from run to run": {
    members: () => {
      let calls = 0;
      return { matmul: (a, b) => mapped(reference.matmul(a, b), (v) => v * (1 + ((calls++ * 7919) % 13) * 1e-7)) };
    },
    caughtBy: ["training/deterministic"],
  },
  "an optimizer's step without weight decay": {
    members: () => ({
      sgdStep: (parameters, gradients, _, { lr }) => {
        for (const [i, w] of parameters.entries()) {
          const values = w.buffer as TypedArray;
          for (let j = 0; j < values.length; j++) values[j] -= lr * (gradients[i].buffer as TypedArray)[j];
        }
      },
    }),
    caughtBy: ["contract/sgdStep"],
  },
  "random numbers that leave the generator where it was": {
    members: () => ({
      fillRandom: (target, generator, { kind, a, b }) => {
        if (kind !== "uniform") return null;
        const copy = new Generator().setState(generator.getState());
        reference.copy(
          rand(target.shape, { dtype: target.dtype as "float32", generator: copy })
            .mul(b - a)
            .add(a),
          target,
        );
      },
    }),
    caughtBy: ["contract/fillRandom"],
  },
  "random numbers of another generator": {
    members: () => ({
      fillRandom: (target, generator) => {
        generator.random32();
        reference.fill(target, 0.5);
      },
    }),
    caughtBy: ["contract/fillRandom"],
  },
  "uniform numbers that are off by a little": {
    members: () => drawn("uniform", (numbers) => numbers.mul(1.001)),
    caughtBy: ["contract/fillRandom"],
  },
  "random integers up to the end of their range": {
    members: () => drawn("integers", (numbers) => numbers.add(1)),
    caughtBy: ["contract/fillRandom"],
  },
  // One number; the last before and the first with which the normal distribution draws in blocks, as PyTorch's does; and
  // one more than a generator's state gives.
  ...Object.fromEntries(
    [1, 15, 16, 625].map((size): [string, Mistake] => [
      `the last of ${size} random numbers`,
      {
        members: () =>
          drawn("uniform", (numbers, n) =>
            n === size
              ? numbers.sub(
                  arange(n)
                    .eq(n - 1)
                    .to(numbers.dtype),
                )
              : numbers,
          ),
        caughtBy: ["contract/fillRandom"],
      },
    ]),
  ),
  "numbers at equal distances that forget where they begin": {
    members: () => ({
      fillEvenly: (target, base, _, step) => {
        for (let i = 0; i < target.shape[0]; i++) (target.buffer as TypedArray)[target.offset + i] = base + i * step;
      },
    }),
    caughtBy: ["contract/fillEvenly"],
  },
  "the first elements in the order of the row": {
    members: () => ({
      firstOfRows: (x, k) => Int32Array.from({ length: x.shape[0] * k }, (_, i) => i % k),
    }),
    caughtBy: ["contract/firstOfRows"],
  },
  "a place that counts from the end": {
    members: () => ({
      placeOfRows: (x, k) => {
        const [rows, n] = x.shape;
        const order = reference.sort(x, 1, true)[1] as Int32Array;
        return Int32Array.from({ length: rows }, (_, r) => order[r * n + k]);
      },
    }),
    caughtBy: ["contract/placeOfRows"],
  },
  "counts without the last bin": {
    members: () => ({
      countNumbers: (x, bins) => {
        const counts = new Int32Array(bins);
        for (const value of x.buffer as TypedArray) if (value !== 4) counts[value]++;
        return counts;
      },
    }),
    caughtBy: ["contract/countNumbers"],
  },
  "writable memory that is a copy": {
    members: () => ({ writable: (buffer) => (buffer as TypedArray).slice() }),
    caughtBy: ["contract/writable"],
  },
  "a read that hands out the memory itself": {
    members: () => ({ read: async (buffer) => buffer as TypedArray }),
    caughtBy: ["contract/read/copies"],
  },
  "readSync on a backend that says it has none": {
    members: () => ({ asyncOnly: true }),
    caughtBy: ["contract/readSync"],
  },
};

test.each(Object.keys(mistakes))("catches %s", async (name) => {
  const { members, caughtBy, options = {} } = mistakes[name];
  for (const id of caughtBy) {
    const { checks } = await runConformance(() => ({ ...cpu.backend, ...members() }), { ...options, filter: id });
    expect(checks.find((check) => check.id === id)).toMatchObject({ id, status: "failed" });
  }
});

test("passes the reference in what catches them", async () => {
  const ids = new Set(Object.values(mistakes).flatMap(({ caughtBy }) => caughtBy));
  for (const id of ids) {
    const { checks } = await runConformance(() => cpu, { filter: id });
    expect(checks.find((check) => check.id === id)).toMatchObject({ id, status: "passed" });
  }
});

test.each(["uniform", "integers"] as const)("passes %s numbers as the host draws them", async (kind) => {
  const members = drawn(kind, (numbers) => numbers);
  const { checks } = await runConformance(() => ({ ...cpu.backend, ...members }), { filter: "contract/fillRandom" });
  expect(checks.map(({ status }) => status)).toEqual(["passed"]);
});

import type { Declining, DeviceBuffer, FusedKernels, NormGeometry, View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { areComputable } from "./computable.js";
import { computeElements } from "./elementwise.js";
import { seenAs, viewOf } from "./layout.js";
import { reduceElements } from "./reduce.js";
import { Scratch } from "./scratch.js";

type NormKernels = Declining<Pick<FusedKernels, "normalize" | "normalizeGrad" | "scaleChannels">>;

/** A normalisation's elements as `[batch, groups, channels, size]`, and how statistics and parameters lie in it. */
class NormViews {
  private readonly shape: readonly number[];
  /** Dimensions that have statistics in common. */
  readonly shared: readonly number[];
  /** Elements of one mean. */
  readonly count: number;

  constructor(private readonly g: NormGeometry) {
    this.shape = [g.batch, g.groups, g.channels, g.size];
    this.shared = g.acrossBatch ? [0, 2, 3] : [2, 3];
    this.count = (g.acrossBatch ? g.batch : 1) * g.channels * g.size;
  }

  /** Row-major elements. */
  elements({ buffer }: { readonly buffer: DeviceBuffer }): View {
    return viewOf(buffer, this.shape, "float32");
  }

  /** One of each group's statistics for each element. */
  statistic({ buffer, offset }: Pick<View, "buffer" | "offset">): View {
    const strides = this.g.acrossBatch ? [0, 1, 0, 0] : [this.g.groups, 1, 0, 0];
    return { buffer, offset, shape: this.shape, strides, dtype: "float32" };
  }

  /** A parameter of each channel for each element; a number where there is none. */
  parameter(parameter: View | null, other: number): View | number {
    if (parameter === null) return other;
    return seenAs(parameter, this.shape, [0, this.g.channels, 1, 0]);
  }
}

/** Norms, made of reductions and elementwise kernels. */
export function normKernels(engine: Engine): NormKernels {
  const compute = (value: string, shape: readonly number[], operands: readonly (View | number)[]): DeviceBuffer =>
    computeElements(engine, value, shape, operands, "float32") as DeviceBuffer;
  const sum = (x: View, dims: readonly number[]): DeviceBuffer => reduceElements(engine, "sum", x, dims, "float32");

  /** The sum over each group divided by its number of elements; with `middles` that of the squared distances. */
  function meanOf(scratch: Scratch, x: View, views: NormViews, middles: DeviceBuffer | null): DeviceBuffer {
    const lines = middles === null ? null : viewOf(middles, [], "float32");
    const prepare = middles === null ? "x0" : "(x0 - m) * (x0 - m)";
    const total = reduceElements(engine, "sum", x, views.shared, "float32", prepare, lines);
    const shape = x.shape.filter((_, d) => !views.shared.includes(d));
    return compute("p0 / p1", shape, [scratch.hold(total, shape), views.count]);
  }

  function normalize(
    scratch: Scratch,
    x: View,
    weight: View | null,
    bias: View | null,
    g: NormGeometry,
  ): readonly [y: DeviceBuffer, mean: DeviceBuffer, variance: DeviceBuffer] {
    const views = new NormViews(g);
    const from = views.elements(scratch.rowMajor(x));
    const mean = meanOf(scratch, from, views, null);
    const variance = meanOf(scratch, from, views, mean);
    const statistics = [mean, variance].map((buffer) => views.statistic({ buffer, offset: 0 }));
    const parameters = [views.parameter(weight, 1), views.parameter(bias, 0)];
    const value = `(p0 - p1) * unary_rsqrt(p2 + ${g.eps}) * p3 + p4`;
    return [compute(value, from.shape, [from, ...statistics, ...parameters]), mean, variance];
  }

  function normalizeGrad(
    scratch: Scratch,
    grad: View,
    x: View,
    weight: View | null,
    mean: View,
    variance: View,
    g: NormGeometry,
    isAffine: boolean,
  ): readonly DeviceBuffer[] {
    const views = new NormViews(g);
    const [dy, from] = [grad, x].map((view) => views.elements(scratch.rowMajor(view)));
    const { shape } = from;
    const [middle, spread] = [mean, variance].map((view) => views.statistic(scratch.rowMajor(view)));
    const factor = views.parameter(weight, 1);
    // x normalised, and its product with the gradient.
    const normalized = scratch.hold(
      compute(`(p0 - p1) * unary_rsqrt(p2 + ${g.eps})`, shape, [from, middle, spread]),
      shape,
    );
    const weighted = scratch.hold(compute("p0 * p1", shape, [dy, factor]), shape);
    const product = scratch.hold(compute("p0 * p1", shape, [weighted, normalized]), shape);
    const [sums, products] = [weighted, product].map((view) =>
      views.statistic(scratch.hold(sum(view, views.shared), [])),
    );
    const value = `(p0 - p1 / p5 - p2 * p3 / p5) * unary_rsqrt(p4 + ${g.eps})`;
    const dx = compute(value, shape, [weighted, sums, normalized, products, spread, views.count]);
    if (!isAffine) return [dx];
    const slope = scratch.hold(compute("p0 * p1", shape, [dy, normalized]), shape);
    return [dx, sum(slope, [0, 3]), sum(dy, [0, 3])];
  }

  return {
    normalize(x, weight, bias, geometry) {
      if (!areComputable(engine, x, weight, bias) || x.dtype !== "float32") return null;
      return Scratch.lend(engine, (scratch) =>
        normalize(scratch, x, parameterOf(scratch, weight), parameterOf(scratch, bias), geometry),
      );
    },

    normalizeGrad(grad, x, weight, mean, variance, geometry, isAffine) {
      if (!areComputable(engine, grad, x, weight, mean, variance) || x.dtype !== "float32") return null;
      return Scratch.lend(engine, (scratch) =>
        normalizeGrad(scratch, grad, x, parameterOf(scratch, weight), mean, variance, geometry, isAffine),
      );
    },

    scaleChannels(x, mean, scale, bias) {
      if (!areComputable(engine, x, mean, scale, bias) || x.dtype !== "float32") return null;
      const each = (view: View | null): View | number =>
        view === null ? 0 : seenAs(view, x.shape, [0, view.strides[0], 0]);
      const operands = [x, each(mean), each(scale), each(bias)];
      return computeElements(engine, "(p0 - p1) * p2 + p3", x.shape, operands, "float32");
    },
  };
}

/** A parameter in row-major order. */
function parameterOf(scratch: Scratch, parameter: View | null): View | null {
  return parameter === null ? null : scratch.rowMajor(parameter);
}

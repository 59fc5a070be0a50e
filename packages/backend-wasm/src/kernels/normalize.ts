import {
  type Declining,
  type DeviceBuffer,
  type FusedKernels,
  type NormGeometry,
  type NormReluGeometry,
  type NormReluGradGeometry,
  numel,
  type View,
} from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { runParts } from "../engine/team.js";
import { Workspace } from "../engine/workspace.js";
import { GRAD_SUMS, ReduceOp, STRIP_COLUMNS } from "../generated/constants.js";
import type { WasmFunctions } from "../generated/functions.js";
import type { WasmBuffer } from "../memory/heap.js";

/** The minimum number of elements for sharing the work between threads. */
const sharedFrom = 2 ** 15;
/** Rows over which gradients of weights are summed in single precision; from there on in double. */
const pieceRows = 32;

type NormKernels = Declining<
  Pick<
    FusedKernels,
    "normalize" | "normalizeGrad" | "normalizeRelu" | "normalizeReluGrad" | "scaleChannels" | "scaleChannelsRelu"
  >
>;

/** How groups are made of runs, as the kernels see it: as few as may be where nothing sets channels apart. Steps are bytes. */
function runsOf({ batch, groups, channels, size, acrossBatch }: NormGeometry, isPlain: boolean) {
  const all = channels * size;
  if (acrossBatch) {
    return { count: groups, period: 1, perGroup: 0, step: size * 4, runs: batch, runStep: groups * size * 4, size };
  }
  const count = batch * groups;
  const step = all * 4;
  if (isPlain) return { count, period: 1, perGroup: 1, step, runs: 1, runStep: step, size: all };
  return { count, period: groups, perGroup: channels, step, runs: channels, runStep: size * 4, size };
}

/** The arguments by which `normalize` and `normalizeGrad` find the runs, with how many groups, runs and elements there are. */
function layoutOf(g: NormGeometry, isPlain: boolean) {
  const { count, period, perGroup, step, runs, runStep, size } = runsOf(g, isPlain);
  return { count, runs, size, layout: [g.eps, period, perGroup, step, runs, runStep, size] };
}

/** True if every element of a row has a weight of its own. */
function isByElement({ size, acrossBatch }: NormGeometry): boolean {
  return size === 1 && !acrossBatch;
}

/** True if the groups are the columns of a matrix. With fewer columns than a strip has, kernels take its transpose. */
function isByColumn({ size, acrossBatch, batch }: NormGeometry): boolean {
  return size === 1 && acrossBatch && batch > 1;
}

function isSuitable(x: View, { acrossBatch, channels }: NormGeometry): boolean {
  return x.dtype === "float32" && numel(x.shape) > 0 && !(acrossBatch && channels > 1);
}

/** True if a ReLU can be computed with it: whole images, across the batch. */
function isImages(x: View, g: NormGeometry): boolean {
  return isSuitable(x, g) && g.acrossBatch && g.size > 1;
}

/** Arguments of `normalize` for no ReLU after it, and of `normalizeGrad`. */
const [noRelu, noReluGrad] = [
  [0, 0, 0],
  [0, 0],
];

/** Batch, layer, group and instance norm in float32, and batch norm's form with given statistics. */
export function normKernels(engine: Engine): NormKernels {
  const { heap, copier } = engine;

  /** Calls a range kernel over `total` parts of `elements` elements each. */
  function run(kernel: keyof WasmFunctions, args: readonly number[], total: number, elements: number): void {
    runParts(engine, kernel, args, total, elements, sharedFrom, sharedFrom);
  }

  function floats(length: number): WasmBuffer {
    return heap.allocate(length, "float32");
  }

  /** A matrix with its rows and columns exchanged. */
  function transposed(address: number, rows: number, columns: number): WasmBuffer {
    const shape = [columns, rows];
    return copier.rowMajor({ buffer: { address }, shape, strides: [1, columns], offset: 0, dtype: "float32" });
  }

  function normalize(x: View, weight: View | null, bias: View | null, g: NormGeometry) {
    if (!isSuitable(x, g)) return null;
    return Workspace.lend(engine, (space) => {
      const count = g.acrossBatch ? g.groups : g.batch * g.groups;
      const means = floats(count);
      const variances = floats(count);
      const from = space.rowMajor(x);
      let y: WasmBuffer;
      if (isByColumn(g) && g.groups < STRIP_COLUMNS) {
        const rows = space.hold(transposed(from, g.batch, g.groups)).address;
        forward(space, rows, weight, bias, { ...g, batch: 1, size: g.batch }, rows, means, variances);
        y = transposed(rows, g.groups, g.batch);
      } else {
        y = floats(numel(x.shape));
        forward(space, from, weight, bias, g, y.address, means, variances);
      }
      return [y, means, variances] as const;
    });
  }

  /** May work in place. */
  function forward(
    space: Workspace,
    x: number,
    weight: View | null,
    bias: View | null,
    g: NormGeometry,
    out: number,
    means: WasmBuffer,
    variances: WasmBuffer,
  ): void {
    const { groups, channels, eps } = g;
    if (isByElement(g) && (weight !== null || bias !== null)) {
      const weights = space.rowMajorOr(weight, 1, groups * channels);
      const biases = space.rowMajorOr(bias, 0, groups * channels);
      const args = [x, weights, biases, eps, groups, channels, out, means.address, variances.address];
      run("normalizeRows", args, means.length, channels);
      return;
    }
    const parameters = [weight === null ? 0 : space.rowMajor(weight), bias === null ? 0 : space.rowMajor(bias)];
    if (isByColumn(g)) {
      const args = [x, ...parameters, eps, g.batch, groups, out, means.address, variances.address];
      run("normalizeColumns", args, Math.floor(groups / STRIP_COLUMNS), g.batch * STRIP_COLUMNS);
      return;
    }
    const { count, runs, size, layout } = layoutOf(g, weight === null && bias === null);
    const args = [x, ...parameters, ...layout, out, means.address, variances.address, ...noRelu];
    run("normalize", args, count, runs * size);
  }

  function normalizeGrad(
    grad: View,
    x: View,
    weight: View | null,
    mean: View,
    variance: View,
    g: NormGeometry,
    isAffine: boolean,
  ): readonly DeviceBuffer[] | null {
    if (!isSuitable(x, g)) return null;
    return Workspace.lend(engine, (space) => {
      const statistics = [space.rowMajor(mean), space.rowMajor(variance)] as const;
      const parameters = isAffine ? [floats(g.groups * g.channels), floats(g.groups * g.channels)] : [];
      const [grads, from] = [space.rowMajor(grad), space.rowMajor(x)];
      let inputGrad: WasmBuffer;
      if (isByColumn(g) && g.groups < STRIP_COLUMNS) {
        const [gs, xs] = [grads, from].map((at) => space.hold(transposed(at, g.batch, g.groups)).address);
        backward(space, gs, xs, weight, statistics, { ...g, batch: 1, size: g.batch }, gs, parameters);
        inputGrad = transposed(gs, g.groups, g.batch);
      } else {
        inputGrad = floats(numel(x.shape));
        backward(space, grads, from, weight, statistics, g, inputGrad.address, parameters);
      }
      return [inputGrad, ...parameters];
    });
  }

  /** May write over the gradient. */
  function backward(
    space: Workspace,
    grad: number,
    x: number,
    weight: View | null,
    statistics: readonly [means: number, variances: number],
    g: NormGeometry,
    out: number,
    parameters: readonly WasmBuffer[],
  ): void {
    const { batch, groups, eps } = g;
    const isPlain = weight === null && parameters.length === 0;
    if (isByElement(g) && !isPlain) {
      backwardByElement(space, grad, x, weight, statistics, g, out, parameters);
      return;
    }
    const weights = weight === null ? 0 : space.rowMajor(weight);
    const targets = parameters.map(({ address }) => address);
    if (isByColumn(g)) {
      const args = [
        grad,
        x,
        weights,
        ...statistics,
        eps,
        batch,
        groups,
        out,
        ...(targets.length === 0 ? [0, 0] : targets),
      ];
      run("normalizeColumnsGrad", args, Math.floor(groups / STRIP_COLUMNS), batch * STRIP_COLUMNS);
      return;
    }
    const { count, runs, size, layout } = layoutOf(g, isPlain);
    const sums = space.allocate(count * runs * GRAD_SUMS, "float64").address;
    run("normalizeGrad", [grad, x, weights, ...statistics, ...layout, out, sums, ...noReluGrad], count, runs * size);
    parameterGrads(sums, statistics[1], g, parameters);
  }

  /** The gradients of weights and biases, if there are any, from sums over runs. */
  function parameterGrads(sums: number, variances: number, g: NormGeometry, parameters: readonly WasmBuffer[]): void {
    if (parameters.length === 0) return;
    const { batch, groups, channels, eps, acrossBatch } = g;
    const perVariance = acrossBatch ? 1 : channels;
    const batchStep = acrossBatch ? 0 : groups * 4;
    const targets = parameters.map(({ address }) => address);
    const args = [sums, variances, eps, batch, batchStep, perVariance, groups * channels, ...targets];
    run("normParameterGrads", args, groups * channels, batch);
  }

  function normalizeRelu(x: View, weight: View | null, bias: View | null, addend: View | null, g: NormReluGeometry) {
    if (!isImages(x, g)) return null;
    return Workspace.lend(engine, (space) => {
      const [from, weights, biases, added] = [x, weight, bias, addend].map((operand) =>
        operand === null ? 0 : space.rowMajor(operand),
      );
      const { count, runs, size, layout } = layoutOf(g, false);
      const [y, means, variances] = [floats(numel(x.shape)), floats(count), floats(count)];
      const isFlat = heap.allocate(numel(x.shape), "bool");
      // WebAssembly's functions compare with NaN where there is no limit.
      const limit = g.limit === Number.POSITIVE_INFINITY ? Number.NaN : g.limit;
      const results = [y, means, variances].map(({ address }) => address);
      run(
        "normalize",
        [from, weights, biases, ...layout, ...results, added, limit, isFlat.address],
        count,
        runs * size,
      );
      return [y, means, variances, isFlat] as const;
    });
  }

  function normalizeReluGrad(
    grad: View,
    isFlat: View,
    x: View,
    weight: View | null,
    mean: View,
    variance: View,
    g: NormReluGradGeometry,
  ): readonly WasmBuffer[] | null {
    if (!isImages(x, g)) return null;
    return Workspace.lend(engine, (space) => {
      const [grads, flat, from, means, variances] = [grad, isFlat, x, mean, variance].map((operand) =>
        space.rowMajor(operand),
      );
      const weights = weight === null ? 0 : space.rowMajor(weight);
      const parameters = g.isAffine ? [floats(g.groups), floats(g.groups)] : [];
      const { count, runs, size, layout } = layoutOf(g, false);
      const inputGrad = floats(numel(x.shape));
      const addendGrad = g.hasAddend ? [floats(numel(x.shape))] : [];
      const held = (addendGrad[0] ?? inputGrad).address;
      const sums = space.allocate(count * runs * GRAD_SUMS, "float64").address;
      const args = [grads, from, weights, means, variances, ...layout, inputGrad.address, sums, flat, held];
      run("normalizeGrad", args, count, runs * size);
      parameterGrads(sums, variances, g, parameters);
      return [inputGrad, ...parameters, ...addendGrad];
    });
  }

  function backwardByElement(
    space: Workspace,
    grad: number,
    x: number,
    weight: View | null,
    statistics: readonly [means: number, variances: number],
    { batch, groups, channels, eps }: NormGeometry,
    out: number,
    parameters: readonly WasmBuffer[],
  ): void {
    const width = groups * channels;
    const rows = batch * groups;
    const pieces = Math.ceil(rows / pieceRows);
    const weights = space.rowMajorOr(weight, 1, width);
    const parts = space.allocate(pieces * width * 2, "float32").address;
    const args = [grad, x, weights, ...statistics, eps, groups, channels, rows, pieceRows, out, parts];
    run("normalizeRowsGrad", args, pieces, pieceRows * channels);
    for (const [i, { address }] of parameters.entries()) {
      const columns = [ReduceOp.sum, parts + i * width * 4, 0, pieces, width * 8, width, address];
      run("reduceColumns", columns, Math.ceil(width / STRIP_COLUMNS), pieces * STRIP_COLUMNS);
    }
  }

  function scaleChannels(x: View, mean: View, scale: View, bias: View | null): DeviceBuffer | null {
    const [batch, channels, size] = x.shape;
    if (x.dtype !== "float32" || numel(x.shape) === 0) return null;
    return Workspace.lend(engine, (space) => {
      const args = [space.rowMajor(x), space.rowMajor(mean), space.rowMajor(scale)];
      const y = floats(numel(x.shape));
      if (size === 1) {
        run("scaleRows", [...args, space.rowMajorOr(bias, 0, channels), channels, y.address], batch, channels);
      } else {
        const biases = bias === null ? 0 : space.rowMajor(bias);
        run("scaleRuns", [...args, biases, channels, size, 0, y.address], batch * channels, size);
      }
      return y;
    });
  }

  function scaleChannelsRelu(x: View, mean: View, scale: View, bias: View | null): DeviceBuffer | null {
    const [batch, channels, size] = x.shape;
    if (x.dtype !== "float32" || numel(x.shape) === 0 || size === 1) return null;
    return Workspace.lend(engine, (space) => {
      const args = [x, mean, scale].map((operand) => space.rowMajor(operand));
      const biases = bias === null ? 0 : space.rowMajor(bias);
      const y = floats(numel(x.shape));
      run("scaleRuns", [...args, biases, channels, size, 1, y.address], batch * channels, size);
      return y;
    });
  }

  return { normalize, normalizeGrad, normalizeRelu, normalizeReluGrad, scaleChannels, scaleChannelsRelu };
}

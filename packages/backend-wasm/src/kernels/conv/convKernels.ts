import type {
  ConvActivation,
  ConvGeometry,
  Declining,
  DeviceBuffer,
  FusedKernels,
  Kernels,
  PoolGeometry,
  View,
} from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import { isFloat32 } from "../../engine/operands.js";
import { Workspace } from "../../engine/workspace.js";
import { ConvActivation as ConvActivations } from "../../generated/constants.js";
import { RangeTest, type Runs } from "../range.js";
import { Depthwise } from "./depthwise.js";
import { Direct } from "./direct.js";
import { Dots } from "./dots.js";
import { Im2col } from "./im2col.js";
import { type ConvMethod, type ConvPass, type Epilogue, noEpilogue } from "./method.js";
import { Pixels } from "./pixels.js";
import { Winograd } from "./winograd.js";

type ConvKernels = Pick<Kernels, "conv2d" | "conv2dInputGrad" | "conv2dWeightGrad">;

/** Options of convolutions, as `createWasm` has them. */
export interface ConvOptions {
  /**
   * Compute 3x3 convolutions of stride 1 by Winograd's method, which takes a quarter of the products. Its results differ
   * from a direct sum's by some 1e-6 of their size. Operands with NaN, infinities or elements a thousand times their mean
   * are left to the direct sum, so that no such element reaches results that do not see it. Default true.
   */
  readonly winograd?: boolean;
  /**
   * Offer kernels that compute a convolution or a linear layer with its ReLU, and its max-pooling, at once, for
   * `nn.Sequential` to use. Results are the same within rounding. Default true.
   */
  readonly fusion?: boolean;
}

/** The activations that the loops of a convolution do themselves. */
const rectifiers: Partial<Record<ConvActivation, Epilogue["relu"]>> = { relu: 1, relu6: 2 };
/** The minimum number of results for sharing what follows a convolution between threads. */
const endsShared = 2 ** 15;
const endGrain = 2 ** 13;

/** Windows of 2x2 that lie side by side and inside the plane. */
function isTwoByTwo(pool: PoolGeometry): boolean {
  return (
    !pool.adaptive &&
    pool.kernelHeight === 2 &&
    pool.kernelWidth === 2 &&
    pool.strideHeight === 2 &&
    pool.strideWidth === 2 &&
    pool.paddingTop === 0 &&
    pool.paddingLeft === 0 &&
    pool.dilationHeight === 1 &&
    pool.dilationWidth === 1 &&
    pool.outHeight === Math.floor(pool.inHeight / 2) &&
    pool.outWidth === Math.floor(pool.inWidth / 2)
  );
}

/** Convolutions in float32, each by the method that is fastest for its shape. */
/** True if there is nothing to multiply, so that the result is zero, or the bias. */
function isEmpty(g: ConvGeometry): boolean {
  return g.inChannels * g.outChannels * g.outHeight * g.outWidth * g.kernelHeight * g.kernelWidth * g.batch === 0;
}

function weightSize(g: ConvGeometry): number {
  return (g.outChannels * g.inChannels * g.kernelHeight * g.kernelWidth) / g.groups;
}

/** The images of the input. */
function inputRuns(address: number, g: ConvGeometry): Runs {
  return { address, count: g.batch, size: g.inChannels * g.inHeight * g.inWidth };
}

/** The images of the output, or with `pool` of its maxima. */
function outputRuns(address: number, g: ConvGeometry, { outHeight, outWidth }: PoolGeometry | ConvGeometry = g): Runs {
  return { address, count: g.batch, size: g.outChannels * outHeight * outWidth };
}

/** The filters. */
function weightRuns(address: number, g: ConvGeometry): Runs {
  return { address, count: g.outChannels, size: weightSize(g) / g.outChannels };
}

export function convKernels(engine: Engine, options: ConvOptions): ConvKernels & Partial<Declining<FusedKernels>> {
  const { heap, tables, reference, team } = engine;
  const range = new RangeTest(engine);
  const products = new Im2col(engine);
  const alone = [new Depthwise(engine), new Dots(engine), new Direct(engine), new Pixels(engine)];
  const methods: readonly ConvMethod[] = options.winograd === false ? alone : [new Winograd(engine), ...alone];

  /** Calls `run` with the addresses of row-major versions of the views, copied where need be. */
  function compact<T>(views: readonly View[], run: (...addresses: number[]) => T): T {
    return Workspace.lend(engine, (space) => run(...views.map((view) => space.rowMajor(view))));
  }

  /** The first method that suits the shapes and the values of the operands; the last suits always. */
  function methodFor(pass: ConvPass, g: ConvGeometry, ...operands: Runs[]): ConvMethod {
    tables.trim();
    const method = methods.find((method) => method.suits(pass, g)) ?? products;
    if (!method.mixes || operands.every((runs) => range.isEven(runs))) return method;
    return alone.find((method) => method.suits(pass, g)) ?? products;
  }

  function conv2d(x: View, weight: View, bias: View | null, g: ConvGeometry): DeviceBuffer {
    if (!isFloat32(x) || isEmpty(g)) return reference.conv2d(x, weight, bias, g);
    const out = heap.allocate(g.batch * g.outChannels * g.outHeight * g.outWidth, "float32");
    convolve(x, weight, bias, g, (method, ...addresses) => method.forward(...addresses, out.address, g, noEpilogue));
    return out;
  }

  /** Calls `run` with the method for a forward pass and the addresses of its operands. */
  function convolve<T>(
    x: View,
    weight: View,
    bias: View | null,
    g: ConvGeometry,
    run: (method: ConvMethod, x: number, weight: number, bias: number) => T,
  ): T {
    return compact(bias === null ? [x, weight] : [x, weight, bias], (xs, ws, biases = 0) =>
      run(methodFor("forward", g, inputRuns(xs, g), weightRuns(ws, g)), xs, ws, biases),
    );
  }

  function conv2dRelu(x: View, weight: View, bias: View | null, g: ConvGeometry): DeviceBuffer | null {
    if (!isFloat32(x) || isEmpty(g)) return null;
    const out = heap.allocate(g.batch * g.outChannels * g.outHeight * g.outWidth, "float32");
    const epilogue = { relu: 1 as const, indices: 0 };
    convolve(x, weight, bias, g, (method, ...addresses) => method.forward(...addresses, out.address, g, epilogue));
    return out;
  }

  function conv2dActivation(
    x: View,
    weight: View,
    bias: View | null,
    addend: View | null,
    activation: ConvActivation,
    g: ConvGeometry,
  ): DeviceBuffer | null {
    if (!isFloat32(x) || isEmpty(g)) return null;
    const length = g.batch * g.outChannels * g.outHeight * g.outWidth;
    const out = heap.allocate(length, "float32");
    const relu = addend === null ? (rectifiers[activation] ?? 0) : 0;
    convolve(x, weight, bias, g, (method, ...addresses) =>
      method.forward(...addresses, out.address, g, { relu, indices: 0 }),
    );
    if (relu === 0 && (addend !== null || activation !== "identity")) {
      compact(addend === null ? [] : [addend], (added = 0) => {
        const args = [out.address, added, ConvActivations[activation]];
        team.run("convEnd", args, length, length > endsShared ? endGrain : length);
      });
    }
    return out;
  }

  function conv2dReluMaxPool2d(
    x: View,
    weight: View,
    bias: View | null,
    g: ConvGeometry,
    pool: PoolGeometry,
  ): readonly [DeviceBuffer, DeviceBuffer] | null {
    if (!isFloat32(x) || isEmpty(g) || !isTwoByTwo(pool)) return null;
    return convolve(x, weight, bias, g, (method, ...addresses) => {
      if (!method.pools) return null;
      const size = g.batch * g.outChannels * pool.outHeight * pool.outWidth;
      const maxima = heap.allocate(size, "float32");
      const indices = heap.allocate(size, "int32");
      const epilogue = { relu: 1 as const, indices: indices.address };
      if (size > 0) method.forward(...addresses, maxima.address, g, epilogue);
      return [maxima, indices];
    });
  }

  function conv2dInputGrad(grad: View, weight: View, g: ConvGeometry): DeviceBuffer {
    if (!isFloat32(grad) || isEmpty(g)) return reference.conv2dInputGrad(grad, weight, g);
    const out = heap.allocate(g.batch * g.inChannels * g.inHeight * g.inWidth, "float32");
    compact([grad, weight], (gs, ws) => {
      const method = methodFor("inputGrad", g, outputRuns(gs, g), weightRuns(ws, g));
      method.inputGrad(gs, ws, out.address, g, 0);
    });
    return out;
  }

  function conv2dWeightGrad(grad: View, x: View, g: ConvGeometry): DeviceBuffer {
    if (!isFloat32(grad) || isEmpty(g)) return reference.conv2dWeightGrad(grad, x, g);
    const out = heap.allocate(weightSize(g), "float32");
    compact([grad, x], (gs, xs) => {
      const method = methodFor("weightGrad", g, outputRuns(gs, g), inputRuns(xs, g));
      method.weightGrad(gs, xs, out.address, g, 0);
    });
    return out;
  }

  /** True if a gradient can come from that of maxima with some method. */
  function isUnpoolable({ dtype }: View, g: ConvGeometry, pool: PoolGeometry): boolean {
    return dtype === "float32" && !isEmpty(g) && isTwoByTwo(pool) && pool.outHeight * pool.outWidth > 0;
  }

  function unpooledConv2dInputGrad(grad: View, indices: View, weight: View, g: ConvGeometry, pool: PoolGeometry) {
    if (!isUnpoolable(grad, g, pool)) return null;
    return compact([grad, indices, weight], (gs, at, ws) => {
      const method = methodFor("inputGrad", g, outputRuns(gs, g, pool), weightRuns(ws, g));
      if (!method.unpools("inputGrad", g)) return null;
      const out = heap.allocate(g.batch * g.inChannels * g.inHeight * g.inWidth, "float32");
      method.inputGrad(gs, ws, out.address, g, at);
      return out;
    });
  }

  function unpooledConv2dWeightGrad(grad: View, indices: View, x: View, g: ConvGeometry, pool: PoolGeometry) {
    if (!isUnpoolable(grad, g, pool)) return null;
    return compact([grad, indices, x], (gs, at, xs) => {
      const inputs = inputRuns(xs, g);
      const method = methodFor("weightGrad", g, outputRuns(gs, g, pool), inputs);
      // Gradients of 0 are passed over, though times NaN and infinities they are NaN.
      if (!method.unpools("weightGrad", g) || !(method.mixes || range.isFinite(inputs))) return null;
      const out = heap.allocate(weightSize(g), "float32");
      method.weightGrad(gs, xs, out.address, g, at);
      return out;
    });
  }

  const kernels = { conv2d, conv2dInputGrad, conv2dWeightGrad };
  const blocks = {
    conv2dRelu,
    conv2dActivation,
    conv2dReluMaxPool2d,
    unpooledConv2dInputGrad,
    unpooledConv2dWeightGrad,
  };
  return options.fusion === false ? kernels : { ...kernels, ...blocks };
}

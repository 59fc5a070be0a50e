import type {
  ConvGeometry,
  Declining,
  DeviceBuffer,
  DType,
  FusedKernels,
  Kernels,
  PoolGeometry,
  View,
} from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import { isFloat32 } from "../../engine/operands.js";
import { Workspace } from "../../engine/workspace.js";
import type { WasmBuffer } from "../../memory/heap.js";
import { Depthwise } from "./depthwise.js";
import { Direct } from "./direct.js";
import { Im2col } from "./im2col.js";
import type { ConvMethod, ConvPass } from "./method.js";
import { Winograd } from "./winograd.js";

type ConvKernels = Pick<Kernels, "conv2d" | "conv2dInputGrad" | "conv2dWeightGrad">;

/** Options of convolutions, as `createWasm` has them. */
export interface ConvOptions {
  /**
   * Compute 3x3 convolutions of stride 1 by Winograd's method, which takes a quarter of the products. Its results differ
   * from a direct sum's by some 1e-6 of their size, and an infinity or NaN spreads over a tile of 4x4. Default true.
   */
  readonly winograd?: boolean;
  /**
   * Offer kernels that compute a convolution or a linear layer with its ReLU, and its max-pooling, at once, for
   * `nn.Sequential` to use. Results are the same within rounding. Default true.
   */
  readonly fusion?: boolean;
}

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
export function convKernels(engine: Engine, options: ConvOptions): ConvKernels & Partial<Declining<FusedKernels>> {
  const { heap, tables, reference } = engine;
  const products = new Im2col(engine);
  const alone = [new Depthwise(engine), new Direct(engine)];
  const methods: readonly ConvMethod[] = options.winograd === false ? alone : [new Winograd(engine), ...alone];

  /** Calls `run` with the addresses of row-major versions of the views, copied where need be. */
  function compact(views: readonly View[], run: (...addresses: number[]) => void): void {
    Workspace.lend(engine, (space) => run(...views.map((view) => space.rowMajor(view))));
  }

  /** True if there is nothing to multiply, so that the result is zero, or the bias. */
  function isEmpty(g: ConvGeometry): boolean {
    return g.inChannels * g.outChannels * g.outHeight * g.outWidth * g.kernelHeight * g.kernelWidth * g.batch === 0;
  }

  /** The first method that suits; the last suits always. */
  function methodFor(pass: ConvPass, g: ConvGeometry): ConvMethod {
    tables.trim();
    return methods.find((method) => method.suits(pass, g)) ?? products;
  }

  function conv2d(x: View, weight: View, bias: View | null, g: ConvGeometry): DeviceBuffer {
    if (!isFloat32(x) || isEmpty(g)) return reference.conv2d(x, weight, bias, g);
    return convolve(methodFor("forward", g), x, weight, bias, g, false, 0);
  }

  function convolve(
    method: ConvMethod,
    x: View,
    weight: View,
    bias: View | null,
    g: ConvGeometry,
    relu: boolean,
    indices: number,
  ): WasmBuffer {
    const size = indices === 0 ? g.outHeight * g.outWidth : Math.floor(g.outHeight / 2) * Math.floor(g.outWidth / 2);
    const out = heap.allocate(g.batch * g.outChannels * size, "float32");
    const operands = bias === null ? [x, weight] : [x, weight, bias];
    compact(operands, (xs, ws, biases = 0) => method.forward(xs, ws, biases, out.address, g, { relu, indices }));
    return out;
  }

  function conv2dRelu(x: View, weight: View, bias: View | null, g: ConvGeometry): DeviceBuffer | null {
    if (!isFloat32(x) || isEmpty(g)) return null;
    return convolve(methodFor("forward", g), x, weight, bias, g, true, 0);
  }

  function conv2dReluMaxPool2d(
    x: View,
    weight: View,
    bias: View | null,
    g: ConvGeometry,
    pool: PoolGeometry,
  ): readonly [DeviceBuffer, DeviceBuffer] | null {
    const method = methodFor("forward", g);
    if (!isFloat32(x) || isEmpty(g) || !method.pools || !isTwoByTwo(pool)) return null;
    const indices = heap.allocate(g.batch * g.outChannels * pool.outHeight * pool.outWidth, "int32");
    if (indices.length === 0) return [heap.allocate(0, "float32"), indices];
    return [convolve(method, x, weight, bias, g, true, indices.address), indices];
  }

  function conv2dInputGrad(grad: View, weight: View, g: ConvGeometry): DeviceBuffer {
    if (!isFloat32(grad) || isEmpty(g)) return reference.conv2dInputGrad(grad, weight, g);
    const out = heap.allocate(g.batch * g.inChannels * g.inHeight * g.inWidth, "float32");
    compact([grad, weight], (gs, ws) => methodFor("inputGrad", g).inputGrad(gs, ws, out.address, g, 0));
    return out;
  }

  function conv2dWeightGrad(grad: View, x: View, g: ConvGeometry): DeviceBuffer {
    if (!isFloat32(grad) || isEmpty(g)) return reference.conv2dWeightGrad(grad, x, g);
    const out = heap.allocate((g.outChannels * g.inChannels * g.kernelHeight * g.kernelWidth) / g.groups, "float32");
    compact([grad, x], (gs, xs) => methodFor("weightGrad", g).weightGrad(gs, xs, out.address, g, 0));
    return out;
  }

  /** The method of a gradient that can read it from that of maxima, if there is one for it. */
  function unpoolingMethod(pass: "inputGrad" | "weightGrad", g: ConvGeometry, pool: PoolGeometry, dtype: DType) {
    if (dtype !== "float32" || isEmpty(g) || !isTwoByTwo(pool) || pool.outHeight * pool.outWidth === 0) return null;
    const method = methodFor(pass, g);
    return method.unpools(pass, g) ? method : null;
  }

  function unpooledConv2dInputGrad(grad: View, indices: View, weight: View, g: ConvGeometry, pool: PoolGeometry) {
    const method = unpoolingMethod("inputGrad", g, pool, grad.dtype);
    if (method === null) return null;
    const out = heap.allocate(g.batch * g.inChannels * g.inHeight * g.inWidth, "float32");
    compact([grad, indices, weight], (gs, at, ws) => method.inputGrad(gs, ws, out.address, g, at));
    return out;
  }

  function unpooledConv2dWeightGrad(grad: View, indices: View, x: View, g: ConvGeometry, pool: PoolGeometry) {
    const method = unpoolingMethod("weightGrad", g, pool, grad.dtype);
    if (method === null) return null;
    const out = heap.allocate((g.outChannels * g.inChannels * g.kernelHeight * g.kernelWidth) / g.groups, "float32");
    compact([grad, indices, x], (gs, at, xs) => method.weightGrad(gs, xs, out.address, g, at));
    return out;
  }

  const kernels = { conv2d, conv2dInputGrad, conv2dWeightGrad };
  const blocks = { conv2dRelu, conv2dReluMaxPool2d, unpooledConv2dInputGrad, unpooledConv2dWeightGrad };
  return options.fusion === false ? kernels : { ...kernels, ...blocks };
}

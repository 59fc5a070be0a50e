import type { ConvGeometry } from "../../backend/contract.js";
import { isFloat } from "../../dtype.js";
import { DTypeError, ShapeError, ValueError } from "../../errors.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { channelHint, floatHint } from "../hints.js";
import {
  asPair,
  describe,
  readSizes,
  requireCountable,
  requireFit,
  requirePlanes,
  type Sizes,
  windowSpans,
} from "../windows.js";

/** The options of all convolutions, for either rank; the fused ops leave some out. */
interface AnyConvOptions {
  readonly stride?: Sizes;
  readonly padding?: Sizes | string;
  readonly dilation?: Sizes;
  readonly groups?: number;
}

/** The options of all transposed convolutions, for either rank. */
interface AnyTransposedOptions {
  readonly stride: Sizes;
  readonly padding: Sizes;
  readonly outputPadding: Sizes;
  readonly dilation: Sizes;
  readonly groups: number;
}

const weightNames = {
  conv: ["[Cout, Cin/groups, kL]", "[Cout, Cin/groups, kH, kW]"],
  transposed: ["[Cin, Cout/groups, kL]", "[Cin, Cout/groups, kH, kW]"],
};

/** Checks ranks and dtypes; works out the number of channels and the spatial sizes. */
function readOperands(
  op: string,
  spatial: number,
  kind: keyof typeof weightNames,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
): { batch: number; channels: number; size: readonly number[]; kernel: readonly number[] } {
  requirePlanes(op, x, spatial);
  if (weight.ndim !== spatial + 2) {
    throw new ShapeError(
      `${op}: weight must have shape ${weightNames[kind][spatial - 1]}, got ${formatShape(weight.shape)}`,
    );
  }
  const kernel = weight.shape.slice(2);
  if (kernel.includes(0)) throw new ShapeError(`${op}: weight ${formatShape(weight.shape)} has an empty kernel`);
  for (const tensor of bias === null ? [weight] : [weight, bias]) {
    if (tensor.dtype === x.dtype) continue;
    const name = tensor === weight ? "weight" : "bias";
    const remedy = tensor === weight && isFloat(weight.dtype) ? floatHint(x.dtype, weight.dtype) : "";
    throw new DTypeError(`${op}: input is ${x.dtype}, ${name} is ${tensor.dtype}; expected the same dtype${remedy}`);
  }
  if (!isFloat(x.dtype)) throw new DTypeError(`${op}: expected float32 or float64 tensors, got ${x.dtype}`);
  const channelDim = x.ndim - spatial - 1;
  return {
    batch: channelDim === 0 ? 1 : x.shape[0],
    channels: x.shape[channelDim],
    size: x.shape.slice(channelDim + 1),
    kernel,
  };
}

/** Checks that the groups divide the channels that the weight's first dimension counts. */
function readGroups(op: string, option: number, weight: Tensor, what: string): number {
  const [groups] = readSizes(op, "groups", option, 1, 1);
  if (weight.shape[0] % groups !== 0) {
    throw new ShapeError(
      `${op}: groups ${groups} does not divide the ${weight.shape[0]} ${what} channels of weight ${formatShape(weight.shape)}`,
    );
  }
  return groups;
}

function requireBias(op: string, bias: Tensor | null, channels: number): void {
  if (bias !== null && (bias.ndim !== 1 || bias.shape[0] !== channels)) {
    throw new ShapeError(`${op}: bias has shape ${formatShape(bias.shape)}, expected [${channels}]`);
  }
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

/** Padding before and after each dimension. */
function readPadding(
  op: string,
  padding: Sizes | string,
  stride: readonly number[],
  spans: readonly number[],
): { before: readonly number[]; total: readonly number[] } {
  if (padding === "same") {
    if (stride.some((step) => step !== 1)) {
      throw new ValueError(`${op}: padding "same" needs a stride of 1, got ${formatShape(stride)}`);
    }
    // Where the border cannot be split evenly, the extra line is below and to the right.
    const total = spans.map((span) => span - 1);
    return { before: total.map((size) => Math.floor(size / 2)), total };
  }
  if (typeof padding === "string" && padding !== "valid") {
    throw new ValueError(`${op}: padding must be a number, "same" or "valid", got ${describe(padding)}`);
  }
  const before = readSizes(op, "padding", padding === "valid" ? 0 : (padding as number), spans.length, 0);
  return { before, total: before.map((size) => 2 * size) };
}

/** Checks a convolution's arguments and works out its sizes. 1-d ones become 2-d ones of height 1. */
export function convGeometry(
  op: string,
  spatial: number,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: AnyConvOptions,
): ConvGeometry {
  const { batch, channels, size, kernel } = readOperands(op, spatial, "conv", x, weight, bias);
  const stride = readSizes(op, "stride", options.stride ?? 1, spatial, 1);
  const dilation = readSizes(op, "dilation", options.dilation ?? 1, spatial, 1);
  const groups = readGroups(op, options.groups ?? 1, weight, "output");
  const expected = weight.shape[1] * groups;
  if (channels !== expected) {
    const grouped = groups === 1 ? "" : ` with ${groups} groups`;
    throw new ShapeError(
      `${op}: input has ${count(channels, "channel")}, weight ${formatShape(weight.shape)}${grouped} expects ${expected}` +
        channelHint(x.shape, spatial, expected),
    );
  }
  requireBias(op, bias, weight.shape[0]);
  const spans = windowSpans(op, kernel, dilation);
  const { before, total } = readPadding(op, options.padding ?? 0, stride, spans);
  requireFit(op, size, total, kernel, dilation);
  const outSize = size.map((length, d) => Math.floor((length + total[d] - spans[d]) / stride[d]) + 1);
  return {
    batch,
    inChannels: channels,
    outChannels: weight.shape[0],
    groups,
    ...lift(size, outSize, kernel, stride, before, dilation),
  };
}

/**
 * Checks a transposed convolution's arguments and works out the sizes of the convolution whose input gradient it is:
 * that one's output is what the transposed convolution takes, and its input what it makes.
 */
export function transposedGeometry(
  op: string,
  spatial: number,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: AnyTransposedOptions,
): ConvGeometry {
  const { batch, channels, size, kernel } = readOperands(op, spatial, "transposed", x, weight, bias);
  const stride = readSizes(op, "stride", options.stride, spatial, 1);
  const dilation = readSizes(op, "dilation", options.dilation, spatial, 1);
  const padding = readSizes(op, "padding", options.padding, spatial, 0);
  const outputPadding = readSizes(op, "outputPadding", options.outputPadding, spatial, 0);
  if (outputPadding.some((extra, d) => extra >= Math.max(stride[d], dilation[d]))) {
    throw new ValueError(
      `${op}: outputPadding ${formatShape(outputPadding)} must be smaller than stride ${formatShape(stride)} or ` +
        `dilation ${formatShape(dilation)}`,
    );
  }
  const groups = readGroups(op, options.groups, weight, "input");
  if (channels !== weight.shape[0]) {
    throw new ShapeError(
      `${op}: input has ${count(channels, "channel")}, weight ${formatShape(weight.shape)} expects ${weight.shape[0]}` +
        channelHint(x.shape, spatial, weight.shape[0]),
    );
  }
  const outChannels = weight.shape[1] * groups;
  requireBias(op, bias, outChannels);
  if (size.includes(0)) throw new ShapeError(`${op}: input ${formatShape(x.shape)} has an empty plane`);
  const spans = windowSpans(op, kernel, dilation);
  const outSize = size.map((length, d) => (length - 1) * stride[d] - 2 * padding[d] + spans[d] + outputPadding[d]);
  requireCountable(op, "the output's size", outSize);
  if (outSize.some((length) => length < 1)) {
    throw new ShapeError(
      `${op}: padding ${formatShape(padding)} leaves nothing of the output, its size would be ${formatShape(outSize)}`,
    );
  }
  return {
    batch,
    inChannels: outChannels,
    outChannels: channels,
    groups,
    ...lift(outSize, size, kernel, stride, padding, dilation),
  };
}

/** The spatial half of a geometry, from one list per quantity. */
function lift(
  inSize: readonly number[],
  outSize: readonly number[],
  kernel: readonly number[],
  stride: readonly number[],
  padding: readonly number[],
  dilation: readonly number[],
): Omit<ConvGeometry, "batch" | "inChannels" | "outChannels" | "groups"> {
  const [inHeight, inWidth] = asPair(inSize, 1);
  const [outHeight, outWidth] = asPair(outSize, 1);
  const [kernelHeight, kernelWidth] = asPair(kernel, 1);
  const [strideHeight, strideWidth] = asPair(stride, 1);
  const [paddingTop, paddingLeft] = asPair(padding, 0);
  const [dilationHeight, dilationWidth] = asPair(dilation, 1);
  return {
    inHeight,
    inWidth,
    outHeight,
    outWidth,
    kernelHeight,
    kernelWidth,
    strideHeight,
    strideWidth,
    paddingTop,
    paddingLeft,
    dilationHeight,
    dilationWidth,
  };
}

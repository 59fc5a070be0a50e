import {
  type Conv2dOptions,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  empty,
  pad,
  type Tensor,
  ValueError,
} from "@lumbre/tensor";
import { tuple } from "../describe.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import { initLinear } from "./linear.js";
import { requireCount, sizes } from "./options.js";

/** One whole number for both directions, or `[vertical, horizontal]`. */
export type Pair = number | readonly [number, number];

/** How a convolution fills its margin. */
export type PaddingMode = "zeros" | "reflect" | "replicate" | "circular";

interface ConvOptions<Size> {
  /** Step of the window, >= 1. Default 1. */
  readonly stride?: Size;
  /** Margin on both sides, >= 0; `"same"` keeps the size, `"valid"` is 0. Default 0. */
  readonly padding?: Size | "same" | "valid";
  /** Distance between the taps of the kernel, >= 1. Default 1. */
  readonly dilation?: Size;
  /** Into how many independent groups the channels fall; divides both channel counts. Default 1. */
  readonly groups?: number;
  /** Whether a bias per output channel is learned and added. Default true. */
  readonly bias?: boolean;
  /** Default "zeros". */
  readonly paddingMode?: PaddingMode;
}

/** Options of {@link Conv1d}. */
export type Conv1dLayerOptions = ConvOptions<number>;

/** Options of {@link Conv2d}. */
export type Conv2dLayerOptions = ConvOptions<Pair>;

function checkChannels(layer: string, inChannels: number, outChannels: number, groups: number): void {
  requireCount(layer, "inChannels", inChannels, 1);
  requireCount(layer, "outChannels", outChannels, 1);
  requireCount(layer, "groups", groups, 1);
  if (inChannels % groups !== 0)
    throw new ValueError(`${layer}: inChannels ${inChannels} must be divisible by groups ${groups}`);
  if (outChannels % groups !== 0)
    throw new ValueError(`${layer}: outChannels ${outChannels} must be divisible by groups ${groups}`);
}

/** What convolutions of one and two dimensions have in common. */
abstract class Convolution extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[] | "same" | "valid";
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly paddingMode: PaddingMode;

  constructor(
    private readonly spatial: 1 | 2,
    readonly inChannels: number,
    readonly outChannels: number,
    kernelSize: Pair,
    options: ConvOptions<Pair>,
  ) {
    super();
    const name = `Conv${spatial}d`;
    const { stride = 1, padding = 0, dilation = 1, groups = 1, bias = true, paddingMode = "zeros" } = options;
    checkChannels(name, inChannels, outChannels, groups);
    this.kernelSize = sizes(name, "kernelSize", kernelSize, spatial, 1);
    this.stride = sizes(name, "stride", stride, spatial, 1);
    this.dilation = sizes(name, "dilation", dilation, spatial, 1);
    if (typeof padding === "string") {
      if (padding !== "same" && padding !== "valid")
        throw new ValueError(`${name}: padding must be a number, "same" or "valid", got ${String(padding)}`);
      if (padding === "same" && this.stride.some((step) => step !== 1))
        throw new ValueError(`${name}: padding "same" is not supported for strided convolutions`);
      this.padding = padding;
    } else this.padding = sizes(name, "padding", padding, spatial, 0);
    if (!["zeros", "reflect", "replicate", "circular"].includes(paddingMode)) {
      throw new ValueError(
        `${name}: paddingMode must be "zeros", "reflect", "replicate" or "circular", got ${String(paddingMode)}`,
      );
    }
    this.groups = groups;
    this.paddingMode = paddingMode;
    this.weight = new Parameter(empty([outChannels, inChannels / groups, ...this.kernelSize]));
    this.bias = bias ? new Parameter(empty(outChannels)) : null;
    initLinear(this.weight, this.bias);
  }

  /** The margin as `pad` takes it: last dimension first. "same" puts the odd element behind, as PyTorch does. */
  private margins(): number[] {
    return this.kernelSize
      .flatMap((size, d): [number, number][] => {
        if (this.padding === "valid") return [[0, 0]];
        if (this.padding !== "same") return [[this.padding[d], this.padding[d]]];
        const total = this.dilation[d] * (size - 1);
        return [[Math.floor(total / 2), total - Math.floor(total / 2)]];
      })
      .reverse()
      .flat();
  }

  forward(x: Tensor): Tensor {
    const { stride, dilation, groups } = this;
    const isPadded = this.paddingMode !== "zeros";
    const input = isPadded ? pad(x, this.margins(), { mode: this.paddingMode as "reflect" }) : x;
    const padding = isPadded ? "valid" : this.padding;
    const options = { stride, dilation, groups, padding } as never;
    return this.spatial === 1
      ? conv1d(input, this.weight, this.bias, options)
      : conv2d(input, this.weight, this.bias, options);
  }

  override extraRepr(): string {
    const parts = [
      `${this.inChannels}, ${this.outChannels}`,
      `kernel_size=${tuple(this.kernelSize)}`,
      `stride=${tuple(this.stride)}`,
    ];
    const { padding } = this;
    if (typeof padding === "string") parts.push(`padding=${padding}`);
    else if (padding.some((size) => size !== 0)) parts.push(`padding=${tuple(padding)}`);
    if (this.dilation.some((step) => step !== 1)) parts.push(`dilation=${tuple(this.dilation)}`);
    if (this.groups !== 1) parts.push(`groups=${this.groups}`);
    if (this.bias === null) parts.push("bias=False");
    if (this.paddingMode !== "zeros") parts.push(`padding_mode=${this.paddingMode}`);
    return parts.join(", ");
  }
}

/**
 * A convolution over sequences (cross-correlation: the kernel is not flipped).
 *
 * Shapes: x [N, Cin, L] or [Cin, L] -> [N, Cout, L'], `L' = floor((L + 2 padding - dilation (k - 1) - 1) / stride) + 1`;
 * weight [Cout, Cin / groups, k], bias [Cout].
 * @throws {ValueError} for sizes that make no convolution.
 * @example
 * new nn.Conv1d(2, 4, 3, { padding: 1 }).forward(zeros(1, 2, 10)).shape; // => [1, 4, 10]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Conv1d.html
 */
export class Conv1d extends Convolution {
  constructor(inChannels: number, outChannels: number, kernelSize: number, options: Conv1dLayerOptions = {}) {
    super(1, inChannels, outChannels, kernelSize, options);
  }
}

/**
 * A convolution over images (cross-correlation: the kernel is not flipped).
 *
 * Shapes: x [N, Cin, H, W] or [Cin, H, W] -> [N, Cout, H', W'],
 * `H' = floor((H + 2 padding - dilation (kH - 1) - 1) / stride) + 1`; weight [Cout, Cin / groups, kH, kW], bias [Cout].
 * @throws {ValueError} for sizes that make no convolution.
 * @example
 * new nn.Conv2d(1, 64, 3, { padding: 1 }); // => Conv2d(1, 64, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
 */
export class Conv2d extends Convolution {
  constructor(inChannels: number, outChannels: number, kernelSize: Pair, options: Conv2dLayerOptions = {}) {
    super(2, inChannels, outChannels, kernelSize, options);
  }

  /** What `conv2d` is called with, unless the margin is filled with something else than zeros. */
  get options(): Conv2dOptions {
    const { stride, padding, dilation, groups } = this;
    return { stride, padding, dilation, groups } as Conv2dOptions;
  }
}

interface TransposedOptions<Size> {
  /** Step of the window over the output, >= 1. Default 1. */
  readonly stride?: Size;
  /** What is cut off the output on both sides, >= 0. Default 0. */
  readonly padding?: Size;
  /** What is added to the output at the end; less than stride or dilation. Default 0. */
  readonly outputPadding?: Size;
  /** Distance between the taps of the kernel, >= 1. Default 1. */
  readonly dilation?: Size;
  /** Into how many independent groups the channels fall. Default 1. */
  readonly groups?: number;
  /** Whether a bias per output channel is learned and added. Default true. */
  readonly bias?: boolean;
}

/** Options of {@link ConvTranspose1d}. */
export type ConvTranspose1dLayerOptions = TransposedOptions<number>;

/** Options of {@link ConvTranspose2d}. */
export type ConvTranspose2dLayerOptions = TransposedOptions<Pair>;

abstract class TransposedConvolution extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly outputPadding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;

  constructor(
    private readonly spatial: 1 | 2,
    readonly inChannels: number,
    readonly outChannels: number,
    kernelSize: Pair,
    options: TransposedOptions<Pair>,
  ) {
    super();
    const name = `ConvTranspose${spatial}d`;
    const { stride = 1, padding = 0, outputPadding = 0, dilation = 1, groups = 1, bias = true } = options;
    checkChannels(name, inChannels, outChannels, groups);
    this.kernelSize = sizes(name, "kernelSize", kernelSize, spatial, 1);
    this.stride = sizes(name, "stride", stride, spatial, 1);
    this.padding = sizes(name, "padding", padding, spatial, 0);
    this.outputPadding = sizes(name, "outputPadding", outputPadding, spatial, 0);
    this.dilation = sizes(name, "dilation", dilation, spatial, 1);
    this.groups = groups;
    this.weight = new Parameter(empty([inChannels, outChannels / groups, ...this.kernelSize]));
    this.bias = bias ? new Parameter(empty(outChannels)) : null;
    initLinear(this.weight, this.bias);
  }

  forward(x: Tensor): Tensor {
    const { stride, padding, outputPadding, dilation, groups } = this;
    const options = { stride, padding, outputPadding, dilation, groups } as never;
    return this.spatial === 1
      ? convTranspose1d(x, this.weight, this.bias, options)
      : convTranspose2d(x, this.weight, this.bias, options);
  }

  override extraRepr(): string {
    const parts = [
      `${this.inChannels}, ${this.outChannels}`,
      `kernel_size=${tuple(this.kernelSize)}`,
      `stride=${tuple(this.stride)}`,
    ];
    if (this.padding.some((size) => size !== 0)) parts.push(`padding=${tuple(this.padding)}`);
    if (this.dilation.some((step) => step !== 1)) parts.push(`dilation=${tuple(this.dilation)}`);
    if (this.outputPadding.some((size) => size !== 0)) parts.push(`output_padding=${tuple(this.outputPadding)}`);
    if (this.groups !== 1) parts.push(`groups=${this.groups}`);
    if (this.bias === null) parts.push("bias=False");
    return parts.join(", ");
  }
}

/**
 * The transpose of a {@link Conv1d}, which goes from its output's size back to its input's.
 *
 * Shapes: x [N, Cin, L] -> [N, Cout, L'], `L' = (L - 1) stride - 2 padding + dilation (k - 1) + outputPadding + 1`;
 * weight [Cin, Cout / groups, k], bias [Cout].
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html
 */
export class ConvTranspose1d extends TransposedConvolution {
  constructor(inChannels: number, outChannels: number, kernelSize: number, options: ConvTranspose1dLayerOptions = {}) {
    super(1, inChannels, outChannels, kernelSize, options);
  }
}

/**
 * The transpose of a {@link Conv2d}, which goes from its output's size back to its input's.
 *
 * Shapes: x [N, Cin, H, W] -> [N, Cout, H', W'],
 * `H' = (H - 1) stride - 2 padding + dilation (kH - 1) + outputPadding + 1`; weight [Cin, Cout / groups, kH, kW].
 * @example
 * new nn.ConvTranspose2d(4, 2, 2, { stride: 2 }).forward(zeros(1, 4, 7, 7)).shape; // => [1, 2, 14, 14]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
 */
export class ConvTranspose2d extends TransposedConvolution {
  constructor(inChannels: number, outChannels: number, kernelSize: Pair, options: ConvTranspose2dLayerOptions = {}) {
    super(2, inChannels, outChannels, kernelSize, options);
  }
}

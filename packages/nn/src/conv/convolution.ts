import { conv1d, conv2d, empty, pad, type Tensor, ValueError } from "@lumbre/tensor";
import { initLinear } from "../linear/initLinear.js";
import { requireCount, sizes } from "../module/checks.js";
import { tuple } from "../module/describe.js";
import { Module } from "../module/module.js";
import { Parameter } from "../module/parameter.js";

/** One whole number for both directions, or `[vertical, horizontal]`. */
export type Pair = number | readonly [number, number];

/** How a convolution fills its margin. */
export type PaddingMode = "zeros" | "reflect" | "replicate" | "circular";

export interface ConvOptions<Size> {
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

export function checkChannels(layer: string, inChannels: number, outChannels: number, groups: number): void {
  requireCount(layer, "inChannels", inChannels, 1);
  requireCount(layer, "outChannels", outChannels, 1);
  requireCount(layer, "groups", groups, 1);
  if (inChannels % groups !== 0)
    throw new ValueError(`${layer}: inChannels ${inChannels} must be divisible by groups ${groups}`);
  if (outChannels % groups !== 0)
    throw new ValueError(`${layer}: outChannels ${outChannels} must be divisible by groups ${groups}`);
}

/** What convolutions of one and two dimensions have in common. */
export abstract class Convolution extends Module<[x: Tensor], Tensor> {
  weight: Parameter;
  bias: Parameter | null;
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

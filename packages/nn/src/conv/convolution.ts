import { conv1d, conv2d, empty, type Pair, pad, type Single, type Tensor, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  anIntegerFrom,
  bind,
  defineSignature,
  either,
  oneOf,
  optional,
  required,
  sizes as sizesKind,
} from "@lumbre/tensor/engine";
import { initLinear } from "../linear/initLinear.js";
import { sizes } from "../module/checks.js";
import { tuple } from "../module/describe.js";
import { type FactoryOptions, factory, made } from "../module/factory.js";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";
import { Parameter } from "../module/parameter.js";

/** How a convolution fills its padding. */
export type PaddingMode = "zeros" | "reflect" | "replicate" | "circular";

export interface ConvOptions<Size> extends FactoryOptions {
  /** Step of the kernel, >= 1. Default 1. */
  readonly stride?: Size;
  /** Padding on both sides, >= 0; `"same"` keeps the size, `"valid"` is 0. Default 0. */
  readonly padding?: Size | "same" | "valid";
  /** Step between the elements of the kernel, >= 1. Default 1. */
  readonly dilation?: Size;
  /** Into how many independent groups the channels fall; divides both channel counts. Default 1. */
  readonly groups?: number;
  /** Whether a bias per output channel is learned and added. Default true. */
  readonly bias?: boolean;
  /** What the padding is filled with. Default "zeros". */
  readonly paddingMode?: PaddingMode;
}

export function checkChannels(layer: string, inChannels: number, outChannels: number, groups: number): void {
  if (inChannels % groups !== 0)
    throw new ValueError(`${layer}: inChannels ${inChannels} must be divisible by groups ${groups}`);
  if (outChannels % groups !== 0)
    throw new ValueError(`${layer}: outChannels ${outChannels} must be divisible by groups ${groups}`);
}

function signatureOf(layer: string) {
  return defineSignature(
    layer,
    required("inChannels", anIntegerFrom(1)),
    required("outChannels", anIntegerFrom(1)),
    required("kernelSize", sizesKind),
    optional("stride", sizesKind, 1),
    optional("padding", either(sizesKind, oneOf("same", "valid")), 0),
    optional("dilation", sizesKind, 1),
    optional("groups", anIntegerFrom(1), 1),
    optional("bias", aBoolean, true),
    optional("paddingMode", oneOf("zeros", "reflect", "replicate", "circular"), "zeros"),
    ...factory,
  );
}

/** The base of the convolutions of one and two dimensions, whose constructor they share. */
export abstract class Convolution<Size extends Single | Pair> extends Module<[x: Tensor], Tensor> {
  weight: Parameter;
  bias: Parameter | null;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[] | "same" | "valid";
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly paddingMode: PaddingMode;

  readonly inChannels: number;
  readonly outChannels: number;

  /** Dimensions that the kernel moves along. */
  protected abstract get spatial(): 1 | 2;

  /**
   * @param inChannels Channels of the input, >= 1.
   * @param outChannels Channels of the output, >= 1.
   * @param kernelSize Size of the kernel, >= 1.
   * @param stride Step of the kernel, >= 1. Default 1.
   * @param padding Padding on both sides, >= 0, or "same" or "valid". Default 0.
   * @param dilation Step between the elements of the kernel, >= 1. Default 1.
   * @param groups Number of independent groups of channels. Default 1.
   * @param bias True if a bias per output channel is learned. Default true.
   * @param paddingMode What the padding is filled with. Default "zeros".
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size,
    stride?: Size | ConvOptions<Size>,
    padding?: Size | "same" | "valid" | Omit<ConvOptions<Size>, "stride">,
    dilation?: Size | Omit<ConvOptions<Size>, "stride" | "padding">,
    groups?: number | Omit<ConvOptions<Size>, "stride" | "padding" | "dilation">,
    bias?: boolean | Omit<ConvOptions<Size>, "stride" | "padding" | "dilation" | "groups">,
    paddingMode?: PaddingMode | Omit<ConvOptions<Size>, "stride" | "padding" | "dilation" | "groups" | "bias">,
    options?: FactoryOptions,
  ) {
    const { name, prototype } = new.target;
    const bound = bind(signatureOf(name), arguments);
    super();
    const { spatial } = prototype;
    const [border, device, dtype] = [bound[4], bound[9], bound[10]];
    this.inChannels = bound[0];
    this.outChannels = bound[1];
    this.kernelSize = sizes(name, "kernelSize", bound[2], spatial, 1);
    this.stride = sizes(name, "stride", bound[3], spatial, 1);
    this.padding = typeof border === "string" ? border : sizes(name, "padding", border, spatial, 0);
    this.dilation = sizes(name, "dilation", bound[5], spatial, 1);
    this.groups = bound[6];
    this.paddingMode = bound[8];
    checkChannels(name, this.inChannels, this.outChannels, this.groups);
    if (this.padding === "same" && this.stride.some((step) => step !== 1))
      throw new ValueError(`${name}: padding "same" is not supported for strided convolutions`);
    const shape = [this.outChannels, this.inChannels / this.groups, ...this.kernelSize];
    this.weight = new Parameter(empty(shape, made(device, dtype)));
    this.bias = bound[7] ? new Parameter(empty([this.outChannels], made(device, dtype))) : null;
    initLinear(this.weight, this.bias);
  }

  /** The padding as `pad` takes it: last dimension first. "same" puts the odd element behind, as PyTorch does. */
  private borders(): number[] {
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
    requireInput(this, arguments);
    const { stride, dilation, groups } = this;
    const isPadded = this.paddingMode !== "zeros";
    const input = isPadded ? pad(x, this.borders(), { mode: this.paddingMode as "reflect" }) : x;
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

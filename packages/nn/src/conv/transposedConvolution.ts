import { convTranspose1d, convTranspose2d, empty, type Pair, type Single, type Tensor } from "@lumbre/tensor";
import {
  aBoolean,
  anIntegerFrom,
  bind,
  defineSignature,
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
import { checkChannels } from "./convolution.js";

export interface TransposedOptions<Size> extends FactoryOptions {
  /** Step of the kernel over the output, >= 1. Default 1. */
  readonly stride?: Size;
  /** What is cut off the output on both sides, >= 0. Default 0. */
  readonly padding?: Size;
  /** What is added to the output at the end; less than stride or dilation. Default 0. */
  readonly outputPadding?: Size;
  /** Step between the elements of the kernel, >= 1. Default 1. */
  readonly dilation?: Size;
  /** Into how many independent groups the channels fall. Default 1. */
  readonly groups?: number;
  /** Whether a bias per output channel is learned and added. Default true. */
  readonly bias?: boolean;
  /** Only "zeros", as in PyTorch. */
  readonly paddingMode?: "zeros";
}

function signatureOf(layer: string) {
  return defineSignature(
    layer,
    required("inChannels", anIntegerFrom(1)),
    required("outChannels", anIntegerFrom(1)),
    required("kernelSize", sizesKind),
    optional("stride", sizesKind, 1),
    optional("padding", sizesKind, 0),
    optional("outputPadding", sizesKind, 0),
    optional("groups", anIntegerFrom(1), 1),
    optional("bias", aBoolean, true),
    optional("dilation", sizesKind, 1),
    optional("paddingMode", oneOf("zeros"), "zeros"),
    ...factory,
  );
}

/** The base of the transposed convolutions of one and two dimensions, whose constructor they share. */
export abstract class TransposedConvolution<Size extends Single | Pair> extends Module<[x: Tensor], Tensor> {
  weight: Parameter;
  bias: Parameter | null;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly outputPadding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;

  readonly inChannels: number;
  readonly outChannels: number;

  /** Dimensions that the kernel moves along. */
  protected abstract get spatial(): 1 | 2;

  /**
   * @param inChannels Channels of the input, >= 1.
   * @param outChannels Channels of the output, >= 1.
   * @param kernelSize Size of the kernel, >= 1.
   * @param stride Step of the kernel, >= 1. Default 1.
   * @param padding What is cut off the output on both sides, >= 0. Default 0.
   * @param outputPadding What is added to the output at the end, less than stride or dilation. Default 0.
   * @param groups Number of independent groups of channels. Default 1.
   * @param bias True if a bias per output channel is learned. Default true.
   * @param dilation Step between the elements of the kernel, >= 1. Default 1.
   * @param paddingMode What the padding is filled with. Default "zeros".
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Size,
    stride?: Size | TransposedOptions<Size>,
    padding?: Size | Omit<TransposedOptions<Size>, "stride">,
    outputPadding?: Size | Omit<TransposedOptions<Size>, "stride" | "padding">,
    groups?: number | Omit<TransposedOptions<Size>, "stride" | "padding" | "outputPadding">,
    bias?: boolean | Omit<TransposedOptions<Size>, "stride" | "padding" | "outputPadding" | "groups">,
    dilation?: Size | Omit<TransposedOptions<Size>, "stride" | "padding" | "outputPadding" | "groups" | "bias">,
    paddingMode?:
      | "zeros"
      | Omit<TransposedOptions<Size>, "stride" | "padding" | "outputPadding" | "groups" | "bias" | "dilation">,
    options?: FactoryOptions,
  ) {
    const { name, prototype } = new.target;
    const bound = bind(signatureOf(name), arguments);
    super();
    const { spatial } = prototype;
    const [device, dtype] = [bound[10], bound[11]];
    this.inChannels = bound[0];
    this.outChannels = bound[1];
    this.kernelSize = sizes(name, "kernelSize", bound[2], spatial, 1);
    this.stride = sizes(name, "stride", bound[3], spatial, 1);
    this.padding = sizes(name, "padding", bound[4], spatial, 0);
    this.outputPadding = sizes(name, "outputPadding", bound[5], spatial, 0);
    this.groups = bound[6];
    this.dilation = sizes(name, "dilation", bound[8], spatial, 1);
    checkChannels(name, this.inChannels, this.outChannels, this.groups);
    const shape = [this.inChannels, this.outChannels / this.groups, ...this.kernelSize];
    this.weight = new Parameter(empty(shape, made(device, dtype)));
    this.bias = bound[7] ? new Parameter(empty([this.outChannels], made(device, dtype))) : null;
    initLinear(this.weight, this.bias);
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
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

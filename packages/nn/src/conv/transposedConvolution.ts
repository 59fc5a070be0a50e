import { convTranspose1d, convTranspose2d, empty, type Tensor } from "@lumbre/tensor";
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

/** The signature that `ConvTranspose1d` and `ConvTranspose2d` share. */
export function transposedSignature(layer: string) {
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

export abstract class TransposedConvolution extends Module<[x: Tensor], Tensor> {
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
  private readonly spatial: 1 | 2;

  constructor(spatial: 1 | 2, signature: ReturnType<typeof transposedSignature>, given: ArrayLike<unknown>) {
    const bound = bind(signature, given);
    const [inChannels, outChannels, kernelSize, stride, padding, outputPadding, groups, bias, dilation] = bound;
    const [device, dtype] = [bound[10], bound[11]];
    super();
    const name = `ConvTranspose${spatial}d`;
    this.spatial = spatial;
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    checkChannels(name, inChannels, outChannels, groups);
    this.kernelSize = sizes(name, "kernelSize", kernelSize, spatial, 1);
    this.stride = sizes(name, "stride", stride, spatial, 1);
    this.padding = sizes(name, "padding", padding, spatial, 0);
    this.outputPadding = sizes(name, "outputPadding", outputPadding, spatial, 0);
    this.dilation = sizes(name, "dilation", dilation, spatial, 1);
    this.groups = groups;
    this.weight = new Parameter(empty([inChannels, outChannels / groups, ...this.kernelSize], made(device, dtype)));
    this.bias = bias ? new Parameter(empty([outChannels], made(device, dtype))) : null;
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

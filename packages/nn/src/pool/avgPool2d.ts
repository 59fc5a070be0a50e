import { type AvgPool2dOptions, avgPool2d, type Pair, type Tensor } from "@lumbre/tensor";
import { aBoolean, anInteger, bind, defineSignature, nullable, optional, required } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";
import { size, wholeSizes } from "./size.js";

const signature = defineSignature(
  "AvgPool2d",
  required("kernelSize", wholeSizes),
  optional("stride", nullable(wholeSizes), null),
  optional("padding", wholeSizes, 0),
  optional("ceilMode", aBoolean, false),
  optional("countIncludePad", aBoolean, true),
  optional("divisorOverride", nullable(anInteger), null),
);

/**
 * The mean of each window of an image.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, H', W'].
 * @example
 * new nn.AvgPool2d(2)(tensor([[[1, 2], [3, 6]]])); // => tensor([[[3.]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
 */
export class AvgPool2d extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "AvgPool2d";

  readonly kernelSize: Pair;
  readonly stride: Pair | null;
  readonly padding: Pair;
  readonly ceilMode: boolean;
  readonly countIncludePad: boolean;
  readonly divisorOverride: number | null;

  /**
   * @param kernelSize Size of the window, >= 1.
   * @param stride Step of the window, >= 1. Default: the kernel size.
   * @param padding Zeros on each side, at most half the kernel. Default 0.
   * @param ceilMode True to let a last window stick out at the end. Default false.
   * @param countIncludePad True to count the padding in the mean. Default true.
   * @param divisorOverride What the sum is divided by. Default: the size of the window.
   */
  constructor(
    kernelSize: Pair,
    stride?: Pair | null | AvgPool2dOptions,
    padding?: Pair | Omit<AvgPool2dOptions, "stride">,
    ceilMode?: boolean | Pick<AvgPool2dOptions, "ceilMode" | "countIncludePad" | "divisorOverride">,
    countIncludePad?: boolean | Pick<AvgPool2dOptions, "countIncludePad" | "divisorOverride">,
    divisorOverride?: number | null | Pick<AvgPool2dOptions, "divisorOverride">,
  ) {
    const bound = bind(signature, arguments);
    super();
    this.kernelSize = bound[0] as Pair;
    this.stride = bound[1] as Pair | null;
    this.padding = bound[2] as Pair;
    this.ceilMode = bound[3];
    this.countIncludePad = bound[4];
    this.divisorOverride = bound[5];
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    const { kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride } = this;
    return avgPool2d(x, kernelSize, { stride, padding, ceilMode, countIncludePad, divisorOverride });
  }

  override extraRepr(): string {
    const { kernelSize, stride, padding } = this;
    return `kernel_size=${size(kernelSize)}, stride=${size(stride ?? kernelSize)}, padding=${size(padding)}`;
  }
}

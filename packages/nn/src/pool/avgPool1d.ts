import { type AvgPool1dOptions, avgPool1d, type Single, type Tensor } from "@lumbre/tensor";
import { aBoolean, bind, defineSignature, nullable, optional, required } from "@lumbre/tensor/engine";
import { tuple } from "../module/describe.js";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";
import { wholeSizes } from "./size.js";

const signature = defineSignature(
  "AvgPool1d",
  required("kernelSize", wholeSizes),
  optional("stride", nullable(wholeSizes), null),
  optional("padding", wholeSizes, 0),
  optional("ceilMode", aBoolean, false),
  optional("countIncludePad", aBoolean, true),
);

/**
 * The mean of each window of a sequence.
 *
 * Shapes: x [N, C, L] or [C, L] -> [N, C, L'].
 * @example
 * new nn.AvgPool1d(2)(tensor([[[1, 2, 3, 6]]])); // => tensor([[[1.5000, 4.5000]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html
 */
export class AvgPool1d extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "AvgPool1d";

  readonly kernelSize: Single;
  readonly stride: Single | null;
  readonly padding: Single;
  readonly ceilMode: boolean;
  readonly countIncludePad: boolean;

  /**
   * @param kernelSize Size of the window, >= 1.
   * @param stride Step of the window, >= 1. Default: the kernel size.
   * @param padding Zeros on each side, at most half the kernel. Default 0.
   * @param ceilMode True to let a last window stick out at the end. Default false.
   * @param countIncludePad True to count the padding in the mean. Default true.
   */
  constructor(
    kernelSize: Single,
    stride?: Single | null | AvgPool1dOptions,
    padding?: Single | Omit<AvgPool1dOptions, "stride">,
    ceilMode?: boolean | Pick<AvgPool1dOptions, "ceilMode" | "countIncludePad">,
    countIncludePad?: boolean | Pick<AvgPool1dOptions, "countIncludePad">,
  ) {
    const bound = bind(signature, arguments);
    super();
    this.kernelSize = bound[0] as Single;
    this.stride = bound[1] as Single | null;
    this.padding = bound[2] as Single;
    this.ceilMode = bound[3];
    this.countIncludePad = bound[4];
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    const { kernelSize, stride, padding, ceilMode, countIncludePad } = this;
    return avgPool1d(x, kernelSize, { stride, padding, ceilMode, countIncludePad });
  }

  override extraRepr(): string {
    const { kernelSize, stride, padding } = this;
    const single = (value: Single): string => tuple(typeof value === "number" ? [value] : value);
    return `kernel_size=${single(kernelSize)}, stride=${single(stride ?? kernelSize)}, padding=${single(padding)}`;
  }
}

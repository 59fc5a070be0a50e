import { type MaxPool2dOptions, maxPool2d, type Pair, type Tensor } from "@lumbre/tensor";
import { aBoolean, bind, defineSignature, nullable, optional, required } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";
import { describeMaxPool, wholeSizes } from "./size.js";

const signature = defineSignature(
  "MaxPool2d",
  required("kernelSize", wholeSizes),
  optional("stride", nullable(wholeSizes), null),
  optional("padding", wholeSizes, 0),
  optional("dilation", wholeSizes, 1),
  optional("returnIndices", aBoolean, false),
  optional("ceilMode", aBoolean, false),
);

/**
 * The maximum of each window of an image.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, H', W'].
 * With `returnIndices` forward gives `{ values, indices }`.
 * @example
 * new nn.MaxPool2d(2)(zeros(1, 3, 8, 8)).shape; // => [1, 3, 4, 4]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
 */
export class MaxPool2d extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "MaxPool2d";

  readonly kernelSize: Pair;
  readonly stride: Pair | null;
  readonly padding: Pair;
  readonly dilation: Pair;
  readonly returnIndices: boolean;
  readonly ceilMode: boolean;

  /**
   * @param kernelSize Size of the window, >= 1.
   * @param stride Step of the window, >= 1. Default: the kernel size.
   * @param padding Minus infinities on each side, at most half the kernel. Default 0.
   * @param dilation Step between the elements of a window, >= 1. Default 1.
   * @param returnIndices True to also return where the maxima were. Default false.
   * @param ceilMode True to let a last window stick out at the end. Default false.
   */
  constructor(
    kernelSize: Pair,
    stride?: Pair | null | MaxPool2dOptions,
    padding?: Pair | Omit<MaxPool2dOptions, "stride">,
    dilation?: Pair | Pick<MaxPool2dOptions, "dilation" | "returnIndices" | "ceilMode">,
    returnIndices?: boolean | Pick<MaxPool2dOptions, "returnIndices" | "ceilMode">,
    ceilMode?: boolean | Pick<MaxPool2dOptions, "ceilMode">,
  ) {
    const bound = bind(signature, arguments);
    super();
    this.kernelSize = bound[0] as Pair;
    this.stride = bound[1] as Pair | null;
    this.padding = bound[2] as Pair;
    this.dilation = bound[3] as Pair;
    this.returnIndices = bound[4];
    this.ceilMode = bound[5];
  }

  /** What `maxPool2d` is called with. */
  get options(): Omit<MaxPool2dOptions, "returnIndices"> {
    const { stride, padding, dilation, ceilMode } = this;
    return { stride, padding, dilation, ceilMode };
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    const { kernelSize } = this;
    if (!this.returnIndices) return maxPool2d(x, kernelSize, this.options);
    // The type says what nearly every program wants, as the module's Output has to be one.
    return maxPool2d(x, kernelSize, { ...this.options, returnIndices: true }) as unknown as Tensor;
  }

  override extraRepr(): string {
    return describeMaxPool(this);
  }
}

import { type MaxPool1dOptions, maxPool1d, type Single, type Tensor } from "@lumbre/tensor";
import { aBoolean, bind, defineSignature, nullable, optional, required } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";
import { describeMaxPool, wholeSizes } from "./size.js";

const signature = defineSignature(
  "MaxPool1d",
  required("kernelSize", wholeSizes),
  optional("stride", nullable(wholeSizes), null),
  optional("padding", wholeSizes, 0),
  optional("dilation", wholeSizes, 1),
  optional("returnIndices", aBoolean, false),
  optional("ceilMode", aBoolean, false),
);

/**
 * The maximum of each window of a sequence.
 *
 * Shapes: x [N, C, L] or [C, L] -> [N, C, L'].
 * With `returnIndices` forward gives `{ values, indices }`.
 * @example
 * new nn.MaxPool1d(2)(tensor([[[1, 5, 2, 0]]])); // => tensor([[[5., 2.]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html
 */
export class MaxPool1d extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "MaxPool1d";

  readonly kernelSize: Single;
  readonly stride: Single | null;
  readonly padding: Single;
  readonly dilation: Single;
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
    kernelSize: Single,
    stride?: Single | null | MaxPool1dOptions,
    padding?: Single | Omit<MaxPool1dOptions, "stride">,
    dilation?: Single | Pick<MaxPool1dOptions, "dilation" | "returnIndices" | "ceilMode">,
    returnIndices?: boolean | Pick<MaxPool1dOptions, "returnIndices" | "ceilMode">,
    ceilMode?: boolean | Pick<MaxPool1dOptions, "ceilMode">,
  ) {
    const bound = bind(signature, arguments);
    super();
    this.kernelSize = bound[0] as Single;
    this.stride = bound[1] as Single | null;
    this.padding = bound[2] as Single;
    this.dilation = bound[3] as Single;
    this.returnIndices = bound[4];
    this.ceilMode = bound[5];
  }

  /** What `maxPool1d` is called with. */
  get options(): Omit<MaxPool1dOptions, "returnIndices"> {
    const { stride, padding, dilation, ceilMode } = this;
    return { stride, padding, dilation, ceilMode };
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    const { kernelSize } = this;
    if (!this.returnIndices) return maxPool1d(x, kernelSize, this.options);
    // The type says what nearly every program wants, as the module's Output has to be one.
    return maxPool1d(x, kernelSize, { ...this.options, returnIndices: true }) as unknown as Tensor;
  }

  override extraRepr(): string {
    return describeMaxPool(this);
  }
}

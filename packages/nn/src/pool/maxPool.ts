import type { MaxPool2dOptions, Tensor } from "@lumbre/tensor";
import { aBoolean, bind, defineSignature, nullable, optional, required } from "@lumbre/tensor/engine";
import { pythonBool } from "../module/describe.js";
import { Module } from "../module/module.js";
import { type Size, size, wholeSizes } from "./size.js";

/** Options of the max poolings, whose sizes are a number, or one for each dimension. */
interface MaxPoolOptions<S> extends Omit<MaxPool2dOptions, "stride" | "padding" | "dilation"> {
  /** Step of the window, >= 1. Default: the kernel size. */
  readonly stride?: S | null;
  /** Minus infinities on each side, at most half the kernel. Default 0. */
  readonly padding?: S;
  /** Step between the elements of a window, >= 1. Default 1. */
  readonly dilation?: S;
}

/** The base of the max poolings, whose constructor they share. */
export abstract class MaxPool<S extends Size> extends Module<[x: Tensor], Tensor> {
  readonly kernelSize: S;
  readonly stride: S | null;
  readonly padding: S;
  readonly dilation: S;
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
    kernelSize: S,
    stride?: S | null | MaxPoolOptions<S>,
    padding?: S | Omit<MaxPoolOptions<S>, "stride">,
    dilation?: S | Pick<MaxPoolOptions<S>, "dilation" | "returnIndices" | "ceilMode">,
    returnIndices?: boolean | Pick<MaxPoolOptions<S>, "returnIndices" | "ceilMode">,
    ceilMode?: boolean | Pick<MaxPoolOptions<S>, "ceilMode">,
  ) {
    const bound = bind(signatureOf(new.target.name), arguments);
    super();
    this.kernelSize = bound[0] as S;
    this.stride = bound[1] as S | null;
    this.padding = bound[2] as S;
    this.dilation = bound[3] as S;
    this.returnIndices = bound[4];
    this.ceilMode = bound[5];
  }

  /** What the function of the same name is called with. */
  get options(): Omit<MaxPoolOptions<S>, "returnIndices"> {
    const { stride, padding, dilation, ceilMode } = this;
    return { stride, padding, dilation, ceilMode };
  }

  override extraRepr(): string {
    const { kernelSize, stride, padding, dilation, ceilMode } = this;
    return `kernel_size=${size(kernelSize)}, stride=${size(stride ?? kernelSize)}, padding=${size(padding)}, dilation=${size(dilation)}, ceil_mode=${pythonBool(ceilMode)}`;
  }
}

function signatureOf(layer: string) {
  return defineSignature(
    layer,
    required("kernelSize", wholeSizes),
    optional("stride", nullable(wholeSizes), null),
    optional("padding", wholeSizes, 0),
    optional("dilation", wholeSizes, 1),
    optional("returnIndices", aBoolean, false),
    optional("ceilMode", aBoolean, false),
  );
}

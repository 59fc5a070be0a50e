import {
  type AvgPool1dOptions,
  type AvgPool2dOptions,
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  avgPool1d,
  avgPool2d,
  type MaxPool1dOptions,
  type MaxPool2dOptions,
  maxPool1d,
  maxPool2d,
  type Tensor,
} from "@lumbre/tensor";
import { pythonBool, tuple } from "../describe.js";
import { Module } from "../module.js";
import type { Pair } from "./conv.js";

type Size = number | readonly number[];

/** A size as PyTorch prints it: as it was given. */
function size(value: Size): string {
  return typeof value === "number" ? String(value) : tuple(value);
}

function describeMaxPool(kernelSize: Size, options: MaxPool1dOptions | MaxPool2dOptions): string {
  const { stride = null, padding = 0, dilation = 1, ceilMode = false } = options;
  return `kernel_size=${size(kernelSize)}, stride=${size(stride ?? kernelSize)}, padding=${size(padding)}, dilation=${size(dilation)}, ceil_mode=${pythonBool(ceilMode)}`;
}

/**
 * The maximum of each window of a sequence.
 *
 * Shapes: x [N, C, L] or [C, L] -> [N, C, L'].
 * @see https://pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html
 */
export class MaxPool1d extends Module {
  constructor(
    readonly kernelSize: number,
    readonly options: Omit<MaxPool1dOptions, "returnIndices"> = {},
  ) {
    super();
  }

  forward(x: Tensor): Tensor {
    return maxPool1d(x, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    return describeMaxPool(this.kernelSize, this.options);
  }
}

/**
 * The maximum of each window of an image.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, H', W'].
 * @example
 * new nn.MaxPool2d(2).forward(zeros(1, 3, 8, 8)).shape; // => [1, 3, 4, 4]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
 */
export class MaxPool2d extends Module {
  constructor(
    readonly kernelSize: Pair,
    readonly options: Omit<MaxPool2dOptions, "returnIndices"> = {},
  ) {
    super();
  }

  forward(x: Tensor): Tensor {
    return maxPool2d(x, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    return describeMaxPool(this.kernelSize, this.options);
  }
}

/**
 * The mean of each window of a sequence.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html
 */
export class AvgPool1d extends Module {
  constructor(
    readonly kernelSize: number,
    readonly options: AvgPool1dOptions = {},
  ) {
    super();
  }

  forward(x: Tensor): Tensor {
    return avgPool1d(x, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    const { stride = null, padding = 0 } = this.options;
    const single = (value: Size): string => tuple(typeof value === "number" ? [value] : value);
    return `kernel_size=${single(this.kernelSize)}, stride=${single(stride ?? this.kernelSize)}, padding=${single(padding)}`;
  }
}

/**
 * The mean of each window of an image.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
 */
export class AvgPool2d extends Module {
  constructor(
    readonly kernelSize: Pair,
    readonly options: AvgPool2dOptions = {},
  ) {
    super();
  }

  forward(x: Tensor): Tensor {
    return avgPool2d(x, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    const { stride = null, padding = 0 } = this.options;
    return `kernel_size=${size(this.kernelSize)}, stride=${size(stride ?? this.kernelSize)}, padding=${size(padding)}`;
  }
}

/** A size of an adaptive pooling; null keeps the input's. */
export type AdaptivePair = number | null | readonly [number | null, number | null];

function adaptiveSize(value: AdaptivePair): string {
  const one = (part: number | null): string => (part === null ? "None" : String(part));
  return Array.isArray(value) ? `(${value.map(one).join(", ")})` : one(value as number | null);
}

/**
 * The mean of each of `outputSize` windows, as equal as can be, whatever the input's length.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html
 */
export class AdaptiveAvgPool1d extends Module {
  constructor(readonly outputSize: number) {
    super();
  }

  forward(x: Tensor): Tensor {
    return adaptiveAvgPool1d(x, this.outputSize);
  }

  override extraRepr(): string {
    return `output_size=${adaptiveSize(this.outputSize)}`;
  }
}

/**
 * The mean of each of `outputSize` windows, as equal as can be, whatever the input's size.
 *
 * @example
 * new nn.AdaptiveAvgPool2d(1).forward(ones(2, 3, 5, 7)).shape; // => [2, 3, 1, 1]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
 */
export class AdaptiveAvgPool2d extends Module {
  constructor(readonly outputSize: AdaptivePair) {
    super();
  }

  forward(x: Tensor): Tensor {
    return adaptiveAvgPool2d(x, this.outputSize);
  }

  override extraRepr(): string {
    return `output_size=${adaptiveSize(this.outputSize)}`;
  }
}

/**
 * The maximum of each of `outputSize` windows, whatever the input's length.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool1d.html
 */
export class AdaptiveMaxPool1d extends Module {
  constructor(readonly outputSize: number) {
    super();
  }

  forward(x: Tensor): Tensor {
    return adaptiveMaxPool1d(x, this.outputSize);
  }

  override extraRepr(): string {
    return `output_size=${adaptiveSize(this.outputSize)}`;
  }
}

/**
 * The maximum of each of `outputSize` windows, whatever the input's size.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
 */
export class AdaptiveMaxPool2d extends Module {
  constructor(readonly outputSize: AdaptivePair) {
    super();
  }

  forward(x: Tensor): Tensor {
    return adaptiveMaxPool2d(x, this.outputSize);
  }

  override extraRepr(): string {
    return `output_size=${adaptiveSize(this.outputSize)}`;
  }
}

import type { MaxPool1dOptions, MaxPool2dOptions } from "@lumbre/tensor";
import { pythonBool, tuple } from "../module/describe.js";

export type Size = number | readonly number[];

/** A size as PyTorch prints it: as it was given. */
export function size(value: Size): string {
  return typeof value === "number" ? String(value) : tuple(value);
}

export function describeMaxPool(kernelSize: Size, options: MaxPool1dOptions | MaxPool2dOptions): string {
  const { stride = null, padding = 0, dilation = 1, ceilMode = false } = options;
  return `kernel_size=${size(kernelSize)}, stride=${size(stride ?? kernelSize)}, padding=${size(padding)}, dilation=${size(dilation)}, ceil_mode=${pythonBool(ceilMode)}`;
}

/** A size of an adaptive pooling; null keeps the input's. */
export type AdaptivePair = number | null | readonly [number | null, number | null];

export function adaptiveSize(value: AdaptivePair): string {
  const one = (part: number | null): string => (part === null ? "None" : String(part));
  return Array.isArray(value) ? `(${value.map(one).join(", ")})` : one(value as number | null);
}

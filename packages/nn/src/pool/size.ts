import { defineKind, type Kind } from "@lumbre/tensor/engine";
import { pythonBool, tuple } from "../module/describe.js";

export type Size = number | readonly number[];

/** A size as PyTorch prints it: as it was given. */
export function size(value: Size): string {
  return typeof value === "number" ? String(value) : tuple(value);
}

/** The fields of a max pooling. */
export interface MaxPoolFields {
  readonly kernelSize: Size;
  readonly stride: Size | null;
  readonly padding: Size;
  readonly dilation: Size;
  readonly ceilMode: boolean;
}

export function describeMaxPool({ kernelSize, stride, padding, dilation, ceilMode }: MaxPoolFields): string {
  return `kernel_size=${size(kernelSize)}, stride=${size(stride ?? kernelSize)}, padding=${size(padding)}, dilation=${size(dilation)}, ceil_mode=${pythonBool(ceilMode)}`;
}

/** A size of an adaptive pooling; null keeps the input's. */
export type AdaptivePair = number | null | readonly [number | null, number | null];

const isWhole = (value: unknown): boolean => Number.isInteger(value);

/** What a layer keeps for the pooling, which checks the rest. */
export const wholeSizes: Kind<Size> = defineKind(
  "an integer or a list of integers",
  (value) => isWhole(value) || (Array.isArray(value) && value.every(isWhole)),
);

export const adaptiveSizes: Kind<number | null | readonly (number | null)[]> = defineKind(
  "an integer, null, or a list of them",
  (value) => value === null || isWhole(value) || (Array.isArray(value) && value.every((v) => v === null || isWhole(v))),
);

export function adaptiveSize(value: AdaptivePair): string {
  const one = (part: number | null): string => (part === null ? "None" : String(part));
  return Array.isArray(value) ? `(${value.map(one).join(", ")})` : one(value as number | null);
}

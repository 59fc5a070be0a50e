import { defineKind, type Kind } from "@lumbre/tensor/engine";
import { tuple } from "../module/describe.js";

export type Size = number | readonly number[];

/** A size as PyTorch prints it: as it was given. */
export function size(value: Size): string {
  return typeof value === "number" ? String(value) : tuple(value);
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

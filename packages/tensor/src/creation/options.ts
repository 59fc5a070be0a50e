import { isPlainObject } from "../arguments/describe.js";
import { aBoolean, nullable } from "../arguments/kinds.js";
import { named } from "../arguments/signature.js";
import { aDevice, aDType, aFloatDType, aGenerator } from "../arguments/tensorKinds.js";
import type { Device } from "../device.js";
import type { DType } from "../dtype.js";
import type { Generator } from "../generator.js";
import type { Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";

/** Options of the functions that make a tensor. */
export interface TensorOptions {
  /** Type of the elements. Default float32. */
  readonly dtype?: DType | null;
  /** Device that holds the elements. Default: the default device. */
  readonly device?: Device | null;
  /** Compute gradients for the tensor; floats only. Default false. */
  readonly requiresGrad?: boolean;
}

/** Options of the functions that draw random numbers. */
export interface RandomOptions extends TensorOptions {
  /** Source of the numbers. Default: the generator that `manualSeed` starts. */
  readonly generator?: Generator | null;
}

/** Options of the methods that draw random numbers. */
export interface GeneratorOptions {
  /** Source of the numbers. Default: the generator that `manualSeed` starts. */
  readonly generator?: Generator | null;
}

/** Sizes with options behind them, or among them: `zeros(2, 3)`, `zeros([2, 3])`, `zeros(2, 3, { dtype: "int32" })`. */
export type SizesAndOptions = SizesWith<TensorOptions>;

/** Sizes with options of random functions behind them. */
export type RandomArguments = SizesWith<RandomOptions>;

// Options behind sizes want a first size, or they alone would be sizes; without options a list may be spread.
type SizesWith<Options> =
  | [...size: number[]]
  | [first: number, ...size: number[], options: Options]
  | [size: Shape, options?: Options]
  | [options: Options & { readonly size: Shape }];

const deviceAndGrad = [named("device", nullable(aDevice), null), named("requiresGrad", aBoolean, false)] as const;

/** Parameters that every function that makes a tensor takes by name. */
export const tensorParameters = [named("dtype", nullable(aDType), null), ...deviceAndGrad] as const;

/** The same, of functions that make floats. */
export const floatParameters = [named("dtype", nullable(aFloatDType), null), ...deviceAndGrad] as const;

export const generatorParameter = named("generator", nullable(aGenerator), null);

/** Turns gradients on where that is asked for. */
export function withGrad(x: Tensor, requiresGrad: boolean): Tensor {
  if (requiresGrad) x.requiresGrad = true;
  return x;
}

/**
 * The arguments with a first bound of 0 where it is left out: `arange(5)` is `arange(0, 5)`.
 *
 * @param at Index of that bound.
 * @param following Name of the parameter behind it.
 */
export function withFirstBound(given: ArrayLike<unknown>, at: number, following: string): unknown[] {
  const all = Array.from(given);
  const next = all[at + 1];
  const isAlone = typeof next !== "number" && next !== null && !(isPlainObject(next) && following in next);
  if (typeof all[at] !== "number" || !isAlone) return all;
  return [...all.slice(0, at), 0, all[at], ...all.slice(next === undefined ? at + 2 : at + 1)];
}

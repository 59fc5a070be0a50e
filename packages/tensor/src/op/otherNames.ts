import { requireCast } from "../dtype.js";
import { ShapeError } from "../errors.js";
import { formatShape, sameShape } from "../shape.js";
import { isTensor, type Tensor } from "../tensor.js";
import { callAs } from "./callAs.js";
import { engine } from "./engine.js";
import { requireWritable } from "./inPlace.js";

// biome-ignore lint/suspicious/noExplicitAny: a function of any type
type AnyFunction = (...given: any[]) => unknown;

/** The function behind each alias and each method that {@link inPlaceOf} makes, by name. */
export const originals = new Map<string, string>();

/** A function under another name, which is the one that its errors say, also in the call that they propose. */
export function aliasOf<F extends AnyFunction>(name: string, fn: F, original: string): F {
  originals.set(name, original);
  return ((...given: unknown[]) => callAs(name, () => fn(...given), original)) as F;
}

/**
 * A function's in-place twin: what the function computes is written into its first argument, which is returned. Recorded,
 * it costs a copy of the old values, which the gradient may need.
 */
export function inPlaceOf<F extends AnyFunction>(name: string, fn: F): F {
  originals.set(name, name.slice(0, -1));
  return ((x: Tensor, ...given: unknown[]) =>
    callAs(
      name,
      () => {
        if (isTensor(x)) requireWritable(name, x);
        const isRecorded = engine !== null && [x, ...given].some((value) => isTensor(value) && value.requiresGrad);
        const input = isRecorded ? x.clone() : x;
        overwrite(x, fn(input, ...given.map((value) => (value === x ? input : value))) as Tensor);
        x.storage.changedBy = name;
        return x;
      },
      originals.get(name),
    )) as F;
}

function overwrite(x: Tensor, result: Tensor): void {
  if (!sameShape(result.shape, x.shape)) {
    throw new ShapeError(
      `copy_: output of shape ${formatShape(x.shape)} cannot hold the result of shape ${formatShape(result.shape)}`,
    );
  }
  requireCast("copy_", result.dtype, x.dtype);
  x.copy_(result);
}

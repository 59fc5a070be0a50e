import { ArgumentError } from "@lumbre/tensor";
import { describe } from "@lumbre/tensor/engine";
import { defineTransform, type Transform } from "./transform.js";

type AnyTransform = ((x: never) => unknown) & { batch?(x: never): unknown; readonly isPixelwise?: boolean };

/**
 * Several transforms, one after the other, given one by one or, as in PyTorch, as a list. It can do batches at once when all of them can.
 *
 * @example
 * const transform = transforms.compose(transforms.toTensor(), transforms.normalize([0.5], [0.5]));
 * transform(tensor([[0, 255]], { dtype: "uint8" })); // => tensor([[[-1.,  1.]]])
 * @see https://pytorch.org/vision/stable/generated/torchvision.transforms.Compose.html
 */
export function compose<A, B>(first: Transform<A, B>): Transform<A, B>;
export function compose<A, B, C>(first: Transform<A, B>, second: Transform<B, C>): Transform<A, C>;
export function compose<A, B, C, D>(
  first: Transform<A, B>,
  second: Transform<B, C>,
  third: Transform<C, D>,
): Transform<A, D>;
export function compose<A, B, C, D, E>(
  first: Transform<A, B>,
  second: Transform<B, C>,
  third: Transform<C, D>,
  fourth: Transform<D, E>,
): Transform<A, E>;
export function compose<A>(...all: Transform<A, A>[]): Transform<A, A>;
// biome-ignore lint/suspicious/noExplicitAny: a list says nothing of what one transform hands to the next
export function compose<Out = any>(all: readonly Transform<never, unknown>[]): Transform<any, Out>;
export function compose(...given: (AnyTransform | readonly AnyTransform[])[]): Transform<unknown, unknown> {
  const all = (given.length === 1 && Array.isArray(given[0]) ? given[0] : given) as readonly AnyTransform[];
  if (all.length === 0) throw new ArgumentError("compose: expected at least one transform");
  for (const [i, transform] of all.entries()) {
    if (typeof transform !== "function") {
      throw new ArgumentError(`compose: transform ${i} must be a function of an item, got ${describe(transform)}`);
    }
  }
  const chain = (parts: readonly ((x: never) => unknown)[]) => (x: unknown) =>
    parts.reduce((value, part) => part(value as never), x);
  const batches = all.map((transform) => transform.batch);
  const canBatch = batches.every((batch) => batch !== undefined);
  const isPixelwise = all.every((transform) => transform.isPixelwise === true);
  return canBatch ? defineTransform(chain(all), chain(batches), isPixelwise) : defineTransform(chain(all));
}

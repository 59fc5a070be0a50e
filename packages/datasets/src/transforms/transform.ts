import { aFunction, bind, defineSignature, nullable, optional, positional } from "@lumbre/tensor/engine";

/**
 * A function of one item, such as an image, that may also know how to do the same to a whole batch at once. With
 * `batch(stacked items)` equal to the stacked results one by one, a dataset uses whichever is faster.
 */
export interface Transform<In, Out> {
  (x: In): Out;
  /** The same for items that are stacked along a new first dimension. */
  batch?(x: In): Out;
  /**
   * True if each element of an image without channels becomes one element, in the same order, that depends on its value
   * alone. A dataset of bytes then computes the 256 results once and looks them up.
   */
  readonly isPixelwise?: boolean;
}

/** A transform from its two forms. */
export function defineTransform<In, Out>(
  one: (x: In) => Out,
  batch?: (x: In) => Out,
  isPixelwise = false,
): Transform<In, Out> {
  const transform = (x: In): Out => one(x);
  return Object.assign(transform, batch === undefined ? {} : { batch }, { isPixelwise });
}

const signature = defineSignature(
  "lambda",
  positional("one", aFunction("a function of one item")),
  optional("batch", nullable(aFunction("a function of a batch")), null),
);

/**
 * A transform from a function, and perhaps from one that does the same to a batch.
 *
 * @param one Transforms one item.
 * @param batch Transforms items that are stacked along a new first dimension, with the same results.
 * @example
 * const invert = transforms.lambda((x: Tensor) => x.neg().add(1));
 * invert(tensor([0, 0.25])); // => tensor([1.0000, 0.7500])
 * @see https://pytorch.org/vision/stable/generated/torchvision.transforms.Lambda.html
 */
export function lambda<In, Out>(one: (x: In) => Out, batch?: ((x: In) => Out) | null): Transform<In, Out> {
  bind(signature, arguments);
  return defineTransform(one, batch ?? undefined);
}

/**
 * A function of one item, such as an image, that may also know how to do the same to a whole batch at once. With
 * `batch(stacked items)` equal to the stacked results one by one, a dataset uses whichever is faster. Those of
 * `@lumbre/vision` are such functions, and so is every function that takes an item.
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

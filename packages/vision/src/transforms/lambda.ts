import { aFunction, anything, bind, defineSignature, nullable, optional, required } from "@lumbre/tensor/engine";
import { BaseTransform } from "./baseTransform.js";

/** Options of {@link Lambda}. */
export interface LambdaOptions<In, Out> {
  /** Transforms items that are stacked along a new first dimension, with the same results. Default: none. */
  readonly batch?: ((x: In) => Out) | null;
}

const signature = defineSignature(
  "Lambda",
  required("lambd", aFunction("a function of one item")),
  optional("batch", nullable(aFunction("a function of a batch")), null),
);

const forwardSignature = defineSignature("Lambda", required("x", anything));

/**
 * A transform from a function, and perhaps from one that does the same to a batch.
 *
 * @example
 * const invert = new transforms.Lambda((x: Tensor) => x.neg().add(1));
 * invert(tensor([0, 0.25])); // => tensor([1.0000, 0.7500])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.Lambda.html
 */
export class Lambda<In, Out> extends BaseTransform<In, Out> {
  static override readonly name: string = "Lambda";

  readonly lambd: (x: In) => Out;
  /** @internal */
  readonly batch?: (x: In) => Out;

  /**
   * @param lambd Transforms one item.
   * @param batch Transforms items that are stacked along a new first dimension, with the same results. Default: none.
   */
  constructor(lambd: (x: In) => Out, batch?: ((x: In) => Out) | null | LambdaOptions<In, Out>) {
    super();
    const [one, all] = bind(signature, arguments);
    this.lambd = one as (x: In) => Out;
    if (all !== null) this.batch = all as (x: In) => Out;
  }

  forward(x: In): Out {
    bind(forwardSignature, arguments);
    return this.lambd(x);
  }
}

/** A transform is a function: `transform(x)` is `transform.forward(x)`. */
export interface BaseTransform<In, Out> {
  // biome-ignore lint/style/useShorthandFunctionType: only an interface merges with a class
  (x: In): Out;
}

/** The base of all transforms: an object that is called as a function. */
export abstract class BaseTransform<In, Out> {
  constructor() {
    const transform = ((...given: [In]) => transform.forward(...given)) as this & { name?: string; length?: number };
    Object.setPrototypeOf(transform, new.target.prototype);
    delete transform.name;
    delete transform.length;
    // biome-ignore lint/correctness/noConstructorReturn: subclasses set their fields on what is returned here
    return transform;
  }

  /** Transforms one item; `transform(x)` calls it. */
  abstract forward(x: In): Out;

  /** The name that error messages give it. */
  protected get op(): string {
    return this.constructor.name;
  }
}

import { Tensor } from "@lumbre/tensor";

/** Options of {@link Parameter}. */
export interface ParameterOptions {
  /** Whether it is trained. Default true. */
  readonly requiresGrad?: boolean;
}

/**
 * A tensor that a module learns: as a field of a module it is found by `parameters()`. Shares the memory of `data`.
 *
 * @example
 * const p = new Parameter(tensor([1, 2]));
 * p.requiresGrad; // => true
 * p; // => Parameter containing:
 * // tensor([1., 2.], requires_grad=True)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html
 */
export class Parameter extends Tensor {
  constructor(data: Tensor, options: ParameterOptions = {}) {
    super(data.storage, data.shape, data.strides, data.offset);
    this.requiresGrad = options.requiresGrad ?? true;
    Object.defineProperty(this, "toString", {
      value: () => `Parameter containing:\n${Tensor.prototype.toString.call(this)}`,
    });
  }
}

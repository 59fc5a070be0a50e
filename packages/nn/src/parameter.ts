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

/** Options of {@link Buffer}. */
export interface BufferOptions {
  /** Whether the state dict has it. Default true. */
  readonly persistent?: boolean;
}

/**
 * A tensor that belongs to a module's state but is not learned, such as a running mean: as a field of a module it is
 * found by `buffers()`, saved and moved along. A field that is a plain tensor is neither.
 *
 * @see https://pytorch.org/docs/stable/generated/torch.nn.parameter.Buffer.html
 */
export class Buffer extends Tensor {
  readonly persistent: boolean;

  constructor(data: Tensor, options: BufferOptions = {}) {
    super(data.storage, data.shape, data.strides, data.offset);
    this.persistent = options.persistent ?? true;
  }
}

import { Tensor } from "@lumbre/tensor";
import { brand } from "./copies.js";

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
    super(data);
    this.persistent = options.persistent ?? true;
  }
}

brand(Buffer);

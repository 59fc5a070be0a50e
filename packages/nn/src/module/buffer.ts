import { Tensor } from "@lumbre/tensor";
import { aBoolean, aTensor, bind, defineSignature, optional, required } from "@lumbre/tensor/engine";
import { brand } from "./copies.js";

const signature = defineSignature("Buffer", required("data", aTensor), optional("persistent", aBoolean, true));

/** Options of {@link Buffer}. */
export interface BufferOptions {
  /** True if the state dict has it. Default true. */
  readonly persistent?: boolean;
}

/**
 * A tensor that belongs to a module's state but is not learned, such as a running mean: as a field of a module it is
 * found by `buffers()`, saved and moved along. A field that is a plain tensor is neither.
 *
 * @param data The values, whose memory it shares.
 * @param persistent True if the state dict has it. Default true.
 * @throws {ArgumentError} for what is no tensor.
 * @example
 * class Centred extends nn.Module {
 *   mean = new nn.Buffer(tensor([1, 2]));
 *   forward(x) {
 *     return x.sub(this.mean);
 *   }
 * }
 * new Centred().buffers().length; // => 1
 * @see https://pytorch.org/docs/stable/generated/torch.nn.parameter.Buffer.html
 */
export class Buffer extends Tensor {
  readonly persistent: boolean;
  /** True for a counter that files of old versions lack: it is 0 after they are loaded. @internal */
  isAddedLater = false;

  constructor(data: Tensor, persistent?: boolean | BufferOptions) {
    const [values, isSaved] = bind(signature, arguments);
    super(values);
    this.persistent = isSaved;
  }
}

brand(Buffer);

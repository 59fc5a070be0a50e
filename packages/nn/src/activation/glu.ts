import { ShapeError, type Tensor } from "@lumbre/tensor";
import {
  anInteger,
  aTensor,
  bind,
  defineSignature,
  formatShape,
  normalizeDim,
  optional,
  positional,
} from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

/** Options of {@link glu}, and of the layer GLU. */
export interface GluOptions {
  /** The dimension that is halved, -ndim <= dim < ndim. Default -1. */
  readonly dim?: number;
}

const gluSignature = defineSignature("glu", positional("x", aTensor), optional("dim", anInteger, -1));
const layerSignature = defineSignature("GLU", optional("dim", anInteger, -1));

/**
 * The gated linear unit: one half of the elements times the sigmoid of the other half, `a * sigmoid(b)` with a and b the
 * halves of x along `dim`.
 *
 * Shapes: [.., 2n, ..] -> [.., n, ..].
 *
 * @param dim The dimension that is halved, -ndim <= dim < ndim. Default -1.
 * @throws {ShapeError} for a dimension of odd size, and for a 0-d tensor.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * functional.glu(tensor([3, 4, 0, 100])); // => tensor([1.5000, 4.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.glu.html
 */
export function glu(x: Tensor, dim?: number | GluOptions): Tensor {
  const [input, given] = bind(gluSignature, arguments);
  if (input.ndim === 0) throw new ShapeError("glu: expected at least one dimension to halve, got a 0-d tensor");
  const along = normalizeDim("glu", given, input.ndim);
  const size = input.shape[along];
  if (size % 2 !== 0) {
    throw new ShapeError(
      `glu: halving dimension must be even, but dimension ${along} of ${formatShape(input.shape)} has size ${size}`,
    );
  }
  return input.narrow(along, 0, size / 2).mul(input.narrow(along, size / 2, size / 2).sigmoid());
}

/**
 * The gated linear unit, `a * sigmoid(b)` for the halves a and b of x along a dimension.
 *
 * Shapes: [.., 2n, ..] -> [.., n, ..].
 * @example
 * new nn.GLU()(tensor([3, 4, 0, 100])); // => tensor([1.5000, 4.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.GLU.html
 */
export class GLU extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "GLU";

  readonly dim: number;

  /** @param dim The dimension that is halved; may count from the end. Default -1. */
  constructor(dim?: number | GluOptions) {
    const [along] = bind(layerSignature, arguments);
    super();
    this.dim = along;
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return glu(x, this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

import { Module } from "@lumbre/nn";
import { empty, ShapeError, type Tensor } from "@lumbre/tensor";
import {
  aBoolean,
  aNumberBetween,
  aTensor,
  bind,
  defineSignature,
  oneOf,
  optional,
  required,
} from "@lumbre/tensor/engine";

/** How much is dropped at once. */
export type StochasticDepthMode = "batch" | "row";

const p = required("p", aNumberBetween(0, 1));
const mode = required("mode", oneOf("batch", "row"));
const functionSignature = defineSignature(
  "stochasticDepth",
  required("x", aTensor),
  p,
  mode,
  optional("training", aBoolean, true),
);
const layerSignature = defineSignature("StochasticDepth", p, mode);
const input = defineSignature("StochasticDepth", required("x", aTensor));

/**
 * Sets whole examples to 0 with probability p and multiplies the others by `1 / (1 - p)`, in training: a branch beside a
 * shortcut is then left out for them.
 *
 * Shapes: x [N, ..] -> [N, ..].
 *
 * @param p The probability, in [0, 1].
 * @param mode "row" decides for each example, "batch" for all at once.
 * @param training True to drop at all. Default true.
 * @throws {ShapeError} for a scalar.
 * @example
 * ops.stochasticDepth(ones(2, 3), { p: 0.5, mode: "row", training: false }).sum(); // => tensor(6.)
 * @see https://pytorch.org/vision/stable/generated/torchvision.ops.stochastic_depth.html
 */
export function stochasticDepth(
  x: Tensor,
  p: number | { readonly p: number; readonly mode: StochasticDepthMode; readonly training?: boolean },
  mode?: StochasticDepthMode | { readonly mode: StochasticDepthMode; readonly training?: boolean },
  training?: boolean | { readonly training?: boolean },
): Tensor {
  const [images, probability, unit, drops] = bind(functionSignature, arguments);
  if (images.ndim === 0) throw new ShapeError("stochasticDepth: expected a batch, [N, ..], got []");
  if (!drops || probability === 0) return images;
  const shape = images.shape.map((size, d) => (d === 0 && unit === "row" ? size : 1));
  const kept = empty(shape, { dtype: images.dtype, device: images.device }).bernoulli_(1 - probability);
  return images.mul(probability < 1 ? kept.div_(1 - probability) : kept);
}

/**
 * {@link stochasticDepth} as a layer.
 *
 * Shapes: x [N, ..] -> [N, ..].
 * @example
 * new ops.StochasticDepth(0.2, "row"); // => StochasticDepth(p=0.2, mode=row)
 * @see https://pytorch.org/vision/stable/generated/torchvision.ops.StochasticDepth.html
 */
export class StochasticDepth extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "StochasticDepth";

  readonly p: number;
  readonly mode: StochasticDepthMode;

  /**
   * @param p The probability with which an example is set to 0, in [0, 1].
   * @param mode "row" decides for each example, "batch" for all at once.
   */
  constructor(
    p: number | { readonly p: number; readonly mode: StochasticDepthMode },
    mode?: StochasticDepthMode | { readonly mode: StochasticDepthMode },
  ) {
    super();
    [this.p, this.mode] = bind(layerSignature, arguments);
  }

  forward(x: Tensor): Tensor {
    [x] = bind(input, arguments);
    return stochasticDepth(x, this.p, this.mode, this.training);
  }

  override extraRepr(): string {
    return `p=${this.p}, mode=${this.mode}`;
  }
}

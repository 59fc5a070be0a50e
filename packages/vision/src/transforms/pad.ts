import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature, required, sizes } from "@lumbre/tensor/engine";
import {
  type Padding,
  type PaddingMode,
  type PadOptions,
  padImages,
  padParameters,
  readPadding,
  type Sides,
} from "./functional/pad.js";
import { ImageTransform } from "./imageTransform.js";

const signature = defineSignature("Pad", required("padding", sizes), ...padParameters);

/**
 * Adds pixels around images. Negative padding cuts them off.
 *
 * Shapes: [..., H, W] -> [..., H + top + bottom, W + left + right].
 *
 * @throws {ValueError} for padding that is not one, two or four whole numbers.
 * @throws {ShapeError} for padding that leaves nothing, or that is wider than what is mirrored.
 * @example
 * new transforms.Pad([2, 0], { paddingMode: "reflect" })(tensor([[1, 2, 3]])); // => tensor([[3., 2., 1., 2., 3., 2., 1.]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.Pad.html
 */
export class Pad extends ImageTransform {
  static override readonly name: string = "Pad";

  readonly fill: number;
  readonly paddingMode: PaddingMode;
  private readonly sides: Sides;

  /**
   * @param padding Pixels: a number for all sides, [horizontal, vertical], or [left, top, right, bottom].
   * @param fill The value of what is added, in the mode "constant". Default 0.
   * @param paddingMode "constant", "edge" (the outermost pixel), "reflect" (mirrored, without the edge) or "symmetric"
   *   (mirrored, with it). Default "constant".
   */
  constructor(padding: Padding, fill?: number | PadOptions, paddingMode?: PaddingMode | Omit<PadOptions, "fill">) {
    super();
    const [given, value, mode] = bind(signature, arguments);
    this.sides = readPadding("Pad", given);
    this.fill = value;
    this.paddingMode = mode;
  }

  /** @internal */
  override get keepsShape(): boolean {
    return false;
  }

  /** @internal */
  override outputShape(shape: readonly number[]): readonly number[] {
    const { left, top, right, bottom } = this.sides;
    const [height, width] = shape.slice(-2);
    return [...shape.slice(0, -2), height + top + bottom, width + left + right];
  }

  /** @internal */
  protected transform(x: Tensor): Tensor {
    return padImages("Pad", x, this.sides, this.fill, this.paddingMode);
  }
}

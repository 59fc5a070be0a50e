import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature } from "@lumbre/tensor/engine";
import type { Interpolation } from "./functional/resample.js";
import {
  type ResizeOptions,
  type Resizing,
  readResizing,
  resizedSize,
  resizeImages,
  resizeParameters,
} from "./functional/resize.js";
import { ImageTransform } from "./imageTransform.js";

const signature = defineSignature("Resize", ...resizeParameters);

/**
 * Resizes images.
 *
 * Shapes: [..., H, W] -> [..., height, width]. A single number is the shorter side, and the longer one keeps the ratio.
 *
 * @throws {ValueError} for a size below 1, a maxSize that is not larger than the shorter side, or that stands beside two
 *   sizes, and antialias of "nearest".
 * @example
 * const shrink = new transforms.Resize(20, { antialias: true });
 * shrink(zeros(3, 40, 60)).shape; // => [3, 20, 30]
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.Resize.html
 */
export class Resize extends ImageTransform {
  static override readonly name: string = "Resize";

  private readonly resizing: Resizing;

  /**
   * @param size [height, width] in pixels, or the shorter side.
   * @param interpolation "nearest", "bilinear" or "bicubic". Default "bilinear".
   * @param maxSize The most pixels of the longer side, where the size is one number. Default: no bound.
   * @param antialias True to average what falls into one pixel where an image is made smaller; not for "nearest".
   *   Default false.
   */
  constructor(
    size: number | readonly number[],
    interpolation?: Interpolation | ResizeOptions,
    maxSize?: number | null | Omit<ResizeOptions, "interpolation">,
    antialias?: boolean | null | Pick<ResizeOptions, "antialias">,
  ) {
    super();
    this.resizing = readResizing("Resize", ...bind(signature, arguments));
  }

  /** @internal */
  override get keepsShape(): boolean {
    return false;
  }

  /** @internal */
  override outputShape(shape: readonly number[]): readonly number[] {
    const [height, width] = shape.slice(-2);
    return [...shape.slice(0, -2), ...resizedSize(this.resizing, height, width)];
  }

  /** @internal */
  protected transform(x: Tensor): Tensor {
    return resizeImages("Resize", x, this.resizing);
  }
}

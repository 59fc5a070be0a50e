import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature } from "@lumbre/tensor/engine";
import { pythonNumber } from "../module/describe.js";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";
import {
  type InterpolationMode,
  requireOptions,
  requireTarget,
  resize,
  resizingParameters,
  type UpsampleOptions,
  upsampleParameters,
} from "./interpolate.js";

const signature = defineSignature("Upsample", ...upsampleParameters);

type Sizes = number | readonly number[] | null;

/** A layer that resizes. */
abstract class Resizer extends Module<[x: Tensor], Tensor> {
  readonly size: Sizes;
  readonly scaleFactor: Sizes;
  readonly mode: InterpolationMode;
  readonly alignCorners: boolean | null;
  readonly recomputeScaleFactor: boolean | null;

  protected constructor(
    op: string,
    size: Sizes,
    scaleFactor: Sizes,
    mode: InterpolationMode,
    alignCorners: boolean | null,
    recomputeScaleFactor: boolean | null,
  ) {
    requireTarget(op, size, scaleFactor, recomputeScaleFactor);
    requireOptions(op, mode, alignCorners);
    super();
    this.size = size;
    this.scaleFactor = scaleFactor;
    this.mode = mode;
    this.alignCorners = alignCorners;
    this.recomputeScaleFactor = recomputeScaleFactor;
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    const { size, scaleFactor, mode, alignCorners, recomputeScaleFactor } = this;
    return resize(this.constructor.name, x, size, scaleFactor, mode, alignCorners, recomputeScaleFactor);
  }

  override extraRepr(): string {
    const { size, scaleFactor, mode } = this;
    const factor = (value: number): string => (Number.isInteger(value) ? `${value}.0` : pythonNumber(value));
    const list = (values: Sizes, format: (value: number) => string): string =>
      typeof values === "number" ? format(values) : `(${(values ?? []).map(format).join(", ")})`;
    const target = scaleFactor === null ? `size=${list(size, String)}` : `scale_factor=${list(scaleFactor, factor)}`;
    return `${target}, mode=${mode}`;
  }
}

/**
 * Resizes the last one to three dimensions; see {@link interpolate}.
 *
 * Shapes: x [N, C, ...sizes] -> [N, C, ...size], or [N, C, ...floor(sizes * scaleFactor)].
 *
 * @throws {ValueError} for size and scaleFactor together or neither, and options that the mode does not have.
 * @example
 * new nn.Upsample({ scaleFactor: 2 })(tensor([[[1, 2]]])); // => tensor([[[1., 1., 2., 2.]]])
 * new nn.Upsample({ scaleFactor: 2, mode: "bilinear" })(zeros(1, 8, 5, 7)).shape; // => [1, 8, 10, 14]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Upsample.html
 */
export class Upsample extends Resizer {
  static override readonly name: string = "Upsample";

  /**
   * @param size The sizes that come out, >= 1: one for all, or one for each. Default null: by scaleFactor.
   * @param scaleFactor What sizes are multiplied by, > 0: one for all, or one for each. Default null: by size.
   * @param mode "nearest", "nearest-exact", "linear", "bilinear", "trilinear", "bicubic" or "area". Default "nearest".
   * @param alignCorners True if the first and last elements keep their places. Default null: false.
   * @param recomputeScaleFactor True to compute points from the sizes instead of scaleFactor. Default null: false.
   */
  constructor(
    size?: Sizes | UpsampleOptions,
    scaleFactor?: Sizes | Omit<UpsampleOptions, "size">,
    mode?: InterpolationMode | Omit<UpsampleOptions, "size" | "scaleFactor">,
    alignCorners?: boolean | null | Pick<UpsampleOptions, "alignCorners" | "recomputeScaleFactor">,
    recomputeScaleFactor?: boolean | null | Pick<UpsampleOptions, "recomputeScaleFactor">,
  ) {
    super("Upsample", ...bind(signature, arguments));
  }
}

/** Options of {@link UpsamplingNearest2d} and {@link UpsamplingBilinear2d}. */
export interface Upsampling2dOptions {
  /** [height, width] that come out, >= 1, or one for both. Default null: by scaleFactor. */
  readonly size?: number | readonly number[] | null;
  /** What height and width are multiplied by, > 0, or one for both. Default null: by size. */
  readonly scaleFactor?: number | readonly number[] | null;
}

const nearestSignature = defineSignature("UpsamplingNearest2d", ...resizingParameters);
const bilinearSignature = defineSignature("UpsamplingBilinear2d", ...resizingParameters);

/**
 * {@link Upsample} of images by the nearest pixel.
 *
 * Shapes: x [N, C, H, W] -> [N, C, ...size].
 *
 * @throws {ValueError} for size and scaleFactor together or neither.
 * @example
 * new nn.UpsamplingNearest2d(3)(tensor([[[[5]]]]).expand(1, 1, 1, 1)).shape; // => [1, 1, 3, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.UpsamplingNearest2d.html
 */
export class UpsamplingNearest2d extends Resizer {
  static override readonly name: string = "UpsamplingNearest2d";

  /**
   * @param size [height, width] that come out, >= 1, or one for both. Default null: by scaleFactor.
   * @param scaleFactor What height and width are multiplied by, > 0. Default null: by size.
   */
  constructor(size?: Sizes | Upsampling2dOptions, scaleFactor?: Sizes | Pick<Upsampling2dOptions, "scaleFactor">) {
    super("UpsamplingNearest2d", ...bind(nearestSignature, arguments), "nearest", null, null);
  }
}

/**
 * {@link Upsample} of images by bilinear interpolation, where the corners keep their places.
 *
 * Shapes: x [N, C, H, W] -> [N, C, ...size].
 *
 * @throws {ValueError} for size and scaleFactor together or neither.
 * @example
 * new nn.UpsamplingBilinear2d([1, 3])(tensor([[[[1, 2]]]])); // => tensor([[[[1.0000, 1.5000, 2.0000]]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.UpsamplingBilinear2d.html
 */
export class UpsamplingBilinear2d extends Resizer {
  static override readonly name: string = "UpsamplingBilinear2d";

  /**
   * @param size [height, width] that come out, >= 1, or one for both. Default null: by scaleFactor.
   * @param scaleFactor What height and width are multiplied by, > 0. Default null: by size.
   */
  constructor(size?: Sizes | Upsampling2dOptions, scaleFactor?: Sizes | Pick<Upsampling2dOptions, "scaleFactor">) {
    super("UpsamplingBilinear2d", ...bind(bilinearSignature, arguments), "bilinear", true, null);
  }
}

import { type Generator, type Tensor, ValueError } from "@lumbre/tensor";
import { bind, defineSignature, optional, required, sizes } from "@lumbre/tensor/engine";
import { generatorParameter, sourceOf, uniform } from "./draw.js";
import { blurImages, readKernelSize } from "./functional/gaussianBlur.js";
import { type GeneratorOptions, RandomTransform } from "./imageTransform.js";

/** Options of the transform {@link GaussianBlur}. */
export interface RandomBlurOptions extends GeneratorOptions {
  /** Standard deviation in pixels, > 0, or [smallest, largest]. Default [0.1, 2]. */
  readonly sigma?: number | readonly number[];
}

const signature = defineSignature(
  "GaussianBlur",
  required("kernelSize", sizes),
  optional("sigma", sizes, [0.1, 2]),
  generatorParameter,
);

/**
 * Blurs images with a Gaussian kernel whose standard deviation is random; beyond the edge the image is mirrored.
 *
 * Shapes: [..., H, W] -> the same. The same seed gives torchvision's images.
 *
 * @throws {ValueError} for a kernel size that is not odd, and standard deviations that are not above 0.
 * @throws {ShapeError} for an image that is smaller than half the kernel.
 * @example
 * const blur = new transforms.GaussianBlur(3, { sigma: 1 });
 * blur(ones(1, 3, 3)).shape; // => [1, 3, 3]
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.GaussianBlur.html
 */
export class GaussianBlur extends RandomTransform<number> {
  static override readonly name: string = "GaussianBlur";

  readonly kernelSize: readonly [across: number, down: number];
  readonly sigma: readonly [from: number, to: number];
  private readonly generator: Generator;

  /**
   * @param kernelSize Pixels, odd, or [horizontal, vertical].
   * @param sigma Standard deviation in pixels, > 0, or [smallest, largest]. Default [0.1, 2].
   * @param options.generator What is drawn from. Default: the generator that `manualSeed` starts.
   */
  constructor(
    kernelSize: number | readonly number[],
    sigma?: number | readonly number[] | RandomBlurOptions,
    options?: GeneratorOptions,
  ) {
    super();
    const [size, deviation, generator] = bind(signature, arguments);
    this.kernelSize = readKernelSize("GaussianBlur", size);
    const [from, to] = typeof deviation === "number" ? [deviation, deviation] : deviation;
    const hasTwo = typeof deviation === "number" || deviation.length === 2;
    if (!hasTwo || !(0 < from && from <= to && to < Infinity)) {
      throw new ValueError(
        `GaussianBlur: sigma must be a number > 0 or [smallest, largest], got ${JSON.stringify(deviation)}`,
      );
    }
    this.sigma = [from, to];
    this.generator = sourceOf(generator);
  }

  /** @internal */
  draw(): number {
    return uniform(this.generator, this.sigma[0], this.sigma[1]);
  }

  /** @internal */
  applyOne(x: Tensor, sigma: number): Tensor {
    return blurImages("GaussianBlur", x, this.kernelSize, [sigma, sigma]);
  }
}

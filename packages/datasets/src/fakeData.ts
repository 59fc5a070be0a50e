import { fromTypedArray, Generator, randint, randn, ShapeError, type Tensor } from "@lumbre/tensor";
import { anInteger, anIntegerFrom, bind, defineSignature, numbers, optional } from "@lumbre/tensor/engine";
import type { Dataset } from "./dataset.js";
import { type ImageTransforms, transformParameters } from "./images/labelledImages.js";
import { bindGet } from "./kinds.js";
import { checkIndex } from "./tensorDataset.js";
import type { Transform } from "./transforms/transform.js";

/** Options of {@link FakeData}. */
export interface FakeDataOptions<Image = Tensor, Target = number> extends ImageTransforms<Image, Target> {
  /** How many images there are, >= 0. Default 1000. */
  readonly size?: number;
  /** Channels, height and width of an image. Default [3, 224, 224]. */
  readonly imageSize?: readonly number[];
  /** How many classes there are, >= 1. Default 10. */
  readonly numClasses?: number;
  /** Added to the index of an image, which is the seed that it is drawn from. Default 0. */
  readonly randomOffset?: number;
}

const signature = defineSignature(
  "FakeData",
  optional("size", anIntegerFrom(0), 1000),
  optional("imageSize", numbers, [3, 224, 224]),
  optional("numClasses", anIntegerFrom(1), 10),
  ...transformParameters,
  optional("randomOffset", anInteger, 0),
);

/**
 * Random images with random labels, for trying out what needs a dataset. Each is drawn anew whenever it is asked for, from
 * its index as the seed, so that it is always the same; the numbers are torchvision's.
 *
 * Each item is an image, uint8 [H, W, C] or what `transform` makes of it, and its label.
 *
 * @example
 * const dataset = new FakeData(100, [3, 2, 2], { numClasses: 5, transform: new transforms.ToTensor() });
 * const [image, label] = dataset.get(7);
 * image.shape; // => [3, 2, 2]
 * dataset.get(7)[1] === label; // => true
 * @see https://pytorch.org/vision/stable/generated/torchvision.datasets.FakeData.html
 */
export class FakeData<Image = Tensor, Target = number> implements Dataset<[Image, Target]> {
  readonly length: number;
  readonly imageSize: readonly number[];
  readonly numClasses: number;
  readonly randomOffset: number;
  private readonly transform: Transform<Tensor, Image> | null;
  private readonly targetTransform: ((label: number) => Target) | null;

  /**
   * @param size How many images there are, >= 0. Default 1000.
   * @param imageSize Channels, height and width of an image. Default [3, 224, 224].
   * @param numClasses How many classes there are, >= 1. Default 10.
   * @param transform Applied to each image, uint8 [H, W, C]. Default: none.
   * @param targetTransform Applied to each label. Default: none.
   * @param randomOffset Added to the index of an image, which is the seed that it is drawn from. Default 0.
   */
  constructor(
    size?: number | FakeDataOptions<Image, Target>,
    imageSize?: readonly number[] | Omit<FakeDataOptions<Image, Target>, "size">,
    numClasses?: number | Omit<FakeDataOptions<Image, Target>, "size" | "imageSize">,
    transform?:
      | Transform<Tensor, Image>
      | null
      | Omit<FakeDataOptions<Image, Target>, "size" | "imageSize" | "numClasses">,
    targetTransform?:
      | ((label: number) => Target)
      | null
      | Pick<FakeDataOptions<Image, Target>, "targetTransform" | "randomOffset">,
    randomOffset?: number | Pick<FakeDataOptions<Image, Target>, "randomOffset">,
  ) {
    const [length, shape, classes, ofImage, ofLabel, offset] = bind(signature, arguments);
    if (shape.length !== 3) {
      throw new ShapeError(`FakeData: imageSize must be [channels, height, width], got [${shape.join(", ")}]`);
    }
    this.length = length;
    this.imageSize = shape;
    this.numClasses = classes;
    this.randomOffset = offset;
    this.transform = ofImage as Transform<Tensor, Image> | null;
    this.targetTransform = ofLabel as ((label: number) => Target) | null;
  }

  get(index: number): [Image, Target] {
    bindGet("FakeData", arguments);
    checkIndex("FakeData", index, this.length);
    const generator = new Generator().manualSeed(index + this.randomOffset);
    const [channels, height, width] = this.imageSize;
    const normal = randn(channels, height, width, { generator });
    const label = randint(0, this.numClasses, [1], { generator }).item();
    // As in torchvision: a number outside of [0, 1] is one modulo 256.
    const bytes = Uint8Array.from(normal.mul(255).readSync(), (value) => Math.trunc(value) & 255);
    const image = fromTypedArray(bytes, this.imageSize).permute(1, 2, 0).contiguous();
    return [
      this.transform === null ? (image as Image) : this.transform(image),
      this.targetTransform === null ? (label as Target) : this.targetTransform(label),
    ];
  }
}

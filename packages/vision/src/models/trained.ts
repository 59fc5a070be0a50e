import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature } from "@lumbre/tensor/engine";

/** What is known of trained weights. */
export interface WeightsMeta {
  /** The names of the classes, in the order of the network's scores. */
  readonly categories: readonly string[];
  /** How many parameters the network has. */
  readonly numParams: number;
  /** The least height and width of its images. */
  readonly minSize: readonly [height: number, width: number];
  /** The share of test images whose class has the highest score, or one of the five highest, in percent, by data set. */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Brings an image into the form that the network was trained on. */
export type Preset = (image: Tensor) => Tensor;

const noArguments = defineSignature("transforms");

/** Trained weights of a network, with what belongs to them: how images are prepared, and what the classes are called. */
export class Weights {
  /** The address that they are downloaded from. */
  readonly url: string;
  readonly meta: WeightsMeta;
  private readonly title: string;
  private readonly makeTransforms: () => Preset;

  /** @internal */
  constructor(title: string, url: string, meta: WeightsMeta, makeTransforms: () => Preset) {
    this.title = title;
    this.url = url;
    this.meta = meta;
    this.makeTransforms = makeTransforms;
  }

  /**
   * A transform that prepares an image [3, H, W], or a batch [N, 3, H, W], as the weights want it: bytes, or floats from 0
   * to 1, resized, cropped and normalised. Smaller images are averaged, as torchvision does with pictures of PIL.
   *
   * @example
   * const preprocess = models.ResNet18_Weights.DEFAULT.transforms();
   * preprocess(zeros(3, 300, 400, { dtype: "uint8" })).shape; // => [3, 224, 224]
   */
  transforms(): Preset {
    bind(noArguments, arguments);
    return this.makeTransforms();
  }

  toString(): string {
    return this.title;
  }
}

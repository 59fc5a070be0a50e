import { fromTypedArray, ShapeError, type Tensor } from "@lumbre/tensor";
import {
  aFunction,
  aTensor,
  bind,
  defineSignature,
  formatShape,
  nullable,
  optional,
  positional,
} from "@lumbre/tensor/engine";
import { defaultCollate } from "../collate.js";
import type { Dataset } from "../dataset.js";
import { bindGet, bindGetBatch } from "../kinds.js";
import { checkIndex, takeSlices } from "../tensorDataset.js";
import { tabulate } from "../transforms/tabulate.js";
import type { Transform } from "../transforms/transform.js";

/** Transforms of a dataset of labelled images. */
export interface ImageTransforms<Image, Target> {
  /** Applied to each image, uint8 [H, W] or [H, W, C]. Default: none. */
  readonly transform?: Transform<Tensor, Image> | null;
  /** Applied to each label. Default: none. */
  readonly targetTransform?: ((label: number) => Target) | null;
}

type AnyTransform = Transform<Tensor, unknown>;
type AnyTargetTransform = (label: number) => unknown;

export const transformParameters = [
  optional("transform", nullable(aFunction<AnyTransform>("a transform: a function of an image")), null),
  optional("targetTransform", nullable(aFunction<AnyTargetTransform>("a function of a label")), null),
] as const;

/**
 * Labelled images in memory; the base of the datasets of images, such as {@link MNIST} and {@link CIFAR10}.
 *
 * @example
 * class Gratings extends LabelledImages {
 *   classes = ["horizontal", "vertical"];
 * }
 * const images = tensor([[[9, 9], [0, 0]], [[9, 0], [9, 0]]], { dtype: "uint8" });
 * const dataset = new Gratings(images, tensor([0, 1], { dtype: "int32" }));
 * const [image, label] = dataset.get(1);
 * image; // => tensor([[9, 0],
 * //            [9, 0]], dtype=uint8)
 * dataset.classes[label]; // => vertical
 */
export abstract class LabelledImages<Image = Tensor, Target = number> implements Dataset<[Image, Target]> {
  /** The names of the classes; a label is a position among them. */
  abstract readonly classes: readonly string[];
  private images: Tensor;
  private labels: Tensor;
  private labelValues: ArrayLike<number>;
  private readonly transform: Transform<Tensor, Image> | null;
  private readonly targetTransform: ((label: number) => Target) | null;
  private lookup: ((images: Tensor) => Tensor) | undefined;

  /**
   * @param data Images, uint8 [N, H, W] or [N, H, W, C].
   * @param targets Labels, [N].
   * @param transform Applied to each image. Default: none.
   * @param targetTransform Applied to each label. Default: none.
   */
  constructor(
    data: Tensor,
    targets: Tensor,
    transform?: Transform<Tensor, Image> | null | ImageTransforms<Image, Target>,
    targetTransform?: ((label: number) => Target) | null | Omit<ImageTransforms<Image, Target>, "transform">,
  ) {
    const signature = defineSignature(
      new.target.name,
      positional("data", aTensor),
      positional("targets", aTensor),
      ...transformParameters,
    );
    const [, , ofImage, ofLabel] = bind(signature, arguments);
    if (targets.ndim !== 1 || data.ndim === 0 || data.shape[0] !== targets.shape[0]) {
      throw new ShapeError(
        `${new.target.name}: expected images [N, H, W] and labels [N], got ${formatShape(data.shape)} and ` +
          formatShape(targets.shape),
      );
    }
    this.images = data;
    this.labels = targets;
    this.labelValues = targets.readSync();
    this.transform = ofImage as Transform<Tensor, Image> | null;
    this.targetTransform = ofLabel as ((label: number) => Target) | null;
  }

  /** All images, uint8 [N, H, W] or [N, H, W, C]. */
  get data(): Tensor {
    return this.images;
  }

  /** All labels, int32 [N]. */
  get targets(): Tensor {
    return this.labels;
  }

  /** The label of each class, by its name. */
  get classToIdx(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.classes.map((name, label) => [name, label]));
  }

  get length(): number {
    return this.labelValues.length;
  }

  /** Puts other images and labels in place of those that there were. */
  protected replace(data: Tensor, targets: Tensor): void {
    this.images = data;
    this.labels = targets;
    this.labelValues = targets.readSync();
  }

  get(index: number): [Image, Target] {
    bindGet(this.constructor.name, arguments);
    checkIndex(this.constructor.name, index, this.length);
    const image = this.data.select(0, index);
    return [this.transform === null ? (image as Image) : this.transform(image), this.targetOf(index)];
  }

  getBatch(indices: readonly number[]): never | undefined {
    bindGetBatch(this.constructor.name, arguments);
    const { transform } = this;
    if (transform !== null && transform.batch === undefined) return undefined;
    for (const index of indices) checkIndex(this.constructor.name, index, this.length);
    const images = takeSlices(this.data, indices);
    return [this.transformBatch(images), this.targetsOf(indices)] as never;
  }

  private transformBatch(images: Tensor): unknown {
    const { transform } = this;
    if (transform === null) return images;
    if (transform.isPixelwise !== true || images.dtype !== "uint8" || images.ndim !== 3) {
      return transform.batch?.(images);
    }
    this.lookup ??= tabulate(transform as Transform<Tensor, Tensor>);
    const batch = this.lookup(images);
    images.dispose();
    return batch;
  }

  private targetOf(index: number): Target {
    const label = this.labelValues[index];
    return this.targetTransform === null ? (label as Target) : this.targetTransform(label);
  }

  private targetsOf(indices: readonly number[]): unknown {
    if (this.targetTransform !== null) return defaultCollate(indices.map((index) => this.targetOf(index)));
    return fromTypedArray(
      Int32Array.from(indices, (index) => this.labelValues[index]),
      [indices.length],
    );
  }
}

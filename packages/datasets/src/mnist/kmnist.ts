import type { Tensor } from "@lumbre/tensor";
import { type ImageTransforms, LabelledImages } from "../images/labelledImages.js";
import {
  type LoadImagesOptions,
  loadSignature,
  type SourceNames,
  type TargetAndSource,
} from "../images/loadOptions.js";
import type { Transform } from "../transforms/transform.js";
import { bytesSignature, decodeBytes, loadImages, type Publication } from "./idxImages.js";

const signature = loadSignature("KMNIST");
const fromBytesSignature = bytesSignature("KMNIST");

const publication: Publication = {
  name: "KMNIST",
  mirrors: ["https://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
  classes: ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
  train: [
    {
      name: "train-images-idx3-ubyte",
      packed: "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
      size: 47_040_016,
    },
    {
      name: "train-labels-idx1-ubyte",
      packed: "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
      size: 60_008,
    },
  ],
  test: [
    {
      name: "t10k-images-idx3-ubyte",
      packed: "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
      size: 7_840_016,
    },
    {
      name: "t10k-labels-idx1-ubyte",
      packed: "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
      size: 10_008,
    },
  ],
};

/**
 * Kuzushiji-MNIST: 60,000 training and 10,000 test images of cursive Japanese letters in ten classes, in the format of
 * {@link MNIST}.
 *
 * Each item is an image, uint8 [28, 28] or what `transform` makes of it, and its label, 0 to 9.
 *
 * @example
 * const dataset = new KMNIST(zeros(1, 28, 28, { dtype: "uint8" }), tensor([2], { dtype: "int32" }));
 * dataset.classes[dataset.get(0)[1]]; // => su
 * @see https://pytorch.org/vision/stable/generated/torchvision.datasets.KMNIST.html
 * @see https://arxiv.org/abs/1812.01718 Clanuwat et al.: Deep learning for classical Japanese literature
 */
export class KMNIST<Image = Tensor, Target = number> extends LabelledImages<Image, Target> {
  readonly classes: readonly string[] = publication.classes;

  /**
   * Loads Kuzushiji-MNIST, as {@link MNIST.load} loads MNIST and with the same options.
   *
   * @throws {DataError} for files that are not found, cannot be fetched, or are not what they should be.
   */
  static async load<Image = Tensor, Target = number>(
    root?: string | null | LoadImagesOptions<Image, Target>,
    train?: boolean | Omit<LoadImagesOptions<Image, Target>, "root">,
    transform?: Transform<Tensor, Image> | null | Omit<LoadImagesOptions<Image, Target>, "root" | "train">,
    targetTransform?: ((label: number) => Target) | null | Pick<LoadImagesOptions<Image, Target>, TargetAndSource>,
    download?: boolean | null | Pick<LoadImagesOptions<Image, Target>, "download" | SourceNames>,
    options?: Pick<LoadImagesOptions<Image, Target>, SourceNames>,
  ): Promise<KMNIST<Image, Target>> {
    const { data, targets, transforms } = await loadImages(publication, signature, arguments);
    return new KMNIST<Image, Target>(data, targets, transforms as ImageTransforms<Image, Target>);
  }

  /**
   * Kuzushiji-MNIST, or a part of it, from the contents of two IDX files, as {@link MNIST.fromBytes}.
   *
   * @throws {DataError} for files that are damaged, gzipped, not of 28 x 28 images and labels 0 to 9, or that disagree in
   *   number.
   */
  static fromBytes<Image = Tensor, Target = number>(
    images: Uint8Array,
    labels: Uint8Array,
    transform?: Transform<Tensor, Image> | null | ImageTransforms<Image, Target>,
    targetTransform?: ((label: number) => Target) | null | Omit<ImageTransforms<Image, Target>, "transform">,
  ): KMNIST<Image, Target> {
    const { data, targets, transforms } = decodeBytes(fromBytesSignature, arguments);
    return new KMNIST<Image, Target>(data, targets, transforms as ImageTransforms<Image, Target>);
  }
}

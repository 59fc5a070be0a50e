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
import {
  type FromPartsOptions,
  type ImagePart,
  type ImagesInParts,
  imagesInParts,
  partsSignature,
} from "./imagesInParts.js";

const signature = loadSignature("FashionMNIST");
const fromBytesSignature = bytesSignature("FashionMNIST");
const fromPartsSignature = partsSignature("FashionMNIST");

const publication: Publication = {
  name: "FashionMNIST",
  mirrors: [
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
  ],
  classes: ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
  train: [
    {
      name: "train-images-idx3-ubyte",
      sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
      size: 47_040_016,
    },
    {
      name: "train-labels-idx1-ubyte",
      sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
      size: 60_008,
    },
  ],
  test: [
    {
      name: "t10k-images-idx3-ubyte",
      sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
      size: 7_840_016,
    },
    {
      name: "t10k-labels-idx1-ubyte",
      sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
      size: 10_008,
    },
  ],
};

/**
 * Fashion-MNIST: 60,000 training and 10,000 test images of clothes in ten classes, in the format of {@link MNIST}.
 *
 * Each item is an image, uint8 [28, 28] or what `transform` makes of it, and its label, 0 to 9.
 *
 * @example
 * const dataset = new FashionMNIST(zeros(1, 28, 28, { dtype: "uint8" }), tensor([9], { dtype: "int32" }));
 * dataset.classes[dataset.get(0)[1]]; // => Ankle boot
 * @see https://pytorch.org/vision/stable/generated/torchvision.datasets.FashionMNIST.html
 * @see https://arxiv.org/abs/1708.07747 Xiao et al.: Fashion-MNIST
 */
export class FashionMNIST<Image = Tensor, Target = number> extends LabelledImages<Image, Target> {
  readonly classes: readonly string[] = publication.classes;

  /**
   * Loads Fashion-MNIST, as {@link MNIST.load} loads MNIST and with the same options.
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
  ): Promise<FashionMNIST<Image, Target>> {
    const { data, targets, transforms } = await loadImages(publication, signature, arguments);
    return new FashionMNIST<Image, Target>(data, targets, transforms as ImageTransforms<Image, Target>);
  }

  /**
   * Fashion-MNIST, or a part of it, from the contents of two IDX files, as {@link MNIST.fromBytes}.
   *
   * @throws {DataError} for files that are damaged, gzipped, not of 28 x 28 images and labels 0 to 9, or that disagree in
   *   number.
   */
  static fromBytes<Image = Tensor, Target = number>(
    images: Uint8Array,
    labels: Uint8Array,
    transform?: Transform<Tensor, Image> | null | ImageTransforms<Image, Target>,
    targetTransform?: ((label: number) => Target) | null | Omit<ImageTransforms<Image, Target>, "transform">,
  ): FashionMNIST<Image, Target> {
    const { data, targets, transforms } = decodeBytes(fromBytesSignature, arguments);
    return new FashionMNIST<Image, Target>(data, targets, transforms as ImageTransforms<Image, Target>);
  }

  /**
   * Fashion-MNIST that is fetched in parts, as {@link MNIST.fromParts}.
   *
   * @throws {ArgumentError} for parts that are not of this form.
   * @throws {ValueError} for no parts, and a relative URL where there is nothing that it could be relative to.
   */
  static fromParts<Image = Tensor, Target = number>(
    parts: readonly ImagePart[] | (FromPartsOptions<Image, Target> & { readonly parts: readonly ImagePart[] }),
    transform?: Transform<Tensor, Image> | null | FromPartsOptions<Image, Target>,
    targetTransform?: ((label: number) => Target) | null | Omit<FromPartsOptions<Image, Target>, "transform">,
    options?: Pick<FromPartsOptions<Image, Target>, "baseUrl" | "verify">,
  ): ImagesInParts<Image, Target> {
    return imagesInParts<Image, Target>(publication.classes, fromPartsSignature, arguments);
  }
}

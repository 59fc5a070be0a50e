import type { Tensor } from "@lumbre/tensor";
import { type ImageTransforms, LabelledImages } from "../images/labelledImages.js";
import {
  type LoadImagesOptions,
  loadSignature,
  type SourceNames,
  type TargetAndSource,
} from "../images/loadOptions.js";
import type { Transform } from "../transforms/transform.js";
import { type CifarPublication, cifarBytesSignature, decodeCifarBytes, loadCifar } from "./cifarImages.js";

const signature = loadSignature("CIFAR100");
const fromBytesSignature = cifarBytesSignature("CIFAR100");

const classes = `
  apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle
  caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish
  forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle
  mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine
  possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar
  sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale
  willow_tree wolf woman worm`;

const publication: CifarPublication = {
  name: "CIFAR100",
  mirrors: ["https://www.cs.toronto.edu/~kriz/"],
  classes: classes.trim().split(/\s+/),
  labelBytes: 2,
  labelsName: "fine_labels",
  binary: {
    isPickled: false,
    name: "cifar-100-binary.tar.gz",
    sha256: "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
    md5: "03b5dce01913d631647c71ecec9e9cb8",
    size: 168_513_733,
    train: ["cifar-100-binary/train.bin"],
    test: ["cifar-100-binary/test.bin"],
    files: [
      {
        path: "cifar-100-binary/train.bin",
        sha256: "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29",
        size: 153_700_000,
      },
      {
        path: "cifar-100-binary/test.bin",
        sha256: "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a",
        size: 30_740_000,
      },
    ],
  },
  python: {
    isPickled: true,
    name: "cifar-100-python.tar.gz",
    md5: "eb9058c3a382ffc7106e4002c42a8d85",
    train: ["cifar-100-python/train"],
    test: ["cifar-100-python/test"],
    files: [
      { path: "cifar-100-python/train", md5: "16019d7e3df5f24257cddd939b257f8d" },
      { path: "cifar-100-python/test", md5: "f0ef6b0ae62326f3e7ffdfab6717acfc" },
    ],
  },
};

/**
 * CIFAR-100: photographs as those of {@link CIFAR10}, in 100 classes with 500 training and 100 test images each.
 *
 * Each item is an image, uint8 [32, 32, 3] or what `transform` makes of it, and its label, 0 to 99, the fine one of the
 * two that the files have.
 *
 * @example
 * const dataset = new CIFAR100(zeros(1, 32, 32, 3, { dtype: "uint8" }), tensor([19], { dtype: "int32" }));
 * dataset.classes[dataset.get(0)[1]]; // => cattle
 * @see https://pytorch.org/vision/stable/generated/torchvision.datasets.CIFAR100.html
 * @see https://www.cs.toronto.edu/~kriz/cifar.html Krizhevsky: Learning multiple layers of features from tiny images
 */
export class CIFAR100<Image = Tensor, Target = number> extends LabelledImages<Image, Target> {
  readonly classes: readonly string[] = publication.classes;

  /**
   * Loads CIFAR-100, as {@link CIFAR10.load} loads CIFAR-10 and with the same options.
   *
   * @throws {DataError} for files that are not found, cannot be fetched, or are not what they should be, and for a `root`
   *   in a browser.
   */
  static async load<Image = Tensor, Target = number>(
    root?: string | null | LoadImagesOptions<Image, Target>,
    train?: boolean | Omit<LoadImagesOptions<Image, Target>, "root">,
    transform?: Transform<Tensor, Image> | null | Omit<LoadImagesOptions<Image, Target>, "root" | "train">,
    targetTransform?: ((label: number) => Target) | null | Pick<LoadImagesOptions<Image, Target>, TargetAndSource>,
    download?: boolean | null | Pick<LoadImagesOptions<Image, Target>, "download" | SourceNames>,
    options?: Pick<LoadImagesOptions<Image, Target>, SourceNames>,
  ): Promise<CIFAR100<Image, Target>> {
    const { data, targets, transforms } = await loadCifar(publication, signature, arguments);
    return new CIFAR100<Image, Target>(data, targets, transforms as ImageTransforms<Image, Target>);
  }

  /**
   * CIFAR-100, or a part of it, from the contents of files of its binary form, as {@link CIFAR10.fromBytes}; each image
   * has two bytes before it, the coarse label and the fine one.
   *
   * @throws {DataError} for files that are gzipped, have not whole images, or have other fine labels than 0 to 99.
   */
  static fromBytes<Image = Tensor, Target = number>(
    files: Uint8Array | readonly Uint8Array[],
    transform?: Transform<Tensor, Image> | null | ImageTransforms<Image, Target>,
    targetTransform?: ((label: number) => Target) | null | Omit<ImageTransforms<Image, Target>, "transform">,
  ): CIFAR100<Image, Target> {
    const { data, targets, transforms } = decodeCifarBytes(publication, fromBytesSignature, arguments);
    return new CIFAR100<Image, Target>(data, targets, transforms as ImageTransforms<Image, Target>);
  }
}

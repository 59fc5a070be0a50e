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

const signature = loadSignature("CIFAR10");
const fromBytesSignature = cifarBytesSignature("CIFAR10");

const binaryFile = (name: string, sha256: string) => ({
  path: `cifar-10-batches-bin/${name}.bin`,
  sha256,
  size: 30_730_000,
});
const pythonFile = (name: string, md5: string) => ({ path: `cifar-10-batches-py/${name}`, md5 });
const trainNames = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}`);

const publication: CifarPublication = {
  name: "CIFAR10",
  mirrors: ["https://www.cs.toronto.edu/~kriz/"],
  classes: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
  labelBytes: 1,
  labelsName: "labels",
  binary: {
    isPickled: false,
    name: "cifar-10-binary.tar.gz",
    sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    md5: "c32a1d4ab5d03f1284b67883e8d87530",
    size: 170_052_171,
    train: trainNames.map((name) => `cifar-10-batches-bin/${name}.bin`),
    test: ["cifar-10-batches-bin/test_batch.bin"],
    files: [
      binaryFile("data_batch_1", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
      binaryFile("data_batch_2", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
      binaryFile("data_batch_3", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
      binaryFile("data_batch_4", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
      binaryFile("data_batch_5", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
      binaryFile("test_batch", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"),
    ],
  },
  python: {
    isPickled: true,
    name: "cifar-10-python.tar.gz",
    md5: "c58f30108f718f92721af3b95e74349a",
    train: trainNames.map((name) => `cifar-10-batches-py/${name}`),
    test: ["cifar-10-batches-py/test_batch"],
    files: [
      pythonFile("data_batch_1", "c99cafc152244af753f735de768cd75f"),
      pythonFile("data_batch_2", "d4bba439e000b95fd0a9bffe97cbabec"),
      pythonFile("data_batch_3", "54ebc095f3ab1f0389bbae665268c751"),
      pythonFile("data_batch_4", "634d18415352ddfa80567beed471001a"),
      pythonFile("data_batch_5", "482c414d41f54cd18b22e5b47cb7c3cb"),
      pythonFile("test_batch", "40351d587109b95175f43aff81a1287e"),
    ],
  },
};

/**
 * CIFAR-10: 50,000 training and 10,000 test photographs in ten classes, 32 x 32 pixels in colour. {@link CIFAR10.load}
 * gets them.
 *
 * Each item is an image, uint8 [32, 32, 3] or what `transform` makes of it, and its label, 0 to 9.
 *
 * @example
 * const dataset = new CIFAR10(zeros(3, 32, 32, 3, { dtype: "uint8" }), tensor([6, 9, 9], { dtype: "int32" }));
 * dataset.length; // => 3
 * dataset.classes[dataset.get(0)[1]]; // => frog
 * dataset.classToIdx.truck; // => 9
 * @see https://pytorch.org/vision/stable/generated/torchvision.datasets.CIFAR10.html
 * @see https://www.cs.toronto.edu/~kriz/cifar.html Krizhevsky: Learning multiple layers of features from tiny images
 */
export class CIFAR10<Image = Tensor, Target = number> extends LabelledImages<Image, Target> {
  readonly classes: readonly string[] = publication.classes;

  /**
   * Loads CIFAR-10. In Node its binary archive, 170 MB, is downloaded once into `$LUMBRE_HOME` or `~/.cache/lumbre` and
   * unpacked there, or it is read from a folder; in browsers it is fetched from a URL, for the public server allows no
   * other pages.
   *
   * @param root A folder with one of the archives, for Python or binary, or with its files; torchvision's layout is
   *   understood. Default: the cache. Not in browsers.
   * @param train True: the 50,000 training images; false: the 10,000 test images. Default true.
   * @param transform Applied to each image, uint8 [32, 32, 3]. Default: none.
   * @param targetTransform Applied to each label. Default: none.
   * @param download True to fetch what is not there. Default: true, but false when `root` is given.
   * @param options.url Where to fetch cifar-10-binary.tar.gz from, in place of the public server: a folder's URL.
   * @param options.verify True if the files must have the hashes of the published ones. Default: true, but false for a
   *   `root` that nothing is downloaded to. Without it the cache is not used.
   * @param options.signal Ends the download; the promise then rejects with the signal's reason. Default: none.
   * @param options.onProgress Called as bytes of the archive arrive. Default: none.
   * @throws {DataError} for files that are not found, cannot be fetched, or are not what they should be, and for a `root`
   *   in a browser.
   * @example
   * // no-run: it downloads 170 MB
   * const normalize = new transforms.Normalize([0.4914, 0.4822, 0.4465], [0.247, 0.2435, 0.2616]);
   * const transform = new transforms.Compose([new transforms.ToTensor(), normalize]);
   * const train = await CIFAR10.load({ transform });
   * train.get(0)[0].shape; // => [3, 32, 32]
   */
  static async load<Image = Tensor, Target = number>(
    root?: string | null | LoadImagesOptions<Image, Target>,
    train?: boolean | Omit<LoadImagesOptions<Image, Target>, "root">,
    transform?: Transform<Tensor, Image> | null | Omit<LoadImagesOptions<Image, Target>, "root" | "train">,
    targetTransform?: ((label: number) => Target) | null | Pick<LoadImagesOptions<Image, Target>, TargetAndSource>,
    download?: boolean | null | Pick<LoadImagesOptions<Image, Target>, "download" | SourceNames>,
    options?: Pick<LoadImagesOptions<Image, Target>, SourceNames>,
  ): Promise<CIFAR10<Image, Target>> {
    const { data, targets, transforms } = await loadCifar(publication, signature, arguments);
    return new CIFAR10<Image, Target>(data, targets, transforms as ImageTransforms<Image, Target>);
  }

  /**
   * CIFAR-10, or a part of it, from the contents of files of its binary form, which are copied: for each image a byte with
   * the label, then 1,024 bytes of red, of green and of blue.
   *
   * @param files A file, or a list of files, such as that of data_batch_1.bin.
   * @param transform Applied to each image, uint8 [32, 32, 3]. Default: none.
   * @param targetTransform Applied to each label. Default: none.
   * @throws {DataError} for files that are gzipped, have not whole images, or have other labels than 0 to 9.
   * @example
   * const file = new Uint8Array(2 * 3073);
   * file[3073] = 7; // the label of the second image
   * const dataset = CIFAR10.fromBytes(file, { transform: new transforms.ToTensor() });
   * dataset.get(1)[0].shape; // => [3, 32, 32]
   * dataset.classes[dataset.get(1)[1]]; // => horse
   */
  static fromBytes<Image = Tensor, Target = number>(
    files: Uint8Array | readonly Uint8Array[],
    transform?: Transform<Tensor, Image> | null | ImageTransforms<Image, Target>,
    targetTransform?: ((label: number) => Target) | null | Omit<ImageTransforms<Image, Target>, "transform">,
  ): CIFAR10<Image, Target> {
    const { data, targets, transforms } = decodeCifarBytes(publication, fromBytesSignature, arguments);
    return new CIFAR10<Image, Target>(data, targets, transforms as ImageTransforms<Image, Target>);
  }
}

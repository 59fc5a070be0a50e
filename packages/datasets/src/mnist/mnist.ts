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

const signature = loadSignature("MNIST");
const fromBytesSignature = bytesSignature("MNIST");
const fromPartsSignature = partsSignature("MNIST");

const publication: Publication = {
  name: "MNIST",
  mirrors: ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"],
  classes: ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"].map(
    (word, digit) => `${digit} - ${word}`,
  ),
  train: [
    {
      name: "train-images-idx3-ubyte",
      sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      size: 47_040_016,
    },
    {
      name: "train-labels-idx1-ubyte",
      sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      size: 60_008,
    },
  ],
  test: [
    {
      name: "t10k-images-idx3-ubyte",
      sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      size: 7_840_016,
    },
    {
      name: "t10k-labels-idx1-ubyte",
      sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
      size: 10_008,
    },
  ],
};

/**
 * MNIST: 60,000 training and 10,000 test images of handwritten digits, 28 x 28 pixels. {@link MNIST.load} gets them.
 *
 * Each item is an image, uint8 [28, 28] or what `transform` makes of it, and its label, 0 to 9.
 *
 * @example
 * const dataset = new MNIST(zeros(3, 28, 28, { dtype: "uint8" }), tensor([5, 0, 4], { dtype: "int32" }));
 * dataset.length; // => 3
 * dataset.classes[dataset.get(0)[1]]; // => 5 - five
 * @see https://pytorch.org/vision/stable/generated/torchvision.datasets.MNIST.html
 * @see https://doi.org/10.1109/5.726791 LeCun et al.: Gradient-based learning applied to document recognition
 */
export class MNIST<Image = Tensor, Target = number> extends LabelledImages<Image, Target> {
  readonly classes: readonly string[] = publication.classes;

  /**
   * Loads MNIST. In Node it is downloaded once from the public mirrors into `$LUMBRE_HOME` or `~/.cache/lumbre`, or
   * read from a folder; in browsers it is fetched from a URL.
   *
   * @param train True: the 60,000 training images; false: the 10,000 test images. Default true.
   * @param root A folder with the files, gzipped or not; torchvision's layout is understood too. Default: the
   *   cache. Not in browsers.
   * @param options.url Where to fetch the files from, in place of the public mirrors: a folder's URL.
   * @param transform Applied to each image. Default: none.
   * @param targetTransform Applied to each label. Default: none.
   * @param download True to fetch what is not there. Default: true, but false when `root` is given.
   * @param options.verify True if the files must have the SHA-256 of the published ones. Default: true, but false for a
   *   `root` that nothing is downloaded to. Without it the cache is not used.
   * @param options.signal Ends the downloads; the promise then rejects with the signal's reason. Default: none.
   * @param options.onProgress Called as bytes of a file arrive. Default: none.
   * @throws {DataError} for files that are not found, cannot be fetched, or are not what they should be, and for a `root`
   *   in a browser.
   * @example
   * // no-run: it downloads 10 MB
   * const transform = new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize([0.1307], [0.3081])]);
   * const test = await MNIST.load({ train: false, transform });
   * test.length; // => 10000
   */
  static async load<Image = Tensor, Target = number>(
    root?: string | null | LoadImagesOptions<Image, Target>,
    train?: boolean | Omit<LoadImagesOptions<Image, Target>, "root">,
    transform?: Transform<Tensor, Image> | null | Omit<LoadImagesOptions<Image, Target>, "root" | "train">,
    targetTransform?: ((label: number) => Target) | null | Pick<LoadImagesOptions<Image, Target>, TargetAndSource>,
    download?: boolean | null | Pick<LoadImagesOptions<Image, Target>, "download" | SourceNames>,
    options?: Pick<LoadImagesOptions<Image, Target>, SourceNames>,
  ): Promise<MNIST<Image, Target>> {
    const { data, targets, transforms } = await loadImages(publication, signature, arguments);
    return new MNIST<Image, Target>(data, targets, transforms as ImageTransforms<Image, Target>);
  }

  /**
   * MNIST, or a part of it, from the contents of two IDX files, which are copied.
   *
   * @param images The file of the images, unpacked.
   * @param labels The file of the labels, unpacked.
   * @param transform Applied to each image. Default: none.
   * @param targetTransform Applied to each label. Default: none.
   * @throws {DataError} for files that are damaged, gzipped, not of 28 x 28 images and labels 0 to 9, or that disagree in
   *   number.
   * @example
   * const images = writeIdx(zeros(2, 28, 28, { dtype: "uint8" }));
   * const labels = writeIdx(tensor([7, 1], { dtype: "uint8" }));
   * const dataset = MNIST.fromBytes(images, labels, { transform: new transforms.ToTensor() });
   * dataset.get(0)[0].shape; // => [1, 28, 28]
   * dataset.get(1)[1]; // => 1
   */
  static fromBytes<Image = Tensor, Target = number>(
    images: Uint8Array,
    labels: Uint8Array,
    transform?: Transform<Tensor, Image> | null | ImageTransforms<Image, Target>,
    targetTransform?: ((label: number) => Target) | null | Omit<ImageTransforms<Image, Target>, "transform">,
  ): MNIST<Image, Target> {
    const { data, targets, transforms } = decodeBytes(fromBytesSignature, arguments);
    return new MNIST<Image, Target>(data, targets, transforms as ImageTransforms<Image, Target>);
  }

  /**
   * MNIST that is fetched in parts, such as a page wants it: it starts empty and grows as {@link ImagesInParts.load} gets
   * the parts, so that training can begin with the first of them.
   *
   * A part is two IDX files, images and labels, one after the other, compressed by `deflate-raw` or gzip or not at all.
   *
   * @param parts The parts, in the order in which they are fetched: each with its url, the sha256 of what it holds when
   *   unpacked, in hexadecimal digits, and the count of its images.
   * @param transform Applied to each image. Default: none.
   * @param targetTransform Applied to each label. Default: none.
   * @param options.baseUrl What relative URLs of parts are relative to. Default: the page's or the worker's address.
   * @param options.verify True if parts must have their SHA-256, which needs a secure page. Default true.
   * @throws {ArgumentError} for parts that are not of this form.
   * @throws {ValueError} for no parts, and a relative URL where there is nothing that it could be relative to.
   * @example
   * const images = writeIdx(zeros(2, 28, 28, { dtype: "uint8" }));
   * const part = new Uint8Array([...images, ...writeIdx(tensor([7, 1], { dtype: "uint8" }))]);
   * const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", part));
   * const sha256 = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
   * const url = `data:application/octet-stream;base64,${btoa(String.fromCharCode(...part))}`;
   * const dataset = MNIST.fromParts([{ url, sha256, count: 2 }]);
   * [dataset.length, dataset.total]; // => [0, 2]
   * await dataset.load();
   * dataset.length; // => 2
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

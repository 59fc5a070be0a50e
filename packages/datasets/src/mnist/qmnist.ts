import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature, nullable, oneOf, optional } from "@lumbre/tensor/engine";
import { DataError } from "../errors.js";
import { type DataFile, loadDataFile } from "../files.js";
import { readIdx } from "../idx.js";
import { type ImageTransforms, LabelledImages } from "../images/labelledImages.js";
import {
  dataSource,
  type LoadImagesOptions,
  loadParameters,
  root as rootParameter,
  type SourceNames,
  type TargetAndSource,
} from "../images/loadOptions.js";
import type { Transform } from "../transforms/transform.js";
import { checkCount, checkLabels, decodePictures } from "./idxImages.js";

/** A selection of QMNIST's images. */
export type QmnistSubset = "train" | "test" | "test10k" | "test50k";

/** Options of {@link QMNIST.load}. */
export interface LoadQmnistOptions<Image, Target> extends LoadImagesOptions<Image, Target> {
  /** The selection of images. Default: "train", or "test" with `train: false`. */
  readonly what?: QmnistSubset | null;
}

const mirrors = ["https://raw.githubusercontent.com/facebookresearch/qmnist/master/"];
const labelsMagic = 0xc02;
const columns = 8;

const files: Readonly<Record<"train" | "test", readonly [images: DataFile, labels: DataFile]>> = {
  train: [
    {
      name: "qmnist-train-images-idx3-ubyte",
      packed: "9e26a7bf1683614e065d7b76460ccd52807165b3f22561fb782bd9f38c52b51d",
      size: 47_040_016,
    },
    {
      name: "qmnist-train-labels-idx2-int",
      packed: "2c05dc77f6b916b38e455e97ab129a42a444f3dbef09b278a366f82904e0dd9f",
      size: 1_920_012,
    },
  ],
  test: [
    {
      name: "qmnist-test-images-idx3-ubyte",
      packed: "43fc22bf7498b8fc98de98369d72f752d0deabc280a43a7bcc364ab19e57b375",
      size: 47_040_016,
    },
    {
      name: "qmnist-test-labels-idx2-int",
      packed: "9fbcbe594c3766fdf4f0b15c5165dc0d1e57ac604e01422608bb72c906030d06",
      size: 1_920_012,
    },
  ],
};

/** Where a selection lies among the test images. */
const ranges = { train: [0], test: [0], test10k: [0, 10_000], test50k: [10_000] } as const;

const signature = defineSignature(
  "QMNIST.load",
  rootParameter,
  optional("what", nullable(oneOf("train", "test", "test10k", "test50k")), null),
  ...loadParameters,
);

/**
 * QMNIST: MNIST made anew from its source, with the 50,000 test images that were lost and what is known of each digit.
 *
 * Each item is an image, uint8 [28, 28] or what `transform` makes of it, and its label, 0 to 9. All that is known of the
 * digits is {@link annotations}.
 *
 * @see https://pytorch.org/vision/stable/generated/torchvision.datasets.QMNIST.html
 * @see https://arxiv.org/abs/1905.10498 Yadav, Bottou: Cold case: the lost MNIST digits
 */
export class QMNIST<Image = Tensor, Target = number> extends LabelledImages<Image, Target> {
  readonly classes: readonly string[] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
  ].map((word, digit) => `${digit} - ${word}`);
  /**
   * Of each image, int32 [N, 8]: the label, the series, the writer, the digit's index of the writer, NIST's class, the
   * index among all, and whether it is a duplicate or not used.
   */
  readonly annotations: Tensor;

  private constructor(data: Tensor, annotations: Tensor, transforms: ImageTransforms<Image, Target>) {
    super(data, annotations.select(1, 0).contiguous(), transforms);
    this.annotations = annotations;
  }

  /**
   * Loads QMNIST from a folder or the cache, or downloads it once.
   *
   * @param root A folder with the files, gzipped or not; torchvision's layout is understood. Default: the cache. Not in
   *   browsers.
   * @param what The selection: "train" (60,000 images), "test" (60,000), "test10k" (the first 10,000 of them, those of
   *   MNIST) or "test50k" (the others). Default: "train", or "test" with `train: false`.
   * @param train Decides where `what` does not. Default true.
   * @param transform Applied to each image, uint8 [28, 28]. Default: none.
   * @param targetTransform Applied to each label. Default: none.
   * @param download True to fetch what is not there. Default: true, but false when `root` is given.
   * @param options.url Where to fetch the files from, in place of the public server: a folder's URL.
   * @param options.verify True if the gzipped files must have the SHA-256 of the published ones. Default: true, but false
   *   for a `root` that nothing is downloaded to. Without it the cache is not used.
   * @param options.signal Ends the downloads; the promise then rejects with the signal's reason. Default: none.
   * @param options.onProgress Called as bytes of a file arrive. Default: none.
   * @throws {DataError} for files that are not found, cannot be fetched, or are not what they should be.
   * @example
   * // no-run: it downloads 10 MB
   * const lost = await QMNIST.load({ what: "test50k", transform: new transforms.ToTensor() });
   * lost.length; // => 50000
   */
  static async load<Image = Tensor, Target = number>(
    root?: string | null | LoadQmnistOptions<Image, Target>,
    what?: QmnistSubset | null | Omit<LoadQmnistOptions<Image, Target>, "root">,
    train?: boolean | Omit<LoadImagesOptions<Image, Target>, "root">,
    transform?: Transform<Tensor, Image> | null | Omit<LoadImagesOptions<Image, Target>, "root" | "train">,
    targetTransform?: ((label: number) => Target) | null | Pick<LoadImagesOptions<Image, Target>, TargetAndSource>,
    download?: boolean | null | Pick<LoadImagesOptions<Image, Target>, "download" | SourceNames>,
    options?: Pick<LoadImagesOptions<Image, Target>, SourceNames>,
  ): Promise<QMNIST<Image, Target>> {
    const [folder, subset, isTrain, ofImage, ofLabel, ...rest] = bind(signature, arguments);
    const selection = subset ?? (isTrain ? "train" : "test");
    const source = dataSource("QMNIST", mirrors, folder, ...rest);
    const wanted = files[selection === "train" ? "train" : "test"];
    const [images, labels] = await Promise.all(wanted.map((file) => loadDataFile(file, source)));
    const all = decodePictures(images);
    const known = readIdx(labels.bytes, { name: labels.name, magic: labelsMagic });
    checkCount(images, labels, all.shape[0], known.shape[0]);
    if (known.shape[1] !== columns) {
      throw new DataError(`${labels.name} has ${known.shape[1]} numbers for each image, expected ${columns}`);
    }
    checkLabels(known.select(1, 0).contiguous(), labels.name, 10);
    const [start, end = known.shape[0]] = ranges[selection];
    const cut = (x: Tensor): Tensor =>
      x.narrow(0, start, Math.min(end, known.shape[0]) - Math.min(start, known.shape[0]));
    const transforms = { transform: ofImage, targetTransform: ofLabel } as ImageTransforms<Image, Target>;
    return new QMNIST<Image, Target>(cut(all), cut(known), transforms);
  }
}

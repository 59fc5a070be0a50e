import { type Archive, decompress, loadArchive, NotFoundError } from "@lumbre/hub";
import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature, oneOf, required } from "@lumbre/tensor/engine";
import { asDataError, type DataSource, loadUnpacked } from "../files.js";
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
import { decodeImages, type NamedBytes } from "./idxImages.js";

/** A selection of EMNIST's images and classes. */
export type EmnistSplit = "byclass" | "bymerge" | "balanced" | "letters" | "digits" | "mnist";

/** Options of {@link EMNIST.load}. */
export interface LoadEmnistOptions<Image, Target> extends LoadImagesOptions<Image, Target> {
  /** The selection of images and classes. */
  readonly split: EmnistSplit;
}

const digits = [..."0123456789"];
const capitals = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const smalls = capitals.map((letter) => letter.toLowerCase());
/** Letters that look alike, capital or small, are one class. */
const merged = [...digits, ...capitals, ..."abdefghnqrt"];

/** Of each split its classes, and how many images it has for training and for the test. */
const splits: Readonly<Record<EmnistSplit, readonly [classes: readonly string[], train: number, test: number]>> = {
  byclass: [[...digits, ...capitals, ...smalls], 697_932, 116_323],
  bymerge: [merged, 697_932, 116_323],
  balanced: [merged, 112_800, 18_800],
  letters: [["N/A", ...smalls], 124_800, 20_800],
  digits: [digits, 240_000, 40_000],
  mnist: [digits, 60_000, 10_000],
};

const names = Object.keys(splits) as EmnistSplit[];
const mirrors = ["https://biometrics.nist.gov/cs_links/EMNIST/", "https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/"];
const kinds = ["images-idx3-ubyte", "labels-idx1-ubyte"];

const nameOf = (split: EmnistSplit, train: boolean, kind: string): string =>
  `emnist-${split}-${train ? "train" : "test"}-${kind}`;
const packedPath = (name: string): string => `gzip/${name}.gz`;

const archive: Omit<Archive, "urls"> = {
  name: "gzip.zip",
  folder: "EMNIST/raw",
  md5: "58c8d27c78d21e728a6bc7b3cc06412e",
  files: names
    .flatMap((split) => [true, false].flatMap((train) => kinds.map((kind) => nameOf(split, train, kind))))
    .map((name) => ({ path: packedPath(name) })),
};

const signature = defineSignature("EMNIST.load", rootParameter, required("split", oneOf(...names)), ...loadParameters);

/**
 * EMNIST: handwritten letters and digits in the format of {@link MNIST}, in six selections.
 *
 * Each item is an image, uint8 [28, 28] or what `transform` makes of it, and its label. As in torchvision, images are as
 * the files have them: with rows and columns exchanged, `image.t()` is upright.
 *
 * | split | classes | training images | test images |
 * |---|---|---|---|
 * | byclass | 62: digits, capitals, small letters | 697,932 | 116,323 |
 * | bymerge | 47: as byclass, but 15 letters that look alike are one class | 697,932 | 116,323 |
 * | balanced | 47: as bymerge, equally many of each | 112,800 | 18,800 |
 * | letters | 26, with labels 1 to 26; class 0 is "N/A" | 124,800 | 20,800 |
 * | digits | 10 | 240,000 | 40,000 |
 * | mnist | 10 | 60,000 | 10,000 |
 *
 * @see https://pytorch.org/vision/stable/generated/torchvision.datasets.EMNIST.html
 * @see https://arxiv.org/abs/1702.05373 Cohen et al.: EMNIST: an extension of MNIST to handwritten letters
 */
export class EMNIST<Image = Tensor, Target = number> extends LabelledImages<Image, Target> {
  readonly classes: readonly string[];

  private constructor(
    classes: readonly string[],
    data: Tensor,
    targets: Tensor,
    transforms: ImageTransforms<Image, Target>,
  ) {
    super(data, targets, transforms);
    this.classes = classes;
  }

  /**
   * Loads EMNIST from a folder or the cache, or downloads its archive, 560 MB, once.
   *
   * @param root A folder with the archive gzip.zip or its files, gzipped or not; torchvision's layout is understood.
   *   Default: the cache. Not in browsers.
   * @param split The selection of images and classes: "byclass", "bymerge", "balanced", "letters", "digits" or "mnist".
   * @param train True: the training images; false: the test images. Default true.
   * @param transform Applied to each image, uint8 [28, 28]. Default: none.
   * @param targetTransform Applied to each label. Default: none.
   * @param download True to fetch what is not there. Default: true, but false when `root` is given.
   * @param options.url Where to fetch gzip.zip from, in place of the public servers: a folder's URL.
   * @param options.verify True if the archive must have the hash of the published one, and files their sizes. Default:
   *   true, but false for a `root` that nothing is downloaded to. Without it the cache is not used.
   * @param options.signal Ends the download; the promise then rejects with the signal's reason. Default: none.
   * @param options.onProgress Called as bytes of the archive arrive. Default: none.
   * @throws {DataError} for files that are not found, cannot be fetched, or are not what they should be.
   * @example
   * // no-run: it downloads 560 MB
   * const letters = await EMNIST.load({ split: "letters", transform: new transforms.ToTensor() });
   * letters.classes[letters.get(0)[1]]; // => w
   */
  static async load<Image = Tensor, Target = number>(
    root: string | null | LoadEmnistOptions<Image, Target>,
    split?: EmnistSplit | Omit<LoadEmnistOptions<Image, Target>, "root">,
    train?: boolean | Omit<LoadImagesOptions<Image, Target>, "root">,
    transform?: Transform<Tensor, Image> | null | Omit<LoadImagesOptions<Image, Target>, "root" | "train">,
    targetTransform?: ((label: number) => Target) | null | Pick<LoadImagesOptions<Image, Target>, TargetAndSource>,
    download?: boolean | null | Pick<LoadImagesOptions<Image, Target>, "download" | SourceNames>,
    options?: Pick<LoadImagesOptions<Image, Target>, SourceNames>,
  ): Promise<EMNIST<Image, Target>> {
    const [folder, selection, isTrain, ofImage, ofLabel, ...rest] = bind(signature, arguments);
    const source = dataSource("EMNIST", mirrors, folder, ...rest);
    const [images, labels] = await asDataError(loadSplit(selection, isTrain, source));
    const [classes] = splits[selection];
    const { data, targets } = decodeImages(images, labels, classes.length);
    const transforms = { transform: ofImage, targetTransform: ofLabel } as ImageTransforms<Image, Target>;
    return new EMNIST<Image, Target>(classes, data, targets, transforms);
  }
}

/** The files of a split's images and labels, unpacked. */
async function loadSplit(split: EmnistSplit, train: boolean, source: DataSource): Promise<NamedBytes[]> {
  const [, trainCount, testCount] = splits[split];
  const count = train ? trainCount : testCount;
  const files = [
    { name: nameOf(split, train, kinds[0]), size: 16 + count * 28 * 28 },
    { name: nameOf(split, train, kinds[1]), size: 8 + count },
  ];
  if (source.root !== null) {
    try {
      return await Promise.all(files.map((file) => loadUnpacked(file, { ...source, download: false })));
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
    }
  }
  const { root, urls, download, verify, signal, onProgress } = source;
  const packed = await loadArchive(
    { ...archive, urls: urls.map((url) => `${url.replace(/\/+$/, "")}/${archive.name}`) },
    {
      folder: root,
      cache: verify,
      wanted: files.map(({ name }) => packedPath(name)),
      download,
      verify,
      signal: signal ?? null,
      onProgress:
        onProgress === null ? null : (bytes, totalBytes) => onProgress({ file: archive.name, bytes, totalBytes }),
    },
  );
  return Promise.all(
    packed.map(async ({ name, bytes }, i) => ({
      name,
      bytes: await decompress(bytes, "gzip", { name, maxBytes: files[i].size }),
    })),
  );
}

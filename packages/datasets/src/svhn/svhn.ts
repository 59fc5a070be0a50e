import { loadFile } from "@lumbre/hub";
import { fromTypedArray, type Tensor } from "@lumbre/tensor";
import { anInstanceOf, bind, defineSignature, oneOf, optional, positional } from "@lumbre/tensor/engine";
import { DataError } from "../errors.js";
import { asDataError, type DataSource } from "../files.js";
import { type ImageTransforms, LabelledImages, transformParameters } from "../images/labelledImages.js";
import {
  dataSource,
  type LoadImagesOptions,
  loadParameters,
  root as rootParameter,
  type SourceNames,
  type TargetAndSource,
} from "../images/loadOptions.js";
import type { Transform } from "../transforms/transform.js";
import { type MatArray, readMat } from "./matFile.js";

/** A selection of SVHN's images. */
export type SvhnSplit = "train" | "test" | "extra";

/** Options of {@link SVHN.load}. */
export interface LoadSvhnOptions<Image, Target> extends Omit<LoadImagesOptions<Image, Target>, "train"> {
  /** The selection of images. Default "train". */
  readonly split?: SvhnSplit;
}

// The server has no https; that the SHA-256 is compared makes up for it.
const mirrors = ["http://ufldl.stanford.edu/housenumbers/"];

const files: Readonly<Record<SvhnSplit, { readonly sha256: string; readonly size: number }>> = {
  train: { sha256: "435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8", size: 182_040_794 },
  test: { sha256: "cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b", size: 64_275_384 },
  extra: { sha256: "a133a4beb38a00fcdda90c9489e0c04f900b660ce8a316a5e854838379a71eb3", size: 1_329_278_602 },
};

const side = 32;
const channels = 3;
/** What the files call the digit 0. */
const zero = 10;

const [, ...transformsAndSource] = loadParameters;
const loadSignature = defineSignature(
  "SVHN.load",
  rootParameter,
  optional("split", oneOf("train", "test", "extra"), "train"),
  ...transformsAndSource,
);
const fromBytesSignature = defineSignature(
  "SVHN.fromBytes",
  positional("bytes", anInstanceOf(Uint8Array, "a Uint8Array with a .mat file")),
  ...transformParameters,
);

/**
 * SVHN, the Street View House Numbers: 73,257 training and 26,032 test photographs of digits, 32 x 32 pixels in colour, and
 * 531,131 easier ones. {@link SVHN.load} gets them.
 *
 * Each item is an image, uint8 [32, 32, 3] or what `transform` makes of it, and its label, 0 to 9. The files call the digit
 * 0 10; here its label is 0, as in torchvision.
 *
 * @example
 * const dataset = new SVHN(zeros(2, 32, 32, 3, { dtype: "uint8" }), tensor([3, 0], { dtype: "int32" }));
 * dataset.length; // => 2
 * dataset.classes[dataset.get(1)[1]]; // => 0
 * @see https://pytorch.org/vision/stable/generated/torchvision.datasets.SVHN.html
 * @see http://ufldl.stanford.edu/housenumbers/ Netzer et al.: Reading digits in natural images
 */
export class SVHN<Image = Tensor, Target = number> extends LabelledImages<Image, Target> {
  readonly classes: readonly string[] = Array.from({ length: 10 }, (_, digit) => String(digit));

  /**
   * Loads SVHN from a folder or the cache, or downloads a file once: 182 MB for training, 64 MB for tests, 1.3 GB extra.
   *
   * @param root A folder with the .mat file; torchvision's layout is understood. Default: the cache. Not in browsers.
   * @param split The selection: "train", "test" or "extra". Default "train".
   * @param transform Applied to each image, uint8 [32, 32, 3]. Default: none.
   * @param targetTransform Applied to each label. Default: none.
   * @param download True to fetch what is not there. Default: true, but false when `root` is given.
   * @param options.url Where to fetch the file from, in place of the public server: a folder's URL.
   * @param options.verify True if the file must have the SHA-256 of the published one. Default: true, but false for a
   *   `root` that nothing is downloaded to. Without it the cache is not used.
   * @param options.signal Ends the download; the promise then rejects with the signal's reason. Default: none.
   * @param options.onProgress Called as bytes of the file arrive. Default: none.
   * @throws {DataError} for a file that is not found, cannot be fetched, or is not what it should be.
   * @example
   * // no-run: it downloads 64 MB
   * const test = await SVHN.load({ split: "test", transform: new transforms.ToTensor() });
   * test.get(0)[0].shape; // => [3, 32, 32]
   */
  static async load<Image = Tensor, Target = number>(
    root?: string | null | LoadSvhnOptions<Image, Target>,
    split?: SvhnSplit | Omit<LoadSvhnOptions<Image, Target>, "root">,
    transform?: Transform<Tensor, Image> | null | Omit<LoadSvhnOptions<Image, Target>, "root" | "split">,
    targetTransform?: ((label: number) => Target) | null | Pick<LoadSvhnOptions<Image, Target>, TargetAndSource>,
    download?: boolean | null | Pick<LoadSvhnOptions<Image, Target>, "download" | SourceNames>,
    options?: Pick<LoadSvhnOptions<Image, Target>, SourceNames>,
  ): Promise<SVHN<Image, Target>> {
    const [folder, selection, ofImage, ofLabel, ...rest] = bind(loadSignature, arguments);
    const source = dataSource("SVHN", mirrors, folder, ...rest);
    const { name, bytes } = await asDataError(findFile(selection, source));
    const { data, targets } = await decode(bytes, name);
    const transforms = { transform: ofImage, targetTransform: ofLabel } as ImageTransforms<Image, Target>;
    return new SVHN<Image, Target>(data, targets, transforms);
  }

  /**
   * SVHN, or a part of it, from the contents of a .mat file: X, uint8 [32, 32, 3, N], and y, the labels 1 to 10.
   *
   * @param bytes A MATLAB file of level 5, whose variables may be compressed.
   * @param transform Applied to each image, uint8 [32, 32, 3]. Default: none.
   * @param targetTransform Applied to each label. Default: none.
   * @throws {DataError} for what is no such file, a damaged one, or one with other variables.
   * @example
   * // no-run: it needs a file
   * const train = await SVHN.fromBytes(new Uint8Array(await (await fetch("train_32x32.mat")).arrayBuffer()));
   * train.length; // => 73257
   */
  static async fromBytes<Image = Tensor, Target = number>(
    bytes: Uint8Array,
    transform?: Transform<Tensor, Image> | null | ImageTransforms<Image, Target>,
    targetTransform?: ((label: number) => Target) | null | Omit<ImageTransforms<Image, Target>, "transform">,
  ): Promise<SVHN<Image, Target>> {
    const [file, ofImage, ofLabel] = bind(fromBytesSignature, arguments);
    const { data, targets } = await decode(file, "the file");
    const transforms = { transform: ofImage, targetTransform: ofLabel } as ImageTransforms<Image, Target>;
    return new SVHN<Image, Target>(data, targets, transforms);
  }
}

function findFile(split: SvhnSplit, source: DataSource) {
  const name = `${split}_32x32.mat`;
  const { root, urls, download, verify, signal, onProgress } = source;
  return loadFile(
    `SVHN/${name}`,
    urls.map((url) => `${url.replace(/\/+$/, "")}/${name}`),
    {
      ...(verify ? files[split] : { maxBytes: 2 * files[split].size }),
      folder: root,
      alternatives: root === null ? null : [name],
      download,
      cache: verify,
      signal: signal ?? null,
      onProgress: onProgress === null ? null : (bytes, totalBytes) => onProgress({ file: name, bytes, totalBytes }),
    },
  );
}

/** Images uint8 [N, 32, 32, 3], which lie in memory as in the file, and labels int32 [N]. */
async function decode(bytes: Uint8Array, name: string): Promise<{ readonly data: Tensor; readonly targets: Tensor }> {
  const variables = await readMat(bytes, name);
  const [images, labels] = ["X", "y"].map((key) => {
    const variable = variables.get(key);
    if (variable !== undefined) return variable;
    const found = [...variables.keys()].slice(0, 8).join(", ") || "none";
    throw new DataError(`${name} has no variable ${key} of numbers, expected X and y; its variables are ${found}`);
  });
  const pixels = pixelsOf(images, name);
  // MATLAB's first index runs fastest: rows, columns, channels, images.
  const count = images.shape[3] ?? 1;
  const targets = labelsOf(labels, count, name);
  return { data: fromTypedArray(pixels, [count, channels, side, side]).permute(0, 3, 2, 1), targets };
}

function pixelsOf({ shape, values }: MatArray, name: string): Uint8Array {
  const isRight = shape[0] === side && shape[1] === side && shape[2] === channels && shape.length <= 4;
  if (isRight && values instanceof Uint8Array) return values;
  const kind = Object.prototype.toString.call(values).slice(8, -6).toLowerCase();
  throw new DataError(
    `${name} has X of ${kind} [${shape.slice(0, 8).join(", ")}], expected uint8 [${side}, ${side}, ${channels}, N]`,
  );
}

function labelsOf({ values }: MatArray, count: number, name: string): Tensor {
  if (values.length !== count) throw new DataError(`${name} has ${values.length} labels for ${count} images`);
  const labels = Int32Array.from(values, (label, i) => {
    const digit = Number(label);
    if (Number.isInteger(digit) && digit >= 0 && digit <= zero) return digit % zero;
    throw new DataError(`${name} has the label ${digit} at ${i}, expected 1 to ${zero}`);
  });
  return fromTypedArray(labels, [count]);
}

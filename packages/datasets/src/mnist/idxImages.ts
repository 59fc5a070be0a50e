import { fromTypedArray, ShapeError, type Tensor } from "@lumbre/tensor";
import { formatShape } from "@lumbre/tensor/engine";
import { defaultCollate } from "../collate.js";
import type { Dataset } from "../dataset.js";
import { DataError } from "../errors.js";
import { type DataFile, type LoadedFile, loadFile } from "../files/dataFile.js";
import { readIdx } from "../idx.js";
import { checkIndex, takeSlices } from "../tensorDataset.js";
import { tabulate } from "../transforms/tabulate.js";
import type { Transform } from "../transforms/transform.js";

/** Transforms of a dataset of labelled images. */
export interface ImageTransforms<Image, Target> {
  /** Applied to each image, uint8 [28, 28]. Default: none. */
  readonly transform?: Transform<Tensor, Image>;
  /** Applied to each label. Default: none. */
  readonly targetTransform?: (label: number) => Target;
}

/** Options of `MNIST.load` and `FashionMNIST.load`. */
export interface LoadImagesOptions<Image, Target> extends ImageTransforms<Image, Target> {
  /** True: the 60,000 training images; false: the 10,000 test images. Default true. */
  readonly train?: boolean;
  /** A folder with the files, gzipped or not; torchvision's layout is understood too. Default: the cache. Not in browsers. */
  readonly root?: string;
  /** Where to fetch the files from, in place of the public mirrors: a folder's URL. */
  readonly url?: string;
  /** Whether to fetch what is not there. Default: true, but false when `root` is given. */
  readonly download?: boolean;
  /**
   * Whether the files must have the SHA-256 of the published ones. Default: true, but false for a `root` that nothing is
   * downloaded to. Without it the cache is not used.
   */
  readonly verify?: boolean;
}

/** A published dataset of labelled 28 x 28 images in four IDX files. */
export interface Publication {
  readonly name: string;
  readonly mirrors: readonly string[];
  readonly classes: readonly string[];
  /** Images, then labels. */
  readonly train: readonly [DataFile, DataFile];
  readonly test: readonly [DataFile, DataFile];
}

const imagesMagic = 0x803;
const labelsMagic = 0x801;
const side = 28;
const labelCount = 10;

/** Loads and checks the images and labels of a publication. */
export async function loadImages(
  publication: Publication,
  options: LoadImagesOptions<unknown, unknown>,
): Promise<{ readonly data: Tensor; readonly targets: Tensor }> {
  const { train = true, root, url, download = root === undefined, verify = root === undefined || download } = options;
  const source = {
    dataset: publication.name,
    root,
    urls: url === undefined ? publication.mirrors : [url],
    download,
    verify,
  };
  const files = train ? publication.train : publication.test;
  const [images, labels] = await Promise.all(files.map((file) => loadFile(file, source)));
  return decodeImages(images, labels);
}

/**
 * Images uint8 [N, 28, 28] and labels int32 [N] from the contents of their files.
 *
 * @throws {DataError} for files that are damaged, are not of 28 x 28 images and labels 0 to 9, or disagree in number.
 */
export function decodeImages(
  images: LoadedFile,
  labels: LoadedFile,
): { readonly data: Tensor; readonly targets: Tensor } {
  const data = readIdx(images.bytes, { name: images.name, magic: imagesMagic });
  const bytes = readIdx(labels.bytes, { name: labels.name, magic: labelsMagic });
  const [count, height, width] = data.shape;
  if (height !== side || width !== side) {
    throw new DataError(`${images.name} has images of ${height} x ${width} pixels, expected ${side} x ${side}`);
  }
  if (bytes.shape[0] !== count) {
    throw new DataError(
      `${labels.name} has ${bytes.shape[0]} labels, expected ${count}: one for each image of ${images.name}`,
    );
  }
  const values = bytes.dataSync();
  const odd = values.findIndex((label) => label >= labelCount);
  if (odd >= 0) {
    throw new DataError(`${labels.name} has the label ${values[odd]} at ${odd}, expected 0 to ${labelCount - 1}`);
  }
  return { data, targets: bytes.to("int32") };
}

/** Labelled images in memory; the base of {@link MNIST} and {@link FashionMNIST}. */
export abstract class LabelledImages<Image = Tensor, Target = number> implements Dataset<[Image, Target]> {
  /** The names of the classes; a label is a position among them. */
  abstract readonly classes: readonly string[];
  /** All images, uint8 [N, 28, 28]. */
  readonly data: Tensor;
  /** All labels, int32 [N]. */
  readonly targets: Tensor;
  readonly length: number;
  private readonly labels: ArrayLike<number>;
  private readonly transform: Transform<Tensor, Image> | undefined;
  private readonly targetTransform: ((label: number) => Target) | undefined;
  private lookup: ((images: Tensor) => Tensor) | undefined;

  /**
   * @param data Images, uint8 [N, H, W].
   * @param targets Labels, [N].
   */
  constructor(data: Tensor, targets: Tensor, options: ImageTransforms<Image, Target> = {}) {
    if (targets.ndim !== 1 || data.ndim === 0 || data.shape[0] !== targets.shape[0]) {
      throw new ShapeError(
        `${new.target.name}: expected images [N, H, W] and labels [N], got ${formatShape(data.shape)} and ` +
          formatShape(targets.shape),
      );
    }
    this.data = data;
    this.targets = targets;
    this.length = targets.shape[0];
    this.labels = targets.dataSync();
    this.transform = options.transform;
    this.targetTransform = options.targetTransform;
  }

  get(index: number): [Image, Target] {
    checkIndex(this.constructor.name, index, this.length);
    const image = this.data.select(0, index);
    return [this.transform === undefined ? (image as Image) : this.transform(image), this.targetOf(index)];
  }

  getBatch(indices: readonly number[]): never | undefined {
    const { transform } = this;
    if (transform !== undefined && transform.batch === undefined) return undefined;
    for (const index of indices) checkIndex(this.constructor.name, index, this.length);
    const images = takeSlices(this.data, indices);
    return [this.transformBatch(images), this.targetsOf(indices)] as never;
  }

  private transformBatch(images: Tensor): unknown {
    const { transform } = this;
    if (transform === undefined) return images;
    if (transform.isPixelwise !== true || images.dtype !== "uint8" || images.ndim !== 3) {
      return transform.batch?.(images);
    }
    this.lookup ??= tabulate(transform as Transform<Tensor, Tensor>);
    const batch = this.lookup(images);
    images.dispose();
    return batch;
  }

  private targetOf(index: number): Target {
    const label = this.labels[index];
    return this.targetTransform === undefined ? (label as Target) : this.targetTransform(label);
  }

  private targetsOf(indices: readonly number[]): unknown {
    if (this.targetTransform !== undefined) return defaultCollate(indices.map((index) => this.targetOf(index)));
    return fromTypedArray(
      Int32Array.from(indices, (index) => this.labels[index]),
      [indices.length],
    );
  }
}

import { isGzip } from "@lumbre/hub";
import type { Tensor } from "@lumbre/tensor";
import {
  aBoolean,
  aFunction,
  anInstanceOf,
  aString,
  bind,
  defineSignature,
  named,
  nullable,
  optional,
  positional,
} from "@lumbre/tensor/engine";
import { DataError } from "../errors.js";
import { type DataFile, type DataSource, type LoadProgress, loadDataFile } from "../files.js";
import { readIdx } from "../idx.js";
import { type ImageTransforms, transformParameters } from "../images/labelledImages.js";

/** Options of `MNIST.load` and `FashionMNIST.load`. */
export interface LoadImagesOptions<Image, Target> extends ImageTransforms<Image, Target> {
  /** True: the 60,000 training images; false: the 10,000 test images. Default true. */
  readonly train?: boolean;
  /** A folder with the files, gzipped or not; torchvision's layout is understood too. Default: the cache. Not in browsers. */
  readonly root?: string | null;
  /** Where to fetch the files from, in place of the public mirrors: a folder's URL. */
  readonly url?: string | null;
  /** True to fetch what is not there. Default: true, but false when `root` is given. */
  readonly download?: boolean | null;
  /**
   * True if the files must have the SHA-256 of the published ones. Default: true, but false for a `root` that nothing is
   * downloaded to. Without it the cache is not used.
   */
  readonly verify?: boolean | null;
  /** Ends the downloads; the promise then rejects with the signal's reason. Default: none. */
  readonly signal?: AbortSignal | null;
  /** Called as bytes of a file arrive. Default: none. */
  readonly onProgress?: ((progress: LoadProgress) => void) | null;
}

/** The names that may stand in place of a transform of labels. */
export type TargetAndSource = "targetTransform" | "download" | SourceNames;

/** The names of what is given by name only. */
export type SourceNames = "url" | "verify" | "signal" | "onProgress";

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
/** Height and width of an image. */
export const side = 28;
const labelCount = 10;

/** The signature of `load`, in torchvision's order. */
export function loadSignature(name: string) {
  return defineSignature(
    `${name}.load`,
    optional("root", nullable(aString), null),
    optional("train", aBoolean, true),
    ...transformParameters,
    optional("download", nullable(aBoolean), null),
    named("url", nullable(aString), null),
    named("verify", nullable(aBoolean), null),
    named("signal", nullable(anInstanceOf(AbortSignal, "an AbortSignal")), null),
    named("onProgress", nullable(aFunction<(progress: LoadProgress) => void>()), null),
  );
}

/** Loads and checks the images and labels of a publication. */
export async function loadImages(
  publication: Publication,
  signature: ReturnType<typeof loadSignature>,
  given: ArrayLike<unknown>,
) {
  const [root, train, transform, targetTransform, downloads, url, verifies, signal, onProgress] = bind(
    signature,
    given,
  );
  const download = downloads ?? root === null;
  const source: DataSource = {
    dataset: publication.name,
    root,
    urls: url === null ? publication.mirrors : [url],
    download,
    verify: verifies ?? (root === null || download),
    signal,
    onProgress,
  };
  const files = train ? publication.train : publication.test;
  const [images, labels] = await Promise.all(files.map((file) => loadDataFile(file, source)));
  return { ...decodeImages(images, labels), transforms: { transform, targetTransform } };
}

/** A file's bytes, and what errors call it. */
interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Images uint8 [N, 28, 28] and labels int32 [N] from the contents of their files.
 *
 * @throws {DataError} for files that are damaged, are not of 28 x 28 images and labels 0 to 9, or disagree in number.
 */
export function decodeImages(
  images: NamedBytes,
  labels: NamedBytes,
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
  const values = bytes.readSync();
  const odd = values.findIndex((label) => label >= labelCount);
  if (odd >= 0) {
    throw new DataError(`${labels.name} has the label ${values[odd]} at ${odd}, expected 0 to ${labelCount - 1}`);
  }
  return { data, targets: bytes.to("int32") };
}

/** The signature of `fromBytes`. */
export function bytesSignature(name: string) {
  return defineSignature(
    `${name}.fromBytes`,
    positional("images", anInstanceOf(Uint8Array, "a Uint8Array with the file of the images")),
    positional("labels", anInstanceOf(Uint8Array, "a Uint8Array with the file of the labels")),
    ...transformParameters,
  );
}

/** Checks and decodes images and labels whose files are in memory. */
export function decodeBytes(signature: ReturnType<typeof bytesSignature>, given: ArrayLike<unknown>) {
  const [images, labels, transform, targetTransform] = bind(signature, given);
  const { op } = signature;
  for (const [name, bytes] of Object.entries({ images, labels })) {
    if (isGzip(bytes)) {
      throw new DataError(`${op}: the ${name} are gzipped; unpack them, with DecompressionStream or node:zlib, before`);
    }
  }
  const files = [
    { name: "the file of the images", bytes: images },
    { name: "the file of the labels", bytes: labels },
  ] as const;
  return { ...decodeImages(...files), transforms: { transform, targetTransform } };
}

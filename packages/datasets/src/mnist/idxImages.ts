import { isGzip } from "@lumbre/hub";
import type { Tensor } from "@lumbre/tensor";
import { anInstanceOf, bind, defineSignature, positional } from "@lumbre/tensor/engine";
import { DataError } from "../errors.js";
import { type DataFile, loadDataFile } from "../files.js";
import { readIdx } from "../idx.js";
import { transformParameters } from "../images/labelledImages.js";
import { bindLoad, type loadSignature } from "../images/loadOptions.js";

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

/** Loads and checks the images and labels of a publication. */
export async function loadImages(
  publication: Publication,
  signature: ReturnType<typeof loadSignature>,
  given: ArrayLike<unknown>,
) {
  const { train, source, transforms } = bindLoad(signature, given, publication.name, publication.mirrors);
  const files = train ? publication.train : publication.test;
  const [images, labels] = await Promise.all(files.map((file) => loadDataFile(file, source)));
  return { ...decodeImages(images, labels), transforms };
}

/** A file's bytes, and what errors call it. */
export interface NamedBytes {
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
  labelCount = 10,
): { readonly data: Tensor; readonly targets: Tensor } {
  const data = decodePictures(images);
  const bytes = readIdx(labels.bytes, { name: labels.name, magic: labelsMagic });
  checkCount(images, labels, data.shape[0], bytes.shape[0]);
  checkLabels(bytes, labels.name, labelCount);
  return { data, targets: bytes.to("int32") };
}

/** Images uint8 [N, 28, 28]. @throws {DataError} for images of another size. */
export function decodePictures(images: NamedBytes): Tensor {
  const data = readIdx(images.bytes, { name: images.name, magic: imagesMagic });
  const [, height, width] = data.shape;
  if (height !== side || width !== side) {
    throw new DataError(`${images.name} has images of ${height} x ${width} pixels, expected ${side} x ${side}`);
  }
  return data;
}

/** Throws unless there are as many labels as images. @throws {DataError} */
export function checkCount(images: NamedBytes, labels: NamedBytes, count: number, labelled: number): void {
  if (labelled === count) return;
  throw new DataError(`${labels.name} has ${labelled} labels, expected ${count}: one for each image of ${images.name}`);
}

/** Throws for a label that there is not. @throws {DataError} */
export function checkLabels(labels: Tensor, name: string, labelCount: number): void {
  const values = labels.readSync();
  const odd = values.findIndex((label) => !(label >= 0 && label < labelCount));
  if (odd >= 0) throw new DataError(`${name} has the label ${values[odd]} at ${odd}, expected 0 to ${labelCount - 1}`);
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

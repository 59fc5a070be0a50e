import { type Archive, isGzip, loadArchive, NotFoundError } from "@lumbre/hub";
import { fromTypedArray, type Tensor } from "@lumbre/tensor";
import { bind, defineKind, defineSignature, positional } from "@lumbre/tensor/engine";
import { DataError } from "../errors.js";
import { asDataError, type DataSource } from "../files.js";
import { transformParameters } from "../images/labelledImages.js";
import { bindLoad, type loadSignature } from "../images/loadOptions.js";
import { readBatch } from "./pickledBatch.js";

/** Height and width of an image. */
const side = 32;
const channels = 3;
const imageSize = channels * side * side;

/** One of the two forms in which CIFAR is published. */
interface PublishedArchive extends Omit<Archive, "urls"> {
  readonly train: readonly string[];
  readonly test: readonly string[];
  /** True for the form for Python, whose files are pickles. */
  readonly isPickled: boolean;
}

/** CIFAR-10 or CIFAR-100, as it is published. */
export interface CifarPublication {
  readonly name: string;
  readonly mirrors: readonly string[];
  readonly classes: readonly string[];
  /** Bytes before each image of the binary form, of which the last is the label. */
  readonly labelBytes: number;
  /** What the pickled form calls the labels. */
  readonly labelsName: string;
  readonly binary: PublishedArchive;
  readonly python: PublishedArchive;
}

/** Loads and checks the images and labels of a publication. */
export async function loadCifar(
  publication: CifarPublication,
  signature: ReturnType<typeof loadSignature>,
  given: ArrayLike<unknown>,
) {
  const { train, source, transforms } = bindLoad(signature, given, publication.name, publication.mirrors);
  const files = await asDataError(findFiles(publication, source, train));
  return { ...decodeCifar(publication, files), transforms };
}

/** A file, and whether it is of the archive for Python. */
interface CifarFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isPickled: boolean;
}

/** The files of the binary form or of the pickled one, if they are in the user's folder, or else of the binary one. */
async function findFiles(publication: CifarPublication, source: DataSource, train: boolean): Promise<CifarFile[]> {
  const { binary, python } = publication;
  if (source.root === null) return loadFiles(binary, source, train, source.download);
  try {
    return await loadFiles(binary, source, train, false);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return loadFiles(python, source, train, false).catch((other) => {
      if (!(other instanceof NotFoundError)) throw other;
      if (!source.download) throw error;
      return loadFiles(binary, source, train, true);
    });
  }
}

async function loadFiles(
  archive: PublishedArchive,
  source: DataSource,
  train: boolean,
  download: boolean,
): Promise<CifarFile[]> {
  const { train: trainFiles, test: testFiles, isPickled, ...published } = archive;
  const { root, urls, verify, signal, onProgress } = source;
  const files = await loadArchive(
    { ...published, urls: urls.map((url) => `${url.replace(/\/+$/, "")}/${archive.name}`) },
    {
      folder: root,
      cache: verify,
      wanted: train ? trainFiles : testFiles,
      download,
      verify,
      signal: signal ?? null,
      onProgress:
        onProgress === null ? null : (bytes, totalBytes) => onProgress({ file: archive.name, bytes, totalBytes }),
    },
  );
  return files.map((file) => ({ ...file, isPickled }));
}

/** Images uint8 [N, 32, 32, 3], whose channels lie apart in memory as in the files, and labels int32 [N]. */
function decodeCifar(publication: CifarPublication, files: readonly CifarFile[]) {
  const batches = files.map((file) => {
    const { pixels, labels } = file.isPickled ? decodePickled(publication, file) : decodeBinary(publication, file);
    const odd = labels.findIndex((label) => !(label >= 0 && label < publication.classes.length));
    if (odd >= 0) {
      const expected = `expected 0 to ${publication.classes.length - 1}`;
      throw new DataError(`${file.name} has the label ${labels[odd]} at ${odd}, ${expected}`);
    }
    return { pixels, labels };
  });
  const count = batches.reduce((sum, { labels }) => sum + labels.length, 0);
  const images = new Uint8Array(count * imageSize);
  const targets = new Int32Array(count);
  let at = 0;
  for (const { pixels, labels } of batches) {
    for (const [i, image] of pixels.entries()) images.set(image, (at + i) * imageSize);
    targets.set(labels, at);
    at += labels.length;
  }
  return {
    data: fromTypedArray(images, [count, channels, side, side]).permute(0, 2, 3, 1),
    targets: fromTypedArray(targets, [count]),
  };
}

/** The pixels of each image, and the labels. */
interface Decoded {
  readonly pixels: readonly Uint8Array[];
  readonly labels: readonly number[];
}

function decodeBinary({ labelBytes }: CifarPublication, { name, bytes }: CifarFile): Decoded {
  const size = labelBytes + imageSize;
  if (bytes.length === 0 || bytes.length % size !== 0) {
    const problem = `${name} has ${bytes.length} bytes, expected a multiple of ${size}: ${labelBytes} of labels and`;
    throw new DataError(`${problem} ${imageSize} of pixels for each image`);
  }
  const starts = Array.from({ length: bytes.length / size }, (_, i) => i * size + labelBytes);
  return {
    pixels: starts.map((start) => bytes.subarray(start, start + imageSize)),
    labels: starts.map((start) => bytes[start - 1]),
  };
}

function decodePickled({ labelsName }: CifarPublication, { name, bytes }: CifarFile): Decoded {
  const { data, labels } = readBatch(bytes, name, labelsName);
  if (data.length !== labels.length * imageSize) {
    throw new DataError(
      `${name} has ${data.length} bytes of pixels, expected ${imageSize} for each of its ${labels.length} labels`,
    );
  }
  return { pixels: labels.map((_, i) => data.subarray(i * imageSize, (i + 1) * imageSize)), labels };
}

const isBytes = (value: unknown): boolean => value instanceof Uint8Array;
const fileOrFiles = defineKind<Uint8Array | readonly Uint8Array[]>(
  "a Uint8Array with a file of the binary form, or a list of such",
  (value) => isBytes(value) || (Array.isArray(value) && value.length > 0 && value.every(isBytes)),
);

/** The signature of `fromBytes`. */
export function cifarBytesSignature(name: string) {
  return defineSignature(`${name}.fromBytes`, positional("files", fileOrFiles), ...transformParameters);
}

/** Checks and decodes files of the binary form that are in memory. */
export function decodeCifarBytes(
  publication: CifarPublication,
  signature: ReturnType<typeof cifarBytesSignature>,
  given: ArrayLike<unknown>,
): { readonly data: Tensor; readonly targets: Tensor; readonly transforms: object } {
  const [files, transform, targetTransform] = bind(signature, given);
  const list = (isBytes(files) ? [files] : files) as readonly Uint8Array[];
  const named = list.map((bytes, i) => {
    const name = list.length === 1 ? "the file" : `file ${i}`;
    if (isGzip(bytes)) throw new DataError(`${signature.op}: ${name} is gzipped; unpack it before, with untar of hub`);
    return { name, bytes, isPickled: false };
  });
  return { ...decodeCifar(publication, named), transforms: { transform, targetTransform } };
}

import { checkHash, download } from "@lumbre/hub";
import { ArgumentError, cat, type Tensor, ValueError, zeros } from "@lumbre/tensor";
import {
  aBoolean,
  aFunction,
  anInstanceOf,
  anInteger,
  aString,
  bind,
  defineKind,
  defineSignature,
  describe,
  isPlainObject,
  named,
  nullable,
  required,
  requireNames,
} from "@lumbre/tensor/engine";
import { DataError } from "../errors.js";
import { asDataError, unpackIdx } from "../files.js";
import { type ImageTransforms, LabelledImages, transformParameters } from "../images/labelledImages.js";
import { checkIndex } from "../tensorDataset.js";
import { decodeImages, side } from "./idxImages.js";

/** A part of a dataset of images: a file with an IDX file of images and one of labels, one after the other. */
export interface ImagePart {
  /** Where the file is. */
  readonly url: string;
  /** The SHA-256 of what the file holds when unpacked, in hexadecimal digits. */
  readonly sha256: string;
  /** The number of images, >= 1. */
  readonly count: number;
  /** The length of the file, for `totalBytes` of the progress before it is fetched. Default: not known. */
  readonly bytes?: number;
}

/** Options of `MNIST.fromParts` and `FashionMNIST.fromParts`. */
export interface FromPartsOptions<Image, Target> extends ImageTransforms<Image, Target> {
  /** What relative URLs of parts are relative to. Default: the page's or the worker's address. */
  readonly baseUrl?: string | null;
  /** True if parts must have their SHA-256, which needs a secure page. Default true. */
  readonly verify?: boolean;
}

/** How far the parts are. */
export interface PartsProgress {
  /** The index of the part that bytes came of. */
  readonly part: number;
  /** Bytes that have arrived, of all parts together. */
  readonly bytes: number;
  /** The length of all parts together, or null as long as it is not known of each of them. */
  readonly totalBytes: number | null;
  /** Images that are there. */
  readonly length: number;
  /** Images that will be there. */
  readonly total: number;
}

/** Options of {@link ImagesInParts.loadPart}. */
export interface LoadPartOptions {
  /** Ends the download; the promise then rejects with the signal's reason. Default: none. */
  readonly signal?: AbortSignal | null;
  /** Called as bytes arrive, and when a part is there. */
  readonly onProgress?: ((progress: PartsProgress) => void) | null;
}

/** Options of {@link ImagesInParts.load}. */
export interface LoadPartsOptions extends LoadPartOptions {
  /** Called at once with a part that could not be got, and why; the parts after it are fetched all the same. */
  readonly onError?: ((error: DataError, part: number) => void) | null;
}

const loadParameters = [
  named("signal", nullable(anInstanceOf(AbortSignal, "an AbortSignal")), null),
  named("onProgress", nullable(aFunction<(progress: PartsProgress) => void>()), null),
] as const;
const loadSignature = defineSignature(
  "load",
  ...loadParameters,
  named("onError", nullable(aFunction<(error: DataError, part: number) => void>()), null),
);
const loadPartSignature = defineSignature("loadPart", required("part", anInteger), ...loadParameters);
const addPartSignature = defineSignature(
  "addPart",
  required("part", anInteger),
  required("bytes", anInstanceOf(Uint8Array, "a Uint8Array with the contents of the part's file")),
);

/**
 * Labelled images that come in parts; `MNIST.fromParts` and `FashionMNIST.fromParts` make them.
 *
 * `length`, `data` and `targets` are of what is there, in the order of the parts; a `DataLoader` sees at the start of an
 * epoch what came during the last one. One that shuffles is made when the first part is there, for it takes no empty dataset.
 * A part that is missing does not keep those after it from being used.
 *
 * @example
 * // no-run: it needs a server
 * const train = MNIST.fromParts(await (await fetch("parts.json")).json());
 * await train.loadPart(0);
 * const loader = new DataLoader(train, { batchSize: 64, shuffle: true }); // of the first part, so far
 * await train.load({ onProgress: ({ bytes, totalBytes }) => console.log(bytes, totalBytes) });
 */
export class ImagesInParts<Image = Tensor, Target = number> extends LabelledImages<Image, Target> {
  readonly classes: readonly string[];
  readonly parts: readonly ImagePart[];
  /** The number of images when all parts are there. */
  readonly total: number;
  private readonly verify: boolean;
  /** The index among all images of each part's first. */
  private readonly starts: readonly number[];
  private readonly isThere: boolean[];
  private readonly received: number[];
  private readonly sizes: (number | null)[];
  /** Memory for all images and labels. */
  private readonly allImages: Tensor;
  private readonly allLabels: Tensor;

  /** @internal */
  constructor(
    classes: readonly string[],
    parts: readonly ImagePart[],
    verify: boolean,
    transforms: ImageTransforms<Image, Target>,
  ) {
    super(zeros(0, side, side, { dtype: "uint8" }), zeros(0, { dtype: "int32" }), transforms);
    this.classes = classes;
    this.parts = parts;
    this.verify = verify;
    let total = 0;
    this.starts = parts.map(({ count }) => (total += count) - count);
    this.total = total;
    this.isThere = parts.map(() => false);
    this.received = parts.map(() => 0);
    this.sizes = parts.map(({ bytes }) => bytes ?? null);
    this.allImages = zeros(total, side, side, { dtype: "uint8" });
    this.allLabels = zeros(total, { dtype: "int32" });
  }

  /** The indices of the parts that are not there yet. */
  get missing(): number[] {
    return [...this.parts.keys()].filter((part) => !this.isThere[part]);
  }

  /**
   * Fetches the parts that are missing, one after the other. Parts that could not be got are reported at the end; to try
   * them again, call it again.
   *
   * @param options.signal Ends it; the promise then rejects with the signal's reason. Default: none.
   * @param options.onProgress Called as bytes arrive, and when a part is there.
   * @param options.onError Called at once with the error of a part that could not be got, and the part's index.
   * @throws {DataError} when parts could not be got, or were damaged; all others are there then.
   */
  async load(options?: LoadPartsOptions): Promise<void> {
    const [signal, onProgress, onError] = bind(loadSignature, arguments);
    const errors: DataError[] = [];
    for (const part of this.missing) {
      try {
        await this.loadPart(part, { signal, onProgress });
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        errors.push(error);
        onError?.(error, part);
      }
    }
    if (errors.length === 0) return;
    const lines = errors.map(({ message }) => `  ${message}`).join("\n");
    throw new DataError(`load: ${errors.length} of ${this.parts.length} parts are missing; call load again\n${lines}`, {
      cause: errors[0],
    });
  }

  /**
   * Fetches a part, unless it is there. A broken connection is retried a few times.
   *
   * @param part The index of the part.
   * @param options.signal Ends the download; the promise then rejects with the signal's reason. Default: none.
   * @param options.onProgress Called as bytes arrive, and when the part is there.
   * @throws {DataError} for a part that cannot be fetched, or is damaged.
   * @throws {IndexError} for a part that there is not.
   */
  async loadPart(part: number, options?: LoadPartOptions): Promise<void> {
    const [, signal, onProgress] = bind(loadPartSignature, arguments);
    this.checkPart("loadPart", part);
    if (this.isThere[part]) return;
    const bytes = await asDataError(
      download(this.parts[part].url, {
        signal,
        // Compressing makes what it cannot compress a little longer.
        maxBytes: 2 * partSize(this.parts[part].count),
        onProgress: (received, total) => {
          this.received[part] = received;
          this.sizes[part] = total ?? this.sizes[part];
          onProgress?.(this.progress(part));
        },
      }),
    );
    this.sizes[part] = bytes.length;
    await this.addPart(part, bytes);
    onProgress?.(this.progress(part));
  }

  /**
   * Adds a part whose file is in memory, such as one that was kept from an earlier visit.
   *
   * @param part The index of the part.
   * @param bytes The contents of its file, compressed or not.
   * @throws {DataError} for a part that is damaged.
   * @throws {IndexError} for a part that there is not.
   */
  async addPart(part: number, bytes: Uint8Array): Promise<void> {
    bind(addPartSignature, arguments);
    this.checkPart("addPart", part);
    const { url, sha256, count } = this.parts[part];
    const content = await unpackIdx(bytes, url, partSize(count));
    if (this.verify) await asDataError(checkHash(content, url, { sha256 }));
    const { data, targets } = decodeImages(...splitPart(content, url));
    if (targets.shape[0] !== count) {
      throw new DataError(`${url} has ${targets.shape[0]} images, expected ${count}`);
    }
    // Two downloads of a part may have been under way.
    if (this.isThere[part]) return;
    this.insert(part, data, targets);
  }

  private insert(part: number, data: Tensor, targets: Tensor): void {
    const start = this.starts[part];
    const { count } = this.parts[part];
    this.allImages.narrow(0, start, count).copy_(data);
    this.allLabels.narrow(0, start, count).copy_(targets);
    data.dispose();
    targets.dispose();
    this.isThere[part] = true;
    this.replace(this.present(this.allImages), this.present(this.allLabels));
  }

  /** The slices of a tensor of all parts that are there: a view, unless one between them is missing. */
  private present(all: Tensor): Tensor {
    const ranges: { start: number; length: number }[] = [];
    for (const [part, { count }] of this.parts.entries()) {
      if (!this.isThere[part]) continue;
      const last = ranges.at(-1);
      const start = this.starts[part];
      if (last !== undefined && last.start + last.length === start) last.length += count;
      else ranges.push({ start, length: count });
    }
    const views = ranges.map(({ start, length }) => all.narrow(0, start, length));
    return views.length === 1 ? views[0] : cat(views);
  }

  private progress(part: number): PartsProgress {
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    const isKnown = this.sizes.every((size) => size !== null);
    return {
      part,
      bytes: sum(this.received),
      totalBytes: isKnown ? sum(this.sizes as number[]) : null,
      length: this.length,
      total: this.total,
    };
  }

  private checkPart(op: string, part: number): void {
    checkIndex(op, part, this.parts.length);
  }
}

/** How many bytes a part with some images has when it is unpacked: two headers, the pixels and the labels. */
const partSize = (count: number): number => 16 + 8 + count * (side * side + 1);

/** The two files that a part holds; their headers say where the first of them ends. */
function splitPart(bytes: Uint8Array, url: string) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hasHeader = bytes.length >= 16;
  const end = hasHeader ? 16 + view.getUint32(4) * view.getUint32(8) * view.getUint32(12) : bytes.length;
  return [
    { name: `${url} (images)`, bytes: bytes.subarray(0, end) },
    { name: `${url} (labels)`, bytes: bytes.subarray(end) },
  ] as const;
}

const partList = defineKind<readonly ImagePart[]>("a list of parts: { url, sha256, count }", Array.isArray);

/** The signature of `fromParts`. */
export function partsSignature(name: string) {
  return defineSignature(
    `${name}.fromParts`,
    required("parts", partList),
    ...transformParameters,
    named("baseUrl", nullable(aString), null),
    named("verify", aBoolean, true),
  );
}

/** A dataset that is empty yet. */
export function imagesInParts<Image, Target>(
  classes: readonly string[],
  signature: ReturnType<typeof partsSignature>,
  given: ArrayLike<unknown>,
): ImagesInParts<Image, Target> {
  const [parts, transform, targetTransform, baseUrl, verify] = bind(signature, given);
  const { op } = signature;
  if (parts.length === 0) throw new ValueError(`${op}: expected at least one part`);
  const checked = parts.map((part, i) => checkedPart(`${op}: part ${i}`, part, baseUrl));
  const transforms = { transform, targetTransform } as ImageTransforms<Image, Target>;
  return new ImagesInParts(classes, checked, verify, transforms);
}

function checkedPart(where: string, part: unknown, baseUrl: string | null): ImagePart {
  if (!isPlainObject(part)) throw new ArgumentError(`${where} must be { url, sha256, count }, got ${describe(part)}`);
  requireNames(where, part, ["url", "sha256", "count", "bytes"]);
  const { url, sha256, count, bytes } = part;
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;
  if (typeof url !== "string") throw new ArgumentError(`${where}: url must be a string, got ${describe(url)}`);
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/i.test(sha256)) {
    throw new ArgumentError(`${where}: sha256 must be 64 hexadecimal digits, got ${describe(sha256)}`);
  }
  if (!isCount(count)) throw new ArgumentError(`${where}: count must be an integer >= 1, got ${describe(count)}`);
  if (bytes !== undefined && !isCount(bytes)) {
    throw new ArgumentError(`${where}: bytes must be an integer >= 1, got ${describe(bytes)}`);
  }
  return { url: resolveUrl(where, url, baseUrl), sha256, count, ...(bytes === undefined ? {} : { bytes }) };
}

function resolveUrl(where: string, url: string, baseUrl: string | null): string {
  const here = globalThis.location?.href;
  // The base may itself be relative to the page.
  const base = baseUrl === null ? here : parseUrl(baseUrl, here)?.href;
  const absolute = parseUrl(url, base);
  if (absolute !== null) return absolute.href;
  const problem = baseUrl === null ? "give baseUrl, an absolute one" : `neither is baseUrl, ${JSON.stringify(baseUrl)}`;
  throw new ValueError(`${where}: ${JSON.stringify(url)} is no absolute URL; ${problem}`);
}

function parseUrl(url: string, base: string | undefined): URL | null {
  try {
    return new URL(url, base);
  } catch {
    return null;
  }
}

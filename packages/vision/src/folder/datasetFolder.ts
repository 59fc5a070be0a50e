import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Dataset, Transform } from "@lumbre/datasets";
import { aFilePath, type FilePath } from "@lumbre/serialize/node";
import { IndexError, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  aFunction,
  aNumber,
  bind,
  defineKind,
  defineSignature,
  nullable,
  optional,
  positional,
  required,
} from "@lumbre/tensor/engine";
import { type FoundClasses, findClassFolders, findSamples, type Sample } from "./findSamples.js";

/** Reads the sample in a file. */
export type Loader<Item> = (path: string) => Item | PromiseLike<Item>;

/** Options of {@link ImageFolder} and {@link DatasetFolder}. */
export interface FolderOptions<Item, Image, Target> {
  /** Applied to each sample. Default: none. */
  readonly transform?: Transform<Item, Image> | null;
  /** Applied to each label. Default: none. */
  readonly targetTransform?: ((label: number) => Target) | null;
  /** True for the paths of files that are samples. Default: by the extensions. */
  readonly isValidFile?: ((path: string) => boolean) | null;
  /** True if classes may be without files. Default false. */
  readonly allowEmpty?: boolean;
}

/** Options of {@link DatasetFolder}. */
export interface DatasetFolderOptions<Item, Image, Target> extends FolderOptions<Item, Image, Target> {
  /** The ends of the names of files that are samples, in lower case, such as ".npy". Default: by isValidFile. */
  readonly extensions?: string | readonly string[] | null;
}

const names = defineKind<string | readonly string[]>(
  "an extension or a list of extensions",
  (value) => typeof value === "string" || (Array.isArray(value) && value.every((one) => typeof one === "string")),
);

export const aLoader = aFunction<Loader<unknown>>("a function of a file's path");
export const transformOptions = [
  optional("transform", nullable(aFunction<Transform<never, unknown>>("a transform: a function of a sample")), null),
  optional("targetTransform", nullable(aFunction<(label: number) => unknown>("a function of a label")), null),
] as const;
export const fileOptions = [
  optional("isValidFile", nullable(aFunction<(path: string) => boolean>("a function of a file's path")), null),
  optional("allowEmpty", aBoolean, false),
] as const;

/**
 * Files in a folder for each class, of any kind: `root/CLASS/FILE`, or in folders below. Links are followed, and hidden
 * files count like others.
 *
 * Each item is a promise of what `loader` makes of a file, and `transform` of that, and the label, an index into
 * `classes`. The files of a batch are read at once, and transformed in the order they were asked for, so that random
 * transforms give the same for the same seed.
 *
 * @throws {DataError} for a root without folders, and classes without a valid file.
 * @throws {ValueError} for neither extensions nor isValidFile, or both.
 * @example
 * // no-run: it reads files
 * const digits = new DatasetFolder("digits", loadNpy, ".npy"); // digits/zero/001.npy, digits/one/001.npy
 * for await (const [x, y] of new DataLoader(digits, { batchSize: 32, shuffle: true })) console.log(x.shape);
 * @see https://pytorch.org/vision/stable/generated/torchvision.datasets.DatasetFolder.html
 */
export class DatasetFolder<Item, Image = Item, Target = number> implements Dataset<Promise<[Image, Target]>> {
  readonly root: string;
  readonly loader: Loader<Item>;
  readonly extensions: readonly string[] | null;
  readonly transform: Transform<Item, Image> | null;
  readonly targetTransform: ((label: number) => Target) | null;
  /** The names of the classes, sorted: those of the folders. */
  readonly classes: readonly string[];
  /** The index of each class, by its name. */
  readonly classToIdx: Readonly<Record<string, number>>;
  /** The path and the class's index of each file. */
  readonly samples: readonly Sample[];
  /** The class's index of each file. */
  readonly targets: readonly number[];
  /** Settled when the item that was asked for last is made. */
  private last: Promise<unknown> = Promise.resolve();

  /**
   * @param root The folder of the classes' folders; "~" is the home folder.
   * @param loader Reads a file, at once or as a promise.
   * @param extensions The ends of the names of files that are samples, in lower case. Default: by isValidFile.
   * @param transform Applied to each sample. Default: none.
   * @param targetTransform Applied to each label. Default: none.
   * @param isValidFile True for the paths of files that are samples, in place of extensions.
   * @param allowEmpty True if classes may be without files. Default false.
   */
  constructor(
    root: FilePath,
    loader: Loader<Item>,
    extensions?: string | readonly string[] | null | DatasetFolderOptions<Item, Image, Target>,
    transform?: Transform<Item, Image> | null | FolderOptions<Item, Image, Target>,
    targetTransform?: ((label: number) => Target) | null | Omit<FolderOptions<Item, Image, Target>, "transform">,
    isValidFile?:
      | ((path: string) => boolean)
      | null
      | Pick<FolderOptions<Item, Image, Target>, "isValidFile" | "allowEmpty">,
    allowEmpty?: boolean | Pick<FolderOptions<Item, Image, Target>, "allowEmpty">,
  ) {
    const op = new.target.name;
    const signature = defineSignature(
      op,
      required("root", aFilePath),
      required("loader", aLoader),
      optional("extensions", nullable(names), null),
      ...transformOptions,
      ...fileOptions,
    );
    const [folder, load, ends, ofSample, ofLabel, isValid, mayBeEmpty] = bind(signature, arguments);
    if ((ends === null) === (isValid === null)) {
      throw new ValueError(
        `${op}: expected either extensions or isValidFile, got ${ends === null ? "neither" : "both"}`,
      );
    }
    this.root = pathOf(folder);
    this.loader = load as Loader<Item>;
    this.extensions = typeof ends === "string" ? [ends] : ends;
    this.transform = ofSample as Transform<Item, Image> | null;
    this.targetTransform = ofLabel as ((label: number) => Target) | null;
    [this.classes, this.classToIdx] = this.findClasses(this.root);
    const wanted = this.extensions ?? [];
    const accepts = isValid ?? ((path) => wanted.some((end) => path.toLowerCase().endsWith(end)));
    this.samples = findSamples(op, this.root, this.classToIdx, accepts, this.extensions, mayBeEmpty);
    this.targets = this.samples.map(([, label]) => label);
  }

  /**
   * The classes, and the index of each: the folders in a folder, by name. A subclass may choose some of them.
   *
   * @throws {DataError} for a folder without folders.
   */
  findClasses(directory: string): FoundClasses {
    return findClassFolders(this.constructor.name, directory);
  }

  get length(): number {
    return this.samples.length;
  }

  /**
   * The sample and the label at an index.
   *
   * @throws {IndexError} for an index out of range. What the loader throws is thrown as it is.
   */
  async get(index: number): Promise<[Image, Target]> {
    bind(defineSignature(`${this.constructor.name}.get`, positional("index", aNumber)), arguments);
    if (!Number.isInteger(index) || index < 0 || index >= this.length) {
      throw new IndexError(
        `${this.constructor.name}: index ${index} is out of range for a dataset of ${this.length} items`,
      );
    }
    const [path, label] = this.samples[index];
    const before = this.last;
    const item = this.read(path, label, before);
    this.last = Promise.allSettled([item, before]);
    return item;
  }

  /** What an item is made of the sample in a file. */
  protected transformed(sample: Item): Image {
    return this.transform === null ? (sample as unknown as Image) : this.transform(sample);
  }

  /** Reads a file at once, and transforms it when the items before it are made. */
  private async read(path: string, label: number, before: Promise<unknown>): Promise<[Image, Target]> {
    const [sample] = await Promise.all([this.loader(path), before]);
    const target = this.targetTransform === null ? (label as Target) : this.targetTransform(label);
    return [this.transformed(sample), target];
  }
}

function pathOf(root: FilePath): string {
  if (root instanceof URL) return fileURLToPath(root);
  return /^~($|[/\\])/.test(root) ? join(homedir(), root.slice(1)) : root;
}

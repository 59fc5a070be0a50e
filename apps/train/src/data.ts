import { DataLoader, type Dataset, Generator, Subset, type Tensor, type Transform, transforms } from "lumbre";
import { augmentations } from "./augment.js";
import { type DataSet, dataSets } from "./dataSets.js";
import { showProgress } from "./download.js";
import type { TrainOptions } from "./options.js";

/** Batches of images [N, C, H, W] and labels [N]. */
export type ImageLoader = DataLoader<[image: Tensor, label: number]>;

/** Shuffled training batches, and the test images in order. */
export interface Loaders {
  readonly train: ImageLoader;
  readonly test: ImageLoader;
}

/** Loads a data set, scaled and normalised by the mean and standard deviation of its training images. */
export async function loadData(options: TrainOptions): Promise<Loaders> {
  const set: DataSet = dataSets[options.data];
  const root = options.root ?? set.bundled?.() ?? null;
  const onProgress = showProgress(process.stderr);
  const scale = transforms.compose(transforms.toTensor(), transforms.normalize(set.mean, set.std));
  const transform: Transform<Tensor, Tensor> = options.augment
    ? transforms.compose(augmentations[options.data](), scale)
    : scale;
  const all = await set.load({ train: true, root, transform, onProgress });
  const test = await set.load({ train: false, root, transform: scale, onProgress });
  const generator = new Generator().manualSeed(options.seed);
  const train = first(all, options.limit ?? all.length);
  return {
    train: new DataLoader(train, { batchSize: options.batchSize, shuffle: true, generator }),
    test: new DataLoader(test, { batchSize: 500 }),
  };
}

/** The first items of a dataset. */
function first<Item>(all: Dataset<Item>, count: number): Dataset<Item> {
  return count >= all.length
    ? all
    : new Subset(
        all,
        Array.from({ length: count }, (_, i) => i),
      );
}

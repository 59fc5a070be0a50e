import { cpu, defaultGenerator } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import { modelNames, pixelsPerImage, type RunSettings } from "../protocol.js";
import type { Dataset } from "./data/dataset.js";
import { ImageSet } from "./data/imageSet.js";
import { checkGradients } from "./gradients.js";
import { Run } from "./train/run.js";

const settings: RunSettings = {
  ...{ dataset: "mnist", model: "mlp", optimizer: "adam", schedule: "constant", lr: 0.01, batchSize: 1, epochs: 1 },
  ...{
    dropout: 0.5,
    weightDecay: 0,
    augment: false,
    earlyStop: false,
    seed: 1,
    device: "cpu",
    threads: 1,
    changes: [],
  },
} as const;

/** Ten images with some ink. */
function makeImages(): ImageSet {
  const set = new ImageSet([{ file: "", images: 10, bytes: 0, sha256: "" }]);
  const bytes = Uint8Array.from({ length: 10 * (pixelsPerImage + 1) }, (_, i) => (i * i * 37) % 251);
  set.put(0, bytes);
  return set;
}

describe.each(modelNames)("the gradients of %s", (model) => {
  test("agree with differences, and the run stays as it was", async () => {
    const test = makeImages();
    const dataset = { train: test, test } as Dataset;
    const run = new Run({ ...settings, model }, dataset, {
      device: cpu,
      info: { choice: "cpu", name: cpu.name, threads: 1 },
    });
    const weights = run.network.save();
    const state = defaultGenerator.getState();
    const report = await checkGradients(run, test);
    expect(report).toMatchObject({ model, step: 0, passed: true, eps: 1e-6 });
    expect(report.parameters.map(({ name }) => name)).toEqual(Object.keys(weights));
    for (const { shape, compared, worst } of report.parameters) {
      expect(compared).toBe(5);
      expect(worst.relativeError).toBeLessThan(1e-4);
      expect(worst.index?.length ?? shape.length).toBe(shape.length);
      expect(worst.index?.every((i, dim) => i < shape[dim]) ?? true).toBe(true);
    }
    expect(run.network.save()).toEqual(weights);
    expect(defaultGenerator.getState()).toEqual(state);
  });
});

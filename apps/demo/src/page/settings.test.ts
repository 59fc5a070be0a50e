import { expect, test } from "vitest";
import type { RunSettings } from "../protocol.js";
import { defaultSettings, settingsFromQuery, settingsToQuery } from "./settings.js";

const others: RunSettings = {
  dataset: "mnist",
  model: "cnn",
  optimizer: "sgd",
  schedule: "cosine",
  lr: 0.0125,
  batchSize: 32,
  epochs: 5,
  dropout: 0.25,
  weightDecay: 1e-4,
  augment: true,
  earlyStop: true,
  seed: 12,
  device: "threads",
  threads: 2,
  changes: [
    { step: 100, lr: 1e-6, schedule: "constant" },
    { step: 250, lr: 0.5, schedule: "onecycle" },
  ],
};

test("settings come back from their query, through an address", () => {
  const query = new URL(`https://example.org/demo/?${settingsToQuery(others)}`).searchParams;
  expect(settingsFromQuery(query)).toEqual(others);
});

test("the defaults need no more than seed and threads", () => {
  expect([...settingsToQuery(defaultSettings).keys()]).toEqual(["seed", "threads"]);
  expect(settingsFromQuery(settingsToQuery(defaultSettings))).toEqual(defaultSettings);
});

test.each([
  "model=resnet",
  "lr=-1",
  "lr=abc",
  "batchSize=2.5",
  "epochs=1000",
  "dropout=1",
  "changes=5*2*nothing",
  "changes=x",
  "toString=1",
])("what is no setting is left out: %s", (query) => {
  expect(settingsFromQuery(new URLSearchParams(query))).toEqual(defaultSettings);
});

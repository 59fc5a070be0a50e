import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { saveSafetensors } from "@lumbre/serialize";
import { cpu, manualSeed, ones, rand } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import { type DatasetName, datasetNames, modelNames, type RunSettings } from "../../protocol.js";
import type { OpenDevice } from "../devices.js";
import { createModel } from "../models.js";
import { Network } from "../train/network.js";
import { readNetwork, writeNetwork } from "./networkFile.js";

interface Fixture {
  readonly pixels: string;
  readonly networks: Readonly<
    Record<string, { readonly sha256: string } & Readonly<Record<DatasetName, readonly number[]>>>
  >;
}

/** What PyTorch read in files of ours; tools/fixtures/demo_networks.py wrote it. */
const fixture: Fixture = JSON.parse(readFileSync(new URL("../../../fixtures/networks.json", import.meta.url), "utf8"));

const device: OpenDevice = { device: cpu, info: { choice: "cpu", name: cpu.name, threads: 1 } };

const networkOf = (model: RunSettings["model"], seed: number, dataset: DatasetName = "mnist"): Network =>
  new Network({ model, seed, dataset, dropout: 0 } as RunSettings, device);

describe.each(modelNames)("a saved %s", (model) => {
  const bytes = writeNetwork(networkOf(model, 1).model, model, {});
  const { sha256, ...probabilities } = fixture.networks[model];

  test("is the file that the PyTorch program loaded", () => {
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
  });

  test.each(datasetNames)("predicts after loading what PyTorch predicts, for %s", (dataset) => {
    const file = readNetwork(bytes);
    if (file.problem !== null) throw new Error(file.problem);
    expect(file.model).toBe(model);
    const network = networkOf(model, 2, dataset);
    const predict = (): number[] => [...network.predict(Uint8Array.from(Buffer.from(fixture.pixels, "base64")))];
    const largestError = (): number =>
      Math.max(...predict().map((value, i) => Math.abs(value - probabilities[dataset][i])));
    expect(largestError()).toBeGreaterThan(1e-3);
    network.load(file.weights);
    expect(largestError()).toBeLessThan(1e-6);
  });
});

test("metadata goes with the file, and says which network it is", () => {
  const file = readNetwork(writeNetwork(createModel("mlp", 0), "mlp", { name: "mine", accuracy: "0.98" }));
  expect(file).toMatchObject({ metadata: { name: "mine", accuracy: "0.98", format: "pt", model: "mlp" } });
});

test("a file in float64, with its tensors in another order, is read as float32", () => {
  const state = [...createModel("mlp", 0).to("float64").stateDict()].reverse();
  const file = readNetwork(saveSafetensors(new Map(state)));
  expect(file).toMatchObject({ model: "mlp", metadata: {} });
});

test("reading a file draws no random numbers", () => {
  const bytes = writeNetwork(createModel("mlp", 0), "mlp", {});
  manualSeed(5);
  const expected = rand(3).toArray();
  manualSeed(5);
  readNetwork(bytes);
  expect(rand(3).toArray()).toEqual(expected);
});

describe("a wrong file", () => {
  const bytes = writeNetwork(createModel("mlp", 0), "mlp", {});

  test("is none of safetensors", () => {
    const problem = { problem: "format", detail: expect.stringContaining("openSafetensors: ") };
    expect(readNetwork(new Uint8Array())).toEqual(problem);
    expect(readNetwork(new TextEncoder().encode("these are no weights at all"))).toEqual(problem);
    expect(readNetwork(bytes.slice(0, 1000))).toEqual(problem);
  });

  test("is PyTorch's own, zipped or not", () => {
    expect(readNetwork(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0))).toEqual({ problem: "pickle" });
    expect(readNetwork(Uint8Array.of(0x80, 2, 0x8a, 10))).toEqual({ problem: "pickle" });
  });

  test("has another network's weights: other names, other shapes, one more, integers", () => {
    const state = Object.fromEntries(createModel("mlp", 0).stateDict());
    const problemOf = (tensors: Parameters<typeof saveSafetensors>[0]) => readNetwork(saveSafetensors(tensors));
    expect(problemOf({})).toEqual({ problem: "model", tensors: [] });
    expect(problemOf({ w: ones(2, 3) })).toEqual({ problem: "model", tensors: ["w [2, 3]"] });
    expect(problemOf({ ...state, "fc.bias": ones(11) }).problem).toBe("model");
    expect(problemOf({ ...state, "fc.scale": ones(10) }).problem).toBe("model");
    expect(problemOf({ ...state, "fc.bias": ones(10, { dtype: "int32" }) }).problem).toBe("model");
  });
});

import { availableParallelism } from "node:os";
import { cpu, manualSeed, type nn, tensor } from "lumbre";
import { afterEach, describe, expect, test, vi } from "vitest";
import { loadMnist } from "./data.js";
import { chooseDevice, describeDevice } from "./device.js";
import { ConfusionMatrix, countCorrect, RunningMetrics } from "./metrics.js";
import { models } from "./models.js";
import { createCommand, type TrainOptions } from "./options.js";
import { createProgress, formatSeconds } from "./progress.js";
import { confusionTable, epochHeader, epochRow } from "./report.js";
import { createTraining, evaluate, trainEpoch } from "./train.js";

function parse(...argv: string[]): TrainOptions {
  const command = createCommand().exitOverride();
  command.configureOutput({ writeErr: () => {}, writeOut: () => {} });
  return command.parse(argv, { from: "user" }).opts();
}

describe("the command line", () => {
  test("has defaults", () => {
    expect(parse()).toEqual({
      model: "cnn",
      epochs: 3,
      batchSize: 64,
      lr: 1e-3,
      seed: 0,
      device: "wasm",
      threads: availableParallelism(),
    });
  });

  test("reads every option", () => {
    const argv =
      "--model lenet5 --epochs 2 --batch-size 32 --lr 0.01 --seed 5 --data dir --limit 100 --device cpu --threads 3 --save w.safetensors".split(
        " ",
      );
    expect(parse(...argv)).toEqual({
      model: "lenet5",
      epochs: 2,
      batchSize: 32,
      lr: 0.01,
      seed: 5,
      data: "dir",
      limit: 100,
      device: "cpu",
      threads: 3,
      save: "w.safetensors",
    });
  });

  test.each([
    [["--model", "resnet"], "Allowed choices are lenet5, cnn."],
    [["--epochs", "0"], "It must be a whole number >= 1."],
    [["--epochs", "two"], "It must be a whole number >= 1."],
    [["--threads", "0"], "It must be a whole number from 1 to 256."],
    [["--lr", "-1"], "It must be a number > 0."],
    [["--lr", "Infinity"], "It must be a number > 0."],
    [["--colour"], "unknown option '--colour'"],
    [["extra"], "too many arguments"],
  ])("refuses %j", (argv, message) => {
    expect(() => parse(...argv)).toThrow(message);
  });
});

describe("the device", () => {
  test("is the one that was asked for, and says where it computes", () => {
    expect(chooseDevice({ device: "cpu", threads: 2 })).toBe(cpu);
    expect(describeDevice(cpu)).toContain("CPU reference");
    const wasm = chooseDevice({ device: "wasm", threads: 1 });
    expect(wasm).not.toBe(cpu);
    expect(describeDevice(wasm)).toBe("on WebAssembly SIMD, 1 thread");
  });
});

describe("models", () => {
  test("have the parameters that they should", () => {
    const count = (model: nn.Module): number =>
      model.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0);
    expect(count(models.lenet5())).toBe(61_706);
    expect(count(models.cnn())).toBe(137_226);
  });
});

describe("reports", () => {
  test("an epoch is a row of the table", () => {
    const result = { epoch: 3, loss: 0.05123, accuracy: 0.98456, valLoss: 0.0401, valAccuracy: 0.9871, seconds: 48.25 };
    expect(`${epochHeader()}\n${epochRow(result)}`).toBe(
      "epoch      loss       acc  val_loss   val_acc   seconds\n    3    0.0512    98.46%    0.0401    98.71%      48.3",
    );
  });

  test("metrics are means over images, not over batches", () => {
    const metrics = new RunningMetrics();
    metrics.add(1, 3, 3);
    metrics.add(4, 0, 1);
    expect(metrics.loss).toBe(7 / 4);
    expect(metrics.accuracy).toBe(3 / 4);
    expect(metrics.images).toBe(4);
  });

  test("the confusion matrix has the truth in rows", () => {
    const logits = tensor([
      [2, 1],
      [0, 1],
      [3, 1],
    ]);
    const labels = tensor([0, 0, 1], { dtype: "int32" });
    const confusion = new ConfusionMatrix(2);
    confusion.add(logits, labels);
    expect(confusion.counts).toEqual([
      [1, 1],
      [1, 0],
    ]);
    expect(countCorrect(logits, labels)).toBe(1);
    expect(confusionTable(confusion)).toBe(
      ["true\\pred     0    1   right", "        0     1    1   50.0%", "        1     1    .    0.0%"].join("\n"),
    );
  });
});

describe("progress", () => {
  afterEach(() => vi.useRealTimers());

  test("prints a line at every tenth where there is no terminal", () => {
    const lines: string[] = [];
    const output = { isTTY: false, write: (text: string) => lines.push(text) } as never;
    const progress = createProgress("epoch 1/2", 100, output);
    const metrics = new RunningMetrics();
    for (let i = 0; i < 20; i++) {
      metrics.add(0.5, 4, 5);
      progress.update(metrics);
    }
    progress.stop();
    expect(lines.length).toBe(10);
    expect(lines[9]).toMatch(/^epoch 1\/2 100% 100\/100 \d+ img\/s, 0s left, loss 0\.5000, acc 80\.00%\n$/);
  });

  test("times read as people say them", () => {
    expect([0.4, 59.6, 99, 100, 3599.6].map(formatSeconds)).toEqual(["0s", "60s", "99s", "1m40s", "60m00s"]);
  });

  test("draws a bar on a terminal", () => {
    let text = "";
    const output = {
      isTTY: true,
      columns: 120,
      write: (part: string) => (text += part),
      on: () => {},
      cursorTo: () => {},
    };
    const stream = new Proxy(output, { get: (target, key) => Reflect.get(target, key) ?? (() => true) });
    const progress = createProgress("epoch 1/2", 10, stream as never);
    const metrics = new RunningMetrics();
    metrics.add(0.25, 5, 10);
    progress.update(metrics);
    progress.stop();
    expect(text).toContain("epoch 1/2");
    expect(text).toContain("loss 0.2500, acc 50.00%");
  });
});

describe("training on real MNIST", () => {
  const options: TrainOptions = {
    model: "lenet5",
    epochs: 1,
    batchSize: 32,
    lr: 2e-3,
    seed: 0,
    device: "cpu",
    threads: 1,
    limit: 960,
  };

  test("a thousand images teach LeNet-5 most digits, and the same seed the same ones", async () => {
    const run = async (): Promise<number> => {
      const { train, test: held } = await loadMnist(options);
      manualSeed(options.seed);
      const training = createTraining(models.lenet5(), options.lr);
      const metrics = await trainEpoch(
        training,
        train,
        () => {},
        () => false,
      );
      expect(metrics.images).toBe(960);
      const { metrics: result, confusion } = await evaluate(training, held);
      expect(confusion.counts.flat().reduce((sum, count) => sum + count)).toBe(10_000);
      return result.accuracy;
    };
    const accuracy = await run();
    expect(accuracy).toBeGreaterThan(0.6);
    expect(await run()).toBe(accuracy);
  });

  test("stops after the step under way", async () => {
    const { train } = await loadMnist(options);
    let steps = 0;
    const metrics = await trainEpoch(
      createTraining(models.lenet5(), 1e-3),
      train,
      () => steps++,
      () => steps === 3,
    );
    expect(metrics.images).toBe(96);
  });
});

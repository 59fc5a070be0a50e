import { availableParallelism } from "node:os";
import { cpu, manualSeed, type nn, optim, tensor, zeros } from "lumbre";
import { afterEach, describe, expect, test, vi } from "vitest";
import { loadData } from "./data.js";
import { type DataName, dataSets } from "./dataSets.js";
import { chooseDevice, describeDevice } from "./device.js";
import { OptionError } from "./errors.js";
import { ConfusionMatrix, countCorrect, RunningMetrics } from "./metrics.js";
import { createModel } from "./models.js";
import { createOptimizer, createSchedule } from "./optimization.js";
import { createCommand, parseOptions, type TrainOptions } from "./options.js";
import { createProgress, formatSeconds } from "./progress.js";
import { confusionTable, epochHeader, epochRow } from "./report.js";
import { createTraining, evaluate, trainEpoch } from "./train.js";

function parse(...argv: string[]): TrainOptions {
  const command = createCommand().exitOverride();
  command.configureOutput({ writeErr: () => {}, writeOut: () => {} });
  return parseOptions(argv, command);
}

describe("the command line", () => {
  test("has defaults", () => {
    expect(parse()).toEqual({
      data: "mnist",
      model: "cnn",
      epochs: 3,
      batchSize: 64,
      optimizer: "adam",
      lr: 1e-3,
      weightDecay: 0,
      labelSmoothing: 0,
      schedule: "none",
      augment: false,
      checkpointEvery: 30,
      resume: false,
      seed: 0,
      device: "wasm",
      threads: availableParallelism(),
    });
  });

  test("reads every option", () => {
    const argv =
      "--data cifar10 --root dir --model resnet20 --epochs 20 --batch-size 32 --optimizer sgd --lr 0.01 --weight-decay 5e-4 " +
      "--label-smoothing 0.1 --schedule cosine --warmup 1.5 --augment --patience 4 --seed 5 --limit 100 --device cpu " +
      "--threads 3 --save w.safetensors --checkpoint run --checkpoint-every 0.5 --resume";
    expect(parse(...argv.split(" "))).toEqual({
      data: "cifar10",
      root: "dir",
      model: "resnet20",
      epochs: 20,
      batchSize: 32,
      optimizer: "sgd",
      lr: 0.01,
      weightDecay: 5e-4,
      labelSmoothing: 0.1,
      schedule: "cosine",
      warmup: 1.5,
      augment: true,
      patience: 4,
      seed: 5,
      limit: 100,
      device: "cpu",
      threads: 3,
      save: "w.safetensors",
      checkpoint: "run",
      checkpointEvery: 0.5,
      resume: true,
    });
  });

  test("has defaults that depend on other options", () => {
    expect(parse("--data", "cifar10").model).toBe("resnet9");
    expect(parse("--data", "fashion-mnist").model).toBe("cnn");
    expect(parse("--optimizer", "sgd").lr).toBe(0.1);
    expect(parse("--optimizer", "adamw").lr).toBe(1e-3);
  });

  test.each([
    [["--model", "resnet"], "Allowed choices are lenet5, cnn, mlp, resnet9, resnet20"],
    [["--data", "cifar11"], "Allowed choices are mnist, fashion-mnist, cifar10."],
    [["--data", "."], "A folder with the files is given with --root."],
    [["--optimizer", "rmsprop"], "Allowed choices are adam, adamw, sgd."],
    [["--schedule", "linear"], "Allowed choices are none, onecycle, cosine, step."],
    [["--weight-decay", "-1"], "It must be a number >= 0."],
    [["--label-smoothing", "1"], "It must be a number from 0 to 1, and not 1."],
    [["--label-smoothing", ""], "It must be a number from 0 to 1, and not 1."],
    [["--warmup", "Infinity"], "It must be a number >= 0."],
    [["--patience", "0"], "It must be a whole number >= 1."],
    [["--epochs", "0"], "It must be a whole number >= 1."],
    [["--epochs", "two"], "It must be a whole number >= 1."],
    [["--threads", "0"], "It must be a whole number from 1 to 64."],
    [["--lr", "-1"], "It must be a number > 0."],
    [["--lr", "Infinity"], "It must be a number > 0."],
    [["--colour"], "unknown option '--colour'"],
    [["extra"], "too many arguments"],
  ])("refuses %j", (argv, message) => {
    expect(() => parse(...argv)).toThrow(message);
  });

  test.each([
    [
      ["--data", "cifar10", "--model", "lenet5"],
      "--model: lenet5 takes images of 1 channel, 28 x 28 pixels, and those of cifar10 have 3 of 32 x 32 pixels; choose " +
        "cnn, mlp, resnet9, resnet20, resnet32, resnet44, resnet56, resnet110",
    ],
    [
      ["--model", "resnet20"],
      "--model: resnet20 takes images of 3 channels, and those of mnist have 1 of 28 x 28 pixels; choose lenet5, cnn, mlp, " +
        "resnet9",
    ],
    [["--resume"], "--resume: there is no checkpoint to go on from; name its folder with --checkpoint"],
    [["--warmup", "3"], "--warmup: 3 epochs of 3 leave none after them; give fewer, or more --epochs"],
  ])("refuses together %j", (argv, message) => {
    expect(() => parse(...argv)).toThrow(new OptionError(message));
  });

  test("explains itself", () => {
    const help = createCommand().helpInformation();
    for (const option of createCommand().options) expect(help).toContain(option.flags);
    expect(Math.max(...help.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
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
    expect(count(createModel("lenet5", "mnist"))).toBe(61_706);
    expect(count(createModel("cnn", "mnist"))).toBe(137_226);
    expect(count(createModel("mlp", "fashion-mnist"))).toBe(203_530);
    expect(count(createModel("resnet9", "cifar10"))).toBe(927_010);
    expect(count(createModel("resnet20", "cifar10"))).toBe(269_722);
  });

  test.each(["cnn", "mlp", "resnet9"] as const)("%s takes the images of every data set", (model) => {
    for (const [data, { shape }] of Object.entries(dataSets)) {
      expect(createModel(model, data as DataName)(zeros(2, ...shape)).shape).toEqual([2, 10]);
    }
  });
});

describe("what is trained by", () => {
  const ratesOf = (given: Partial<TrainOptions>, epochs: number, steps: number): number[] => {
    const weight = tensor([1], { requiresGrad: true });
    const options = { ...parse(), lr: 1, optimizer: "sgd" as const, epochs, ...given };
    const optimizer = createOptimizer([weight], options);
    const schedule = createSchedule(optimizer, options, steps);
    return Array.from({ length: epochs * steps }, () => {
      const { lr } = optimizer.paramGroups[0];
      optimizer.step();
      schedule?.step();
      return Math.round(lr * 1000) / 1000;
    });
  };

  test.each<[Partial<TrainOptions>, number[]]>([
    [{ schedule: "none" }, [1, 1, 1, 1, 1, 1]],
    [{ schedule: "none", warmup: 1 }, [0.01, 0.505, 1, 1, 1, 1]],
    [{ schedule: "step" }, [1, 1, 0.1, 0.1, 0.01, 0.01]],
    [{ schedule: "cosine" }, [1, 0.933, 0.75, 0.5, 0.25, 0.067]],
    [{ schedule: "cosine", warmup: 1 }, [0.01, 0.505, 1, 0.854, 0.5, 0.146]],
    [{ schedule: "onecycle" }, [0.04, 0.994, 0.812, 0.463, 0.133, 0]],
    [{ schedule: "onecycle", warmup: 2 }, [0.04, 0.28, 0.76, 1, 0.5, 0]],
  ])("%j", (given, rates) => {
    expect(ratesOf(given, 3, 2)).toEqual(rates);
  });

  test("the optimizers are PyTorch's by name", () => {
    const weight = tensor([1], { requiresGrad: true });
    const create = (...argv: string[]) => createOptimizer([weight], parse(...argv));
    expect(create("--optimizer", "sgd", "--weight-decay", "5e-4")).toBeInstanceOf(optim.SGD);
    expect(create("--optimizer", "sgd").defaults).toMatchObject({ lr: 0.1, momentum: 0.9, nesterov: true });
    expect(create("--optimizer", "adamw")).toBeInstanceOf(optim.AdamW);
    expect(create("--weight-decay", "0.5").defaults).toMatchObject({ lr: 1e-3, weightDecay: 0.5 });
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
  const options = parse(..."--model lenet5 --epochs 1 --batch-size 32 --lr 0.002 --device cpu --limit 960".split(" "));

  test("a thousand images teach LeNet-5 most digits, and the same seed the same ones", async () => {
    const run = async (): Promise<number> => {
      const { train, test: held } = await loadData(options);
      manualSeed(options.seed);
      const training = createTraining(createModel(options.model, options.data), options, train.length);
      const metrics = await trainEpoch(
        training,
        train,
        () => {},
        () => false,
      );
      expect(metrics.images).toBe(960);
      const { metrics: result, confusion } = await evaluate(training.model, held);
      expect(confusion.counts.flat().reduce((sum, count) => sum + count)).toBe(10_000);
      return result.accuracy;
    };
    const accuracy = await run();
    expect(accuracy).toBeGreaterThan(0.6);
    expect(await run()).toBe(accuracy);
  });

  test("stops after the step under way", async () => {
    const { train } = await loadData(options);
    let steps = 0;
    const metrics = await trainEpoch(
      createTraining(createModel(options.model, options.data), options, train.length),
      train,
      () => steps++,
      () => steps === 3,
    );
    expect(metrics.images).toBe(96);
  });
});

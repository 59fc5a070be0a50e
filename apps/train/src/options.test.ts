import { expect, test } from "vitest";
import { createCommand, parseOptions, type TrainOptions } from "./options.js";

function parse(text: string): TrainOptions {
  const command = createCommand().exitOverride();
  command.configureOutput({ writeErr: () => {}, writeOut: () => {} });
  return parseOptions(text.split(" "), command);
}

test.each<[string, Partial<TrainOptions>]>([
  ["--epochs 1 --batch-size 1 --limit 1 --patience 1 --threads 1", { epochs: 1, batchSize: 1, limit: 1, patience: 1 }],
  ["--seed 0 --threads 64", { seed: 0, threads: 64 }],
  ["--seed 9007199254740991 --batch-size 1E3", { seed: 2 ** 53 - 1, batchSize: 1000 }],
  [
    "--weight-decay 0 --label-smoothing 0 --warmup 0 --checkpoint-every 0",
    { weightDecay: 0, labelSmoothing: 0, warmup: 0 },
  ],
  ["--label-smoothing 0.999 --lr 1e-9 --warmup 2.9", { labelSmoothing: 0.999, lr: 1e-9, warmup: 2.9 }],
  ["--plot a.SVG", { plot: "a.SVG" }],
  ["--plot a.png --model mlp --data cifar10", { plot: "a.png", model: "mlp" }],
  ["--resume --checkpoint c", { resume: true, checkpoint: "c" }],
])("%s is read", (text, expected) => {
  expect(parse(text)).toMatchObject(expected);
});

test.each([
  ["--threads 65", "It must be a whole number from 1 to 64."],
  ["--seed 9007199254740992", "It must be a whole number >= 0."],
  ["--lr 0", "It must be a number > 0."],
  ["--plot svg", "It must be a path that ends in .svg or .png."],
  ["--plot a.svg.txt", "It must be a path that ends in .svg or .png."],
  ["--label-smoothing -0.1", "It must be a number from 0 to 1, and not 1."],
  ["--warmup 3.5", "--warmup: 3.5 epochs of 3 leave none after them; give fewer, or more --epochs"],
])("%s is refused", (text, message) => {
  expect(() => parse(text)).toThrow(message);
});

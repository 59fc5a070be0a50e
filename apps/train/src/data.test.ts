import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeNoiseMnist } from "@lumbre/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadData } from "./data.js";
import { dataSets } from "./dataSets.js";
import { createCommand, parseOptions } from "./options.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lumbre-data-"));
  writeNoiseMnist(folder, 11, 501);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function load(given: string) {
  const options = parseOptions(`--root ${folder} --batch-size 4 ${given}`.trim().split(" "), createCommand());
  return loadData(options);
}

test("all images are trained on in an order of the seed, the last batch is as long as there are left", async () => {
  const orders: number[][] = [];
  for (const given of ["", "--seed 0", "--seed 1"]) {
    const { train } = await load(given);
    const batches = [...train].map(([x, y]) => [x.shape[0], Array.from(y.readSync())] as const);
    expect(batches.map(([count]) => count)).toEqual([4, 4, 3]);
    orders.push(batches.flatMap(([, labels]) => labels));
  }
  const [first, same, other] = orders;
  expect(first.toSorted((a, b) => a - b)).toEqual([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(same).toEqual(first);
  expect(other).not.toEqual(first);
});

test.each([
  ["--limit 5", 5],
  ["--limit 11", 11],
  ["--limit 100", 11],
])("with %s the first %i are", async (given, count) => {
  const { train } = await load(given);
  const labels = [...train].flatMap(([, y]) => Array.from(y.readSync()));
  expect(labels.toSorted((a, b) => a - b)).toEqual(
    [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9].slice(count === 11 ? 0 : 1, count === 11 ? 11 : count + 1),
  );
});

test("images are tested on as they are, in their order, whatever is drawn for the training", async () => {
  const { test: held, generator } = await load("--augment");
  const before = generator.getState();
  const [[x, y], [rest]] = [...held];
  expect([x.shape, rest.shape]).toEqual([
    [500, 1, 28, 28],
    [1, 1, 28, 28],
  ]);
  expect(Array.from(y.readSync().subarray(0, 12))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  expect(generator.getState()).toEqual(before);
  const { mean, std } = dataSets.mnist;
  expect(x.readSync()[3]).toBeCloseTo((((3 * 7919) % 256) / 255 - mean[0]) / std[0], 5);
});

test("training images are changed where that is asked for", async () => {
  const [plain, changed] = await Promise.all(["", "--augment"].map(async (given) => (await load(given)).train));
  const [[x], [changedX]] = [[...plain][0], [...changed][0]];
  expect(changedX.shape).toEqual(x.shape);
  expect(changedX.toArray()).not.toEqual(x.toArray());
});

test("a digest is that of all images, trained on and tested on", async () => {
  const digest = (await load("")).digest();
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect((await load("--limit 5 --augment")).digest()).toBe(digest);
});

/** Mean and standard deviation of the training images' channels, as they are given everywhere. */
test("data sets say what their images are like", () => {
  const { mnist, "fashion-mnist": fashion, cifar10 } = dataSets;
  expect([mnist.shape, mnist.mean, mnist.std]).toEqual([[1, 28, 28], [0.1307], [0.3081]]);
  expect([fashion.shape, fashion.mean, fashion.std]).toEqual([[1, 28, 28], [0.286], [0.353]]);
  expect([cifar10.shape, cifar10.mean, cifar10.std]).toEqual([
    [3, 32, 32],
    [0.4914, 0.4822, 0.4465],
    [0.247, 0.2435, 0.2616],
  ]);
});

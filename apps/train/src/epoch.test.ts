import { arange, DataLoader, manualSeed, nn, noGrad, optim, type Tensor, tensor } from "lumbre";
import { beforeEach, expect, test } from "vitest";
import type { ImageLoader } from "./data.js";
import { RunningMetrics } from "./metrics.js";
import { createCommand, parseOptions } from "./options.js";
import { createTraining, evaluate, trainEpoch } from "./train.js";

const images = arange(3 * 4)
  .sub(5)
  .div(7)
  .view(3, 1, 2, 2);
const labels = [2, 0, 9];
const items = labels.map((label, i): [Tensor, number] => [images.select(0, i), label]);
const loader = (): ImageLoader => new DataLoader(items, { batchSize: 2 }) as ImageLoader;
const options = parseOptions(
  "--optimizer sgd --lr 0.3 --label-smoothing 0.2 --schedule cosine --epochs 2 --weight-decay 0.01".split(" "),
  createCommand(),
);
const createModel = (): nn.Sequential => {
  manualSeed(4);
  return new nn.Sequential(new nn.Flatten(), new nn.Linear(4, 10));
};
const weightsOf = (model: nn.Module): unknown[] => model.parameters().map((parameter) => parameter.toArray());
const never = (): boolean => false;

let model: nn.Sequential;
beforeEach(() => {
  model = createModel();
});

test("an epoch is a step for each batch, each followed by one of the schedule", async () => {
  const training = createTraining(model, options, 2);
  const seen: number[] = [];
  model.eval();
  const metrics = await trainEpoch(training, loader(), ({ images }) => seen.push(images), never);
  expect([model.training, seen]).toEqual([true, [2, 3]]);

  const other = createModel();
  const optimizer = new optim.SGD(other.parameters(), 0.3, { momentum: 0.9, nesterov: true, weightDecay: 0.01 });
  const schedule = new optim.CosineAnnealingLR(optimizer, 4);
  const expected = new RunningMetrics();
  for (const [x, y] of loader()) {
    optimizer.zeroGrad();
    const logits = other.forward(x);
    const loss = nn.functional.crossEntropy(logits, y, { labelSmoothing: 0.2 });
    loss.backward();
    optimizer.step();
    schedule.step();
    expected.add(loss.item(), logits.argmax(1).eq(y).sum().item(), y.numel());
  }
  expect(weightsOf(model)).toEqual(weightsOf(other));
  expect(metrics.sums()).toEqual(expected.sums());
});

test("an epoch that goes on adds to what was measured, and ends where it is told to", async () => {
  const training = createTraining(model, options, 2);
  const before = weightsOf(model);
  const metrics = new RunningMetrics(10, 1, 5);
  expect(
    await trainEpoch(
      training,
      loader(),
      () => {},
      () => true,
      metrics,
    ),
  ).toBe(metrics);
  expect([metrics.images, weightsOf(model)]).toEqual([5, before]);
  let asked = 0;
  await trainEpoch(
    training,
    loader(),
    () => {},
    () => asked++ > 0,
    metrics,
  );
  expect(metrics.images).toBe(7);
});

test("tests leave the weights alone, take labels as they are, and end where they are told to", async () => {
  const before = weightsOf(model);
  const seen: number[] = [];
  const { metrics, confusion } = await evaluate(model, loader(), ({ images }) => seen.push(images));
  expect([model.training, seen, weightsOf(model)]).toEqual([false, [2, 3], before]);
  expect(model.parameters().every(({ grad }) => grad === null)).toBe(true);
  const logits = noGrad(() => model.forward(images));
  const y = tensor(labels, { dtype: "int32" });
  expect(metrics.loss).toBeCloseTo(nn.functional.crossEntropy(logits, y).item(), 6);
  const predicted = logits.argmax(1).toArray() as number[];
  expect(metrics.accuracy).toBe(predicted.filter((label, i) => label === labels[i]).length / 3);
  const counts = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
  for (const [i, label] of labels.entries()) counts[label][predicted[i]]++;
  expect(confusion.counts).toEqual(counts);
  let asked = 0;
  const stopped = await evaluate(
    model,
    loader(),
    () => {},
    () => asked++ > 0,
  );
  expect(stopped.metrics.images).toBe(2);
});

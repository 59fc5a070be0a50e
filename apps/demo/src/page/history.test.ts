import { expect, test } from "vitest";
import { History } from "./history.js";
import { defaultSettings } from "./settings.js";

const evaluation = (step: number, accuracy: number, isFull: boolean) => ({
  step,
  seconds: step / 10,
  images: isFull ? 10_000 : 1000,
  loss: 1 - accuracy,
  accuracy,
  isFull,
  confusion: [],
});

function createHistory(): History {
  const history = new History(defaultSettings, 10);
  for (let step = 5; step <= 20; step += 5) {
    history.addSteps({
      step,
      losses: new Float32Array(5).fill(1 / step),
      accuracies: new Float32Array(5).fill(0.5),
      lr: 0.1,
      seconds: step / 10,
      imagesPerSecond: 1,
      layers: [],
    });
  }
  return history;
}

test("the clock takes the sample as an estimate, until all test images say it", () => {
  const history = createHistory();
  history.addTest(evaluation(5, 0.975, false));
  expect(history.reached(0.97)).toMatchObject({ seconds: 0.5, isFull: false });
  expect(history.reached(0.98)).toBeNull();
  history.addTest(evaluation(10, 0.965, true));
  expect(history.reached(0.97)).toMatchObject({ isFull: false });
  history.addTest(evaluation(20, 0.985, true));
  expect(history.reached(0.97)).toMatchObject({ seconds: 2, isFull: true });
});

test("what came after a step is forgotten", () => {
  const history = createHistory();
  history.addTest(evaluation(10, 0.9, true));
  history.addTest(evaluation(20, 0.99, true));
  history.cutAfter(10);
  expect(history.losses.length).toBe(10);
  expect(history.train.map(({ step }) => step)).toEqual([5, 10]);
  expect(history.tests.map(({ x }) => x)).toEqual([1]);
  expect(history.reached(0.97)).toBeNull();
});

test("the training loss is smoothed", () => {
  const [first, second] = createHistory().train;
  expect(first.loss).toBeCloseTo(0.2);
  expect(second.loss).toBeGreaterThan(0.1);
  expect(second.loss).toBeLessThan(0.2);
});

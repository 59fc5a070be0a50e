import { Generator, nn } from "lumbre";
import { expect, test } from "vitest";
import { ConfusionMatrix } from "./metrics.js";
import { RunState } from "./state.js";

/** A run whose epochs ended with these test accuracies. */
function after(accuracies: readonly number[], patience?: number) {
  const model = new nn.Linear(1, 1);
  const state = new RunState(new Generator().getState());
  const confusions = accuracies.map((valAccuracy, i) => {
    model.weight.detach().fill_(i + 1);
    const confusion = new ConfusionMatrix(2);
    state.finishEpoch(
      { epoch: i + 1, loss: 1, accuracy: 0, valLoss: 1, valAccuracy, seconds: 1 },
      confusion,
      model,
      patience,
    );
    return confusion;
  });
  return { state, shown: confusions.indexOf(state.confusion as ConfusionMatrix) + 1 };
}

test("patience ends after so many epochs that brought nothing better, not before", () => {
  expect(after([], 1).state.hasLostPatience(1)).toBe(false);
  expect(after([0.5], 1).state.hasLostPatience(1)).toBe(false);
  expect(after([0.5, 0.4], 1).state.hasLostPatience(1)).toBe(true);
  expect(after([0.5, 0.4], 2).state.hasLostPatience(2)).toBe(false);
  expect(after([0.5, 0.4, 0.5], 2).state.hasLostPatience(2)).toBe(true);
  expect(after([0.5, 0.4, 0.6], 2).state.hasLostPatience(2)).toBe(false);
  expect(after([0.5, 0.4, 0.4, 0.4]).state.hasLostPatience(undefined)).toBe(false);
});

test("a run is over after its epochs, or when patience ends", () => {
  const { state } = after([0.5, 0.4], 1);
  expect([3, 2, 1].map((epochs) => state.isOver(epochs, undefined))).toEqual([false, true, true]);
  expect(state.isOver(3, 1)).toBe(true);
});

test("the best epoch is the first with its accuracy, whose weights are copied where a run may go back to them", () => {
  const { best } = after([0.2, 0.6, 0.6, 0.1], 3).state;
  expect([best?.epoch, best?.accuracy]).toEqual([2, 0.6]);
  expect(best?.weights?.get("weight")?.item()).toBe(2);
  expect(after([0.2, 0.6]).state.best?.weights).toBe(null);
});

test("the confusions shown are the best epoch's where a run goes back to it, else the last one's", () => {
  expect(after([0.2, 0.6, 0.1], 3).shown).toBe(2);
  expect(after([0.2, 0.6, 0.1]).shown).toBe(3);
});

test("the next epoch begins from nothing", () => {
  const { state } = after([0.5]);
  expect([state.epoch, state.batches, state.seconds, state.metrics.images]).toEqual([2, 0, 0, 0]);
  expect(state.history.map(({ epoch }) => epoch)).toEqual([1]);
});

import type { Dataset } from "../data/dataset.js";
import { readImages } from "../train/evaluator.js";
import type { Teller, Trainer } from "../train/trainer.js";

/** Reads all test images with a network that was not trained here, and tells; ends when training begins. */
export async function testNetwork(
  trainer: Trainer,
  { test }: Dataset,
  tell: Teller,
  isWanted: () => boolean,
): Promise<void> {
  const isCancelled = (): boolean => !isWanted() || trainer.isTraining || trainer.run.step > 0;
  const indices = Array.from({ length: test.length }, (_, i) => i);
  const reading = await readImages(trainer.run.network, test, indices, isCancelled);
  if (reading === null || isCancelled()) return;
  trainer.reading = reading;
  const { loss, accuracy, confusion } = reading;
  tell("evaluated", { step: 0, seconds: 0, images: reading.indices.length, loss, accuracy, isFull: true, confusion });
}

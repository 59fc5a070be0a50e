import { classes, type Misread } from "../../protocol.js";
import type { ImageSet } from "../data/imageSet.js";
import { argmaxRows, type Network } from "./network.js";
import { yieldToMessages } from "./yield.js";

/** Larger batches are no faster, and the page would wait longer for a prediction. */
const batchSize = 100;

/** What a network made of some test images. */
export interface Reading {
  readonly indices: readonly number[];
  readonly probabilities: Float32Array;
  readonly loss: number;
  readonly accuracy: number;
  readonly confusion: readonly number[];
}

/** Reads test images, those that are there; null when it was cancelled. */
export async function readImages(
  network: Network,
  set: ImageSet,
  wanted: readonly number[],
  isCancelled: () => boolean,
): Promise<Reading | null> {
  const indices = await set.available(wanted);
  const probabilities = new Float32Array(indices.length * classes);
  for (let first = 0; first < indices.length; first += batchSize) {
    if (isCancelled()) return null;
    const { pixels } = set.take(indices.slice(first, first + batchSize));
    probabilities.set(network.predict(pixels), first * classes);
    await yieldToMessages();
  }
  return { indices, probabilities, ...score(set, indices, probabilities) };
}

/** Mean cross entropy, accuracy, and counts by true digit (row) and what it was read as (column). */
function score(set: ImageSet, indices: readonly number[], probabilities: Float32Array) {
  const confusion = new Array<number>(classes * classes).fill(0);
  let lossSum = 0;
  let correct = 0;
  for (const [row, predicted] of argmaxRows(probabilities).entries()) {
    const label = set.labels[indices[row]];
    confusion[label * classes + predicted]++;
    if (predicted === label) correct++;
    // A probability may be rounded to 0, and the loss should stay a number.
    lossSum -= Math.log(Math.max(probabilities[row * classes + label], 1e-30));
  }
  const count = Math.max(indices.length, 1);
  return { loss: lossSum / count, accuracy: correct / count, confusion };
}

/** The images of one cell of the confusion matrix, the most confident mistakes first. */
export function misreadOf(reading: Reading, set: ImageSet, actual: number, predicted: number, limit: number): Misread {
  const answers = argmaxRows(reading.probabilities);
  const rows = [...answers.keys()]
    .filter((row) => answers[row] === predicted && set.labels[reading.indices[row]] === actual)
    .sort((a, b) => at(reading, b, predicted) - at(reading, a, predicted));
  const shown = rows.slice(0, limit);
  const probabilities = new Float32Array(shown.length * classes);
  for (const [i, row] of shown.entries()) {
    probabilities.set(reading.probabilities.subarray(row * classes, (row + 1) * classes), i * classes);
  }
  return { ...set.take(shown.map((row) => reading.indices[row])), probabilities, total: rows.length };
}

const at = ({ probabilities }: Reading, row: number, digit: number): number => probabilities[row * classes + digit];

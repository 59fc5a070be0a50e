import { CrossEntropyLoss } from "@lumbre/nn";
import { Adam } from "@lumbre/optim";
import { Generator, scope } from "@lumbre/tensor";
import { classes, type Digits, type Lesson, type StoredTensor } from "../../protocol.js";
import { type Augmentation, createAugmentation } from "../data/augment.js";
import type { Dataset } from "../data/dataset.js";
import type { ImageSet } from "../data/imageSet.js";
import { labelsToTensor } from "../data/tensors.js";
import { readImages } from "../train/evaluator.js";
import { argmaxRows, type Network } from "../train/network.js";
import type { Run } from "../train/run.js";
import { yieldToMessages } from "../train/yield.js";

/** Small, for the network is to keep what it knows. */
const lr = 3e-4;
/** Copies of each drawn digit in a batch, each turned, shifted and scaled in another way. */
const copies = 2;
/** Training images in a batch, which keep the network from forgetting them. */
const replayed = 76;
const minSteps = 10;
const maxSteps = 80;
/** Probability of the right answer with which a digit counts as learnt. */
const learnt = 0.9;
/** Test images that are read before and after: those of the first part. */
const sampleSize = 1000;

const criterion = new CrossEntropyLoss();

/** Teaches a network drawn digits, and can undo the last lesson. */
export class Teacher {
  private saved: { readonly network: Network; readonly weights: Readonly<Record<string, StoredTensor>> } | null = null;

  /** Trains until every drawn digit is read right with some certainty, for 10 to 80 steps. */
  async teach({ network, settings }: Run, { train, test }: Dataset, hand: Digits): Promise<Lesson> {
    const before = network.predict(hand.pixels);
    const testBefore = await accuracyOf(network, test);
    this.saved = { network, weights: network.save() };
    const optimizer = new Adam(network.model.parameters(), lr);
    const generator = new Generator().manualSeed(settings.seed);
    const augment = await createAugmentation(generator);
    const startedAt = performance.now();
    let steps = 0;
    while (steps < minSteps || (steps < maxSteps && !hasLearnt(network, hand))) {
      trainOn(network, optimizer, mix(hand, train, generator, augment));
      steps++;
      await yieldToMessages();
    }
    const milliseconds = performance.now() - startedAt;
    const after = network.predict(hand.pixels);
    return { before, after, testBefore, testAfter: await accuracyOf(network, test), steps, milliseconds };
  }

  /** The weights before the last lesson; nothing where the network has had none. */
  forget(network: Network): void {
    if (this.saved?.network === network) network.load(this.saved.weights);
    this.saved = null;
  }
}

async function accuracyOf(network: Network, test: ImageSet): Promise<number> {
  const indices = Array.from({ length: Math.min(sampleSize, test.length) }, (_, i) => i);
  return (await readImages(network, test, indices, () => false))!.accuracy;
}

/** In evaluation mode, without dropout: a batch is so small that nothing in it may be left out. */
function trainOn(network: Network, optimizer: Adam, batch: Digits): void {
  const { model, device } = network;
  model.eval();
  scope(() => {
    optimizer.zeroGrad();
    criterion(model(network.toInput(batch.pixels)), labelsToTensor(batch.labels, device)).backward();
    optimizer.step();
  });
}

function hasLearnt(network: Network, { pixels, labels }: Digits): boolean {
  const probabilities = network.predict(pixels);
  const answers = argmaxRows(probabilities);
  return labels.every((label, i) => answers[i] === label && probabilities[i * classes + label] >= learnt);
}

/** A batch of the drawn digits, each turned and shifted a little, and of training images that are there. */
function mix(hand: Digits, train: ImageSet, generator: Generator, augment: Augmentation): Digits {
  const indices: number[] = [];
  while (indices.length < replayed) {
    const index = Math.floor(generator.uniform24() * train.length);
    if (train.stateOf(index) === "loaded") indices.push(index);
  }
  const replay = train.take(indices);
  const drawn = Array.from({ length: copies }, () => hand);
  return {
    pixels: concatenate([...drawn.map(({ pixels }) => augment(pixels)), replay.pixels]),
    labels: concatenate([...drawn.map(({ labels }) => labels), replay.labels]),
  };
}

function concatenate(arrays: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(arrays.reduce((length, array) => length + array.length, 0));
  let offset = 0;
  for (const array of arrays) {
    whole.set(array, offset);
    offset += array.length;
  }
  return whole;
}

import { Generator, randperm } from "@lumbre/tensor";
import type { ImageSet } from "./imageSet.js";

/** A generator for one purpose in one epoch, so that a run can go on from any epoch's end without stored states. */
export function generatorOf(seed: number, epoch: number, purpose: "order" | "augment" | "dropout"): Generator {
  return new Generator().manualSeed(seedOf(seed, epoch, purpose));
}

/** The seed of that generator. */
export function seedOf(seed: number, epoch: number, purpose: "order" | "augment" | "dropout"): number {
  return seed * 4096 + epoch * 4 + ["order", "augment", "dropout"].indexOf(purpose);
}

/**
 * The order of an epoch's images. The first epoch shuffles each part by itself, in the order in which parts are loaded:
 * so training begins with the first thousand, and the order still depends on the seed alone.
 */
export function epochOrder(set: ImageSet, seed: number, epoch: number): number[] {
  const generator = generatorOf(seed, epoch, "order");
  const bounds = epoch === 1 ? set.bounds : [0, set.length];
  const order: number[] = [];
  for (let i = 0; i + 1 < bounds.length; i++) {
    const permutation = randperm(bounds[i + 1] - bounds[i], { generator });
    for (const index of permutation.readSync()) order.push(bounds[i] + index);
    permutation.dispose();
  }
  return order;
}

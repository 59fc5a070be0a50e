import type { Sampler } from "lumbre";

/** The batches of another sampler, of which an epoch may begin in the middle. */
export class ResumableSampler implements Sampler<readonly number[]> {
  /** How many batches the next epoch leaves out at its beginning: those that were trained on already. */
  skip = 0;

  constructor(private readonly batches: Sampler<readonly number[]>) {}

  get length(): number {
    return this.batches.length;
  }

  *[Symbol.iterator](): IterableIterator<readonly number[]> {
    let left = this.skip;
    this.skip = 0;
    // All of them are drawn, so that the generator comes to where it would be.
    for (const batch of this.batches) if (left-- <= 0) yield batch;
  }
}

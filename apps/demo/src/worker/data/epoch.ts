import { type Digits, pixelsPerImage } from "../../protocol.js";
import { type Augmentation, createAugmentation } from "./augment.js";
import { epochOrder, generatorOf } from "./batches.js";
import type { ImageSet } from "./imageSet.js";

/** The batches of one epoch, in the order that the seed gives. */
export class Epoch {
  private readonly order: number[];
  private readonly augmentation: Promise<Augmentation> | null;
  private next = 0;

  constructor(
    private readonly set: ImageSet,
    private readonly batchSize: number,
    seed: number,
    epoch: number,
    isAugmented: boolean,
  ) {
    this.order = epochOrder(set, seed, epoch);
    this.augmentation = isAugmented ? createAugmentation(generatorOf(seed, epoch, "augment")) : null;
  }

  get isOver(): boolean {
    return this.next >= this.order.length;
  }

  /** The next batch's images that are there; none when all of them failed to load. Waits for those under way. */
  async nextBatch(): Promise<Digits> {
    const wanted = this.order.slice(this.next, this.next + this.batchSize);
    this.next += wanted.length;
    const digits = this.set.take(await this.set.available(wanted));
    const augment = await this.augmentation;
    return augment === null ? digits : { ...digits, pixels: augment(digits.pixels) };
  }
}

/** The first images of a batch. */
export function firstOf({ pixels, labels }: Digits, count: number): Digits {
  return { pixels: pixels.slice(0, count * pixelsPerImage), labels: labels.slice(0, count) };
}

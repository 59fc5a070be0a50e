import { type Digits, pixelsPerImage } from "../../protocol.js";
import type { Part } from "./parts.js";

type PartState = "missing" | "loaded" | "failed";

/** The images of one split, which arrive part by part. */
export class ImageSet {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  /** Where each part begins, and behind them the number of all images. */
  private readonly starts: number[] = [0];
  private readonly states: PartState[];
  private waiting: (() => void)[] = [];

  constructor(readonly parts: readonly Part[]) {
    for (const { images } of parts) this.starts.push(this.starts.at(-1)! + images);
    this.pixels = new Uint8Array(this.length * pixelsPerImage);
    this.labels = new Uint8Array(this.length);
    this.states = parts.map(() => "missing");
  }

  /** Images that are all there. */
  static whole({ pixels, labels }: Digits): ImageSet {
    const set = new ImageSet([{ file: "", images: labels.length, bytes: 0, sha256: "" }]);
    set.pixels.set(pixels);
    set.labels.set(labels);
    set.settle(0, "loaded");
    return set;
  }

  /** The number of images, with those that have not arrived. */
  get length(): number {
    return this.starts[this.parts.length];
  }

  get loaded(): number {
    return this.parts.reduce((sum, { images }, i) => sum + (this.states[i] === "loaded" ? images : 0), 0);
  }

  get failed(): number[] {
    return this.parts.map((_, i) => i).filter((i) => this.states[i] === "failed");
  }

  /** First index of each part. */
  get bounds(): readonly number[] {
    return this.starts;
  }

  put(part: number, bytes: Uint8Array): void {
    const { images } = this.parts[part];
    this.labels.set(bytes.subarray(0, images), this.starts[part]);
    this.pixels.set(bytes.subarray(images), this.starts[part] * pixelsPerImage);
    this.settle(part, "loaded");
  }

  fail(part: number): void {
    this.settle(part, "failed");
  }

  private settle(part: number, state: PartState): void {
    this.states[part] = state;
    const { waiting } = this;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  stateOf(index: number): PartState {
    return this.states[this.starts.findLastIndex((start) => start <= index)];
  }

  /** Waits until the parts of these images have arrived or failed, and gives those that are there. */
  async available(indices: readonly number[]): Promise<number[]> {
    while (indices.some((index) => this.stateOf(index) === "missing")) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    return indices.filter((index) => this.stateOf(index) === "loaded");
  }

  /** Copies of images that are there. */
  take(indices: readonly number[]): Digits {
    const pixels = new Uint8Array(indices.length * pixelsPerImage);
    for (const [i, index] of indices.entries()) pixels.set(this.image(index), i * pixelsPerImage);
    return { pixels, labels: Uint8Array.from(indices, (index) => this.labels[index]) };
  }

  image(index: number): Uint8Array {
    return this.pixels.subarray(index * pixelsPerImage, (index + 1) * pixelsPerImage);
  }
}

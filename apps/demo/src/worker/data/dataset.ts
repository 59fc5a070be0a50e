import type { DatasetName, Digits, Loading } from "../../protocol.js";
import { fetchPart, PartError } from "./fetchPart.js";
import { ImageSet } from "./imageSet.js";
import type { DatasetParts } from "./parts.js";

/** What the build has made of MNIST; see build/mnistParts.ts. */
declare const MNIST_PARTS: DatasetParts;
/** Once, for the build puts the whole of it in each place. */
const mnist = MNIST_PARTS;

/** Labelled images in two splits. */
export interface Dataset {
  readonly name: DatasetName;
  readonly train: ImageSet;
  readonly test: ImageSet;
  /** Loads again what has failed. */
  retry(): Promise<void>;
}

/** Images that are all there. */
export class WholeDataset implements Dataset {
  readonly train: ImageSet;
  readonly test: ImageSet;

  constructor(
    readonly name: DatasetName,
    train: Digits,
    test: Digits,
  ) {
    this.train = ImageSet.whole(train);
    this.test = ImageSet.whole(test);
  }

  async retry(): Promise<void> {}

  progress(): Loading {
    const { train, test } = this;
    const bytes = train.pixels.length + test.pixels.length;
    return {
      ...{ dataset: this.name, train: train.length, trainTotal: train.length, test: test.length },
      ...{ testTotal: test.length, bytes, totalBytes: bytes, failed: [] },
    };
  }
}

/** MNIST, which loads itself in the background, and tells how far it is. */
export class DigitDataset implements Dataset {
  readonly name = "mnist";
  readonly train: ImageSet;
  readonly test: ImageSet;
  private readonly reasons = new Map<string, PartError["reason"]>();

  constructor(private readonly tell: (loading: Loading) => void) {
    this.train = new ImageSet(mnist.train);
    this.test = new ImageSet(mnist.test);
  }

  /** Loads what is wanted first first: the first images of both splits, then the training images in their order. */
  async load(): Promise<void> {
    await Promise.all([this.loadPart(this.train, 0), this.loadPart(this.test, 0)]);
    for (const part of this.train.parts.keys()) if (part > 0) await this.loadPart(this.train, part);
    for (const part of this.test.parts.keys()) if (part > 0) await this.loadPart(this.test, part);
  }

  async retry(): Promise<void> {
    for (const set of [this.train, this.test]) for (const part of set.failed) await this.loadPart(set, part, true);
  }

  private async loadPart(set: ImageSet, part: number, isRetry = false): Promise<void> {
    const { file } = set.parts[part];
    try {
      set.put(part, await fetchPart(set.parts[part], dataFolder(), isRetry));
      this.reasons.delete(file);
    } catch (error) {
      this.reasons.set(file, error instanceof PartError ? error.reason : "network");
      set.fail(part);
    }
    this.tell(this.progress());
  }

  progress(): Loading {
    const bytes = (set: ImageSet): number => set.parts.reduce((sum, part) => sum + part.bytes, 0);
    const share = (set: ImageSet): number => (bytes(set) * set.loaded) / set.length;
    return {
      dataset: this.name,
      train: this.train.loaded,
      trainTotal: this.train.length,
      test: this.test.loaded,
      testTotal: this.test.length,
      bytes: Math.round(share(this.train) + share(this.test)),
      totalBytes: bytes(this.train) + bytes(this.test),
      failed: Array.from(this.reasons, ([file, reason]) => ({ file, reason })),
    };
  }
}

let folder: URL | null = null;

/** The page says where the data lies, for a worker's own address depends on the bundler. */
export function setDataFolder(address: string): void {
  folder = new URL(address);
}

function dataFolder(): URL {
  if (folder === null) throw new Error("the page has not said where the data lies");
  return folder;
}

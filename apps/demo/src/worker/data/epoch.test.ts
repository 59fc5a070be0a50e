import { expect, test } from "vitest";
import { pixelsPerImage } from "../../protocol.js";
import { epochOrder, seedOf } from "./batches.js";
import { Epoch } from "./epoch.js";
import { ImageSet } from "./imageSet.js";

/** A part whose images are full of their index, which is their label too. */
function contentOf(first: number, images: number): Uint8Array {
  const indices = Array.from({ length: images }, (_, i) => first + i);
  return Uint8Array.from([...indices, ...indices.flatMap((index) => new Array<number>(pixelsPerImage).fill(index))]);
}

const sizes = [4, 6, 5];
const parts = sizes.map((images, i) => ({ file: `${i}.bin`, images, bytes: 1, sha256: "" }));
const createSet = (): ImageSet => new ImageSet(parts);

function fullSet(): ImageSet {
  const set = createSet();
  for (const [i, first] of [0, 4, 10].entries()) set.put(i, contentOf(first, sizes[i]));
  return set;
}

async function labelsOf(epoch: Epoch): Promise<number[][]> {
  const batches: number[][] = [];
  while (!epoch.isOver) batches.push([...(await epoch.nextBatch()).labels]);
  return batches;
}

test("the first epoch shuffles part by part, the others all images; both depend on the seed alone", () => {
  const first = epochOrder(createSet(), 7, 1);
  const sorted = (values: number[]): number[] => values.toSorted((a, b) => a - b);
  expect(sorted(first.slice(0, 4))).toEqual([0, 1, 2, 3]);
  expect(sorted(first.slice(4, 10))).toEqual([4, 5, 6, 7, 8, 9]);
  expect(sorted(first.slice(10))).toEqual([10, 11, 12, 13, 14]);
  const second = epochOrder(createSet(), 7, 2);
  expect(sorted(second)).toEqual(sorted(first));
  expect(epochOrder(fullSet(), 7, 2)).toEqual(second);
  expect(epochOrder(createSet(), 8, 2)).not.toEqual(second);
});

test("no two purposes of two epochs share a seed", () => {
  const seeds = [1, 2].flatMap((epoch) =>
    (["order", "augment", "dropout"] as const).map((purpose) => seedOf(3, epoch, purpose)),
  );
  expect(new Set(seeds).size).toBe(6);
});

test("each image comes once, in batches of which the last may be smaller", async () => {
  const batches = await labelsOf(new Epoch(fullSet(), 4, 1, 1, false));
  expect(batches.map(({ length }) => length)).toEqual([4, 4, 4, 3]);
  expect(batches.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, i) => i));
});

test("a batch waits for parts under way, and goes without those that failed", async () => {
  const set = createSet();
  set.put(0, contentOf(0, 4));
  const epoch = new Epoch(set, 4, 1, 1, false);
  expect((await epoch.nextBatch()).labels.length).toBe(4);
  let isThere = false;
  const second = epoch.nextBatch().then((batch) => {
    isThere = true;
    return batch;
  });
  await Promise.resolve();
  expect(isThere).toBe(false);
  set.put(1, contentOf(4, 6));
  expect((await second).labels.length).toBe(4);
  set.fail(2);
  expect((await epoch.nextBatch()).labels.length).toBe(2);
  expect((await epoch.nextBatch()).labels.length).toBe(0);
  expect(epoch.isOver).toBe(true);
  expect(set.failed).toEqual([2]);
});

test("images are augmented the same way for the same seed, and labels are not", async () => {
  const draw = (seed: number, isAugmented: boolean) => new Epoch(fullSet(), 15, seed, 1, isAugmented).nextBatch();
  const [plain, first, again] = await Promise.all([draw(1, false), draw(1, true), draw(1, true)]);
  expect(first.labels).toEqual(plain.labels);
  expect(first.pixels).toEqual(again.pixels);
  expect(first.pixels).not.toEqual(plain.pixels);
});

import { defaultCollate } from "./collate.js";
import type { Dataset } from "./dataset.js";

/** Makes a batch of a list of items; null: {@link defaultCollate}. */
export type Collate = ((items: unknown[]) => unknown) | null;

/** A batch of a dataset, or the item of one index as it is; a promise where the dataset's `get` gives promises. */
export function fetchBatch(dataset: Dataset<unknown>, collate: Collate, indices: number | readonly number[]): unknown {
  if (typeof indices === "number") return dataset.get(indices);
  if (collate === null) {
    const batch = dataset.getBatch?.(indices);
    if (batch !== undefined) return batch;
  }
  const items = indices.map((index) => dataset.get(index));
  const combine = collate ?? defaultCollate;
  if (!items.some((item) => item instanceof Promise)) return combine(items);
  return Promise.all(items).then((all) => combine(all));
}

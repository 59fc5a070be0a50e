import { ArgumentError, tensor } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { ConcatDataset, type Dataset, FakeData, Subset, TensorDataset } from "./index.js";

const items = new TensorDataset(tensor([1, 2, 3]));

test.each<[string, Dataset<unknown>]>([
  ["TensorDataset", items],
  ["Subset", new Subset(items, [2, 0])],
  ["ConcatDataset", new ConcatDataset([items, items])],
  ["FakeData", new FakeData(3, [1, 2, 2], 2)],
])("%s.get takes one index, and getBatch a list of them", (name, dataset) => {
  const get = dataset.get.bind(dataset) as (...args: unknown[]) => unknown;
  expect(get(1)).toBeDefined();
  for (const wrong of [[], ["1"], [null], [1, 2], [[1]]]) {
    expect(() => get(...wrong)).toThrow(ArgumentError);
    expect(() => get(...wrong)).toThrow(`${name}.get: `);
  }
  const getBatch = dataset.getBatch?.bind(dataset) as ((...args: unknown[]) => unknown) | undefined;
  if (getBatch === undefined) return;
  for (const wrong of [[], [1], ["1"], [[1], 2], [["1"]]]) {
    expect(() => getBatch(...wrong)).toThrow(ArgumentError);
    expect(() => getBatch(...wrong)).toThrow(`${name}.getBatch: `);
  }
});

import { tensor } from "@lumbre/tensor";
import { expect, test } from "vitest";
import * as nn from "../index.js";

test("batch norm's running statistics, by hand", () => {
  const norm = new nn.BatchNorm1d(1);
  norm.forward(tensor([[1], [2], [3], [6]]));
  expect(norm.runningMean?.item()).toBeCloseTo(0.3, 6);
  expect(norm.runningVar?.item()).toBeCloseTo(1.366667, 5);
  expect(norm.numBatchesTracked?.item()).toBe(1);
});

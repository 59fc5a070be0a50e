import { zeros } from "@lumbre/tensor";
import { expect, test } from "vitest";
import * as nn from "../index.js";

test.each([
  [2, 2],
  [-1, 2],
  [-3, 0],
])("the row of paddingIdx %d is 0, and stays so", (paddingIdx, row) => {
  const layer = new nn.Embedding(3, 2, { paddingIdx });
  expect(layer.paddingIdx).toBe(row);
  expect(layer.weight.eq(0).toArray()).toEqual([0, 1, 2].map((i) => [i === row, i === row]));
  layer(zeros(3, { dtype: "int32" }).add(row))
    .sum()
    .backward();
  expect(layer.weight.grad?.toArray()).toEqual(zeros(3, 2).toArray());
  expect(layer.extraRepr()).toBe(`3, 2, padding_idx=${row}`);
});

test("without one all rows are drawn", () => {
  const layer = new nn.Embedding(3, 2);
  expect([layer.paddingIdx, layer.weight.eq(0).any().item()]).toEqual([null, 0]);
  expect(layer.extraRepr()).toBe("3, 2");
});

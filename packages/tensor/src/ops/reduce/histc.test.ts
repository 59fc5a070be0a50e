import { histc, tensor } from "@lumbre/tensor";
import { expect, test } from "vitest";

// torch.histc(torch.tensor(x), bins)
test.each([
  [[1, 3, 2], 2, [1, 2]],
  [[3, 1, 2], 2, [1, 2]],
  [[2, 1, 3], 2, [1, 2]],
  [[-3, -1], 4, [1, 0, 0, 1]],
  [[5], 4, [0, 0, 1, 0]],
  [[], 2, [0, 0]],
])("the range of %j in %d bins is that of its elements", (x, bins, expected) => {
  expect(histc(tensor(x), bins).toArray()).toEqual(expected);
});

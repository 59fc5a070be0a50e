import { expect, test } from "vitest";
import { ConfusionMatrix } from "./metrics.js";
import { confusionTable } from "./report.js";

test("columns are as wide as the largest number, and a class without images has no share", () => {
  const table = confusionTable(
    new ConfusionMatrix(3, [
      [12345, 0, 6],
      [0, 0, 0],
      [1, 10, 22],
    ]),
  );
  expect(table.split("\n")).toEqual([
    "true\\pred      0     1     2   right",
    "        0  12345     .     6  100.0%",
    "        1      .     .     .       -",
    "        2      1    10    22   66.7%",
  ]);
});

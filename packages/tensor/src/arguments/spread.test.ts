import { expect, test } from "vitest";
import { ArgumentError } from "../errors.js";
import { gatherNumbers } from "./spread.js";

const x = "x";

test.each<[given: unknown[], at: number, gathered: unknown[]]>([
  [[x, 2, 3], 1, [x, [2, 3]]],
  [[x, [2, 3]], 1, [x, [2, 3]]],
  [[2, 3, { dtype: "int32" }], 0, [[2, 3], { dtype: "int32" }]],
  [[x, { size: [2, 3] }], 1, [x, { size: [2, 3] }]],
  [[{ x, size: [2, 3] }], 1, [{ x, size: [2, 3] }]],
  [[x, "2"], 1, [x, "2"]],
  [[x, undefined], 1, [x, undefined]],
  [[x], 1, [x]],
  [[], 0, []],
])("the numbers of %j from %j on are one list", (given, at, gathered) => {
  expect(Array.from(gatherNumbers("view", given, at))).toEqual(gathered);
});

test("undefined among the numbers is a mistake", () => {
  expect(() => gatherNumbers("view", [x, 2, undefined, 3], 1)).toThrow(
    new ArgumentError("view: number 1 of the list is undefined"),
  );
});

import { expect, test } from "vitest";
import { dataSource } from "./loadOptions.js";

test.each<[root: string | null, download: boolean | null, verify: boolean | null, expected: [boolean, boolean]]>([
  [null, null, null, [true, true]],
  [null, false, null, [false, true]],
  [null, null, false, [true, false]],
  ["data", null, null, [false, false]],
  ["data", true, null, [true, true]],
  ["data", true, false, [true, false]],
  ["data", null, true, [false, true]],
])("with root %j, download %j and verify %j it is downloaded and checked: %j", (root, download, verify, expected) => {
  const source = dataSource("Set", ["a", "b"], root, download, null, verify, null, null);
  expect(source).toMatchObject({ dataset: "Set", root, urls: ["a", "b"] });
  expect([source.download, source.verify]).toEqual(expected);
  expect(dataSource("Set", ["a", "b"], root, download, "c", verify, null, null).urls).toEqual(["c"]);
});

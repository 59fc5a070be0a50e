import { expect, test } from "vitest";
import { spread } from "./spread.js";

test("a sample has members of every group, and of every kind", () => {
  const kinds = ["values", "layouts", "sizes"];
  const ids = ["a", "b", "c"].flatMap((op) => kinds.map((kind) => `ops/${op}/${kind}`));
  expect(spread(ids, 3)).toEqual(["ops/a/values", "ops/b/layouts", "ops/c/sizes"]);
  expect(spread([...ids, "memory/scope"], 100)).toEqual([
    "ops/a/values",
    "ops/b/layouts",
    "ops/c/sizes",
    "memory/scope",
  ]);
  expect(spread(ids, 2)).toEqual(["ops/a/values", "ops/a/sizes", "ops/b/layouts", "ops/c/values", "ops/c/sizes"]);
  expect(spread(ids, 1)).toEqual(ids);
});

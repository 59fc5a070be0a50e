import type { Kind } from "@lumbre/tensor/engine";
import { expect, test } from "vitest";
import { aDataset, aMapStyleDataset, aSampler, aSized, iterableDatasets } from "./kinds.js";

const mapStyle = { length: 1, get: () => 0 };
const functionDataset = Object.assign((_: number) => 0, { get: () => 0 });
function* stream(): Iterable<number> {}
async function* asyncStream(): AsyncIterable<number> {}

test.each<[string, Kind<unknown>, unknown[], unknown[]]>([
  [
    "a dataset of items",
    aMapStyleDataset,
    [mapStyle, [], [1], functionDataset],
    [{ length: 1 }, { get: () => 0 }, { length: "1", get: () => 0 }, "abc", new Set(), null, undefined, 1],
  ],
  ["any dataset", aDataset, [mapStyle, [1], stream(), asyncStream(), new Set()], [{ length: 1 }, "abc", null, 1]],
  [
    "a list of iterable datasets",
    iterableDatasets,
    [[], [stream(), asyncStream(), new Set()]],
    [stream(), [[1]], [mapStyle], [stream(), mapStyle], [1], null],
  ],
  ["something with a length", aSized, [mapStyle, [], "abc", { length: 0 }, stream], [{}, { length: "1" }, 1, null]],
  [
    "a sampler",
    aSampler,
    [[1], new Int32Array(2), Object.assign(stream(), { length: 2 })],
    [stream(), mapStyle, "abc"],
  ],
])("%s", (_, kind, good, bad) => {
  for (const value of good) expect(kind.accepts(value), String(value)).toBe(true);
  for (const value of bad) expect(kind.accepts(value), String(value)).toBe(false);
});

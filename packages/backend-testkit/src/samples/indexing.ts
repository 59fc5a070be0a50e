import { embedding } from "@lumbre/tensor";
import { data, distinct, indices, mask, type Sample, sample } from "./sample.js";

const table = data([4, 5]);
const picks = indices([3, 5], [3, 0, 1, 2, 0, 0, 0, 3, 1, 2, 1, 2, 2, 2, 2]);
const across = indices([4, 3], [4, 0, 1, 2, 0, 0, 0, 3, 1, 2, 1, 4]);
const rows = indices([3], [2, 0, 2]);
const reads = { readsValues: true } as const;
const sums = { scale: "tensor" } as const;
const largeTable = [data([256, 64]), indices([256, 64], [3, 200, 17, 5, 90])];

export const indexingSamples: readonly Sample[] = [
  sample("gather", "rows", [table, picks], (x, i) => x.gather(0, i), { timed: largeTable }),
  sample("gather", "columns", [table, across], (x, i) => x.gather(1, i)),
  sample("gather", "middle", [data([2, 4, 3]), indices([2, 2, 3], [3, 0, 1, 2, 2, 0, 1, 1, 0, 3, 3, 3])], (x, i) =>
    x.gather(1, i),
  ),
  sample("scatter", "number", [table, indices([2, 3], [0, 3, 1, 1, 2, 0])], (x, i) => x.scatter(0, i, 0.5)),
  sample(
    "scatter",
    "tensor",
    [table, indices([2, 3], [0, 3, 1, 1, 2, 0]), data([2, 3])],
    (x, i, s) => x.scatter(0, i, s),
    {
      timed: [data([256, 64]), indices([4, 64], [3, 200, 17, 5, 90]), data([4, 64])],
    },
  ),
  sample("scatter_", "tensor", [table, indices([2, 3], [0, 3, 1, 1, 2, 0]), data([2, 3])], (x, i, s) =>
    x.scatter_(0, i, s),
  ),
  sample("scatterAdd", "duplicates", [table, picks, data([3, 5])], (x, i, s) => x.scatterAdd(0, i, s), {
    ...sums,
    timed: [data([256, 64]), indices([256, 64], [3, 200, 17, 5, 90]), data([256, 64])],
  }),
  sample("scatterAdd", "columns", [table, across, data([4, 3])], (x, i, s) => x.scatterAdd(1, i, s), sums),
  sample("scatterAdd_", "duplicates", [table, picks, data([3, 5])], (x, i, s) => x.scatterAdd_(0, i, s), sums),
  sample("scatterReduce", "sum", [table, picks, data([3, 5])], (x, i, s) => x.scatterReduce(0, i, s, "sum"), sums),
  sample(
    "scatterReduce",
    "mean",
    [table, across, data([4, 3])],
    (x, i, s) => x.scatterReduce(1, i, s, "mean", { includeSelf: false }),
    sums,
  ),
  sample(
    "scatterReduce",
    "product",
    [table, picks, data([3, 5])],
    (x, i, s) => x.scatterReduce(0, i, s, "prod"),
    reads,
  ),
  sample(
    "scatterReduce",
    "largest",
    [distinct([4, 5]), picks, distinct([3, 5])],
    (x, i, s) => x.scatterReduce(0, i, s, "amax"),
    reads,
  ),
  sample("indexFill", "number", [table, rows], (x, i) => x.indexFill(0, i, 0.5)),
  sample("indexFill", "tensor", [table, rows, data([])], (x, i, v) => x.indexFill(1, i, v)),
  sample("indexFill_", "number", [table, rows], (x, i) => x.indexFill_(1, i, 2)),
  sample("indexSelect", "rows", [table, rows], (x, i) => x.indexSelect(0, i)),
  sample("indexSelect", "columns", [table, rows], (x, i) => x.indexSelect(1, i)),
  sample("indexAdd", "rows", [table, rows, data([3, 5])], (x, i, s) => x.indexAdd(0, i, s, { alpha: 2 }), sums),
  sample("indexAdd_", "columns", [table, rows, data([4, 3])], (x, i, s) => x.indexAdd_(1, i, s), sums),
  sample("indexCopy", "rows", [table, indices([2], [3, 1]), data([2, 5])], (x, i, s) => x.indexCopy(0, i, s)),
  sample("indexCopy_", "columns", [table, indices([2], [3, 1]), data([4, 2])], (x, i, s) => x.indexCopy_(1, i, s)),
  sample("take", "default", [table, indices([2, 3], [0, 19, 7, 7, 3, 12])], (x, i) => x.take(i)),
  sample("takeAlongDim", "dim", [table, indices([1, 5], [0, 3, 2, 1, 0])], (x, i) => x.takeAlongDim(i, 0)),
  sample("embedding", "default", [indices([2, 3], [0, 3, 1, 1, 2, 0]), data([4, 5])], (i, w) => embedding(i, w), {
    timed: [indices([256], [3, 20, 17, 5, 9]), data([64, 64])],
  }),
  sample(
    "embedding",
    "padding",
    [indices([2, 3], [0, 3, 1, 1, 2, 0]), data([4, 5])],
    (i, w) => embedding(i, w, { paddingIdx: 1 }),
    { noGradient: "the padding has none, though the result depends on it" },
  ),
  sample("oneHot", "classes", [indices([2, 3], [0, 3, 1, 1, 2, 0])], (x) => x.oneHot(4), reads),
  sample("oneHot", "inferred", [indices([3], [0, 3, 1])], (x) => x.oneHot(), reads),
  sample("nonzero", "default", [data([2, 3], { values: [0, 1, -2, 0, 0, 3] })], (x) => x.nonzero(), reads),
  sample("argwhere", "default", [data([2, 3], { values: [0, 1, -2, 0, 0, 3] })], (x) => x.argwhere(), reads),
  sample("maskedSelect", "default", [table, mask([4, 5])], (x, m) => x.maskedSelect(m), reads),
  sample("at", "numbers", [data([3, 4, 5])], (x) => x.at(1, -1)),
  sample("at", "ranges", [data([3, 4, 5])], (x) => x.at("1:", "...", "::2")),
  sample("at", "new-dimension", [table], (x) => x.at(null, ":", 2)),
  sample("at", "list", [table], (x) => x.at([2, 0, -1]), reads),
  sample("at", "tensors", [table, indices([2, 1], [0, 3]), indices([3], [4, 1, 0])], (x, i, j) => x.at(i, j)),
  sample("at", "mask", [table, mask([4])], (x, m) => x.at(m), reads),
  sample("at", "mixed", [data([3, 4, 5]), indices([2], [2, 0])], (x, i) => x.at(i, "1:3", 0)),
  sample("indexPut", "positions", [table, indices([2], [3, 0]), data([2, 5])], (x, i, v) => x.indexPut([i], v)),
  sample(
    "indexPut",
    "accumulate",
    [table, indices([3], [3, 0, 3]), data([3, 5])],
    (x, i, v) => x.indexPut([i], v, { accumulate: true }),
    sums,
  ),
  sample("indexPut_", "number", [table, indices([2], [3, 0])], (x, i) => x.indexPut_([i, "1:"], 2)),
  sample("indexPut_", "mask", [table, mask([4, 5])], (x, m) => x.indexPut_([m], 0.5), reads),
];

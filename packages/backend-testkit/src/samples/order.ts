import { data, distinct, type Sample, sample } from "./sample.js";

const large = [data([64, 128])];
const ties = data([2, 6], { values: [3, 1, 3, 2, 1, 3, NaN, 0, -0, NaN, 5, -5] });
const steps = { isSmooth: false } as const;

export const orderSamples: readonly Sample[] = [
  sample("sort", "rows", [distinct([3, 5])], (x) => x.sort(1), { timed: large }),
  sample("sort", "columns", [distinct([3, 5])], (x) => x.sort(0)),
  sample("sort", "descending", [distinct([2, 3, 4])], (x) => x.sort(1, { descending: true })),
  sample("sort", "ties", [ties], (x) => x.sort(1), steps),
  sample("sort", "ties-descending", [ties], (x) => x.sort(1, { descending: true }), steps),
  sample("argsort", "rows", [distinct([3, 5])], (x) => x.argsort(), { timed: large }),
  sample("argsort", "ties", [ties], (x) => x.argsort(1, { descending: true })),
  sample("topk", "largest", [distinct([3, 5])], (x) => x.topk(2), { timed: large }),
  sample("topk", "smallest", [distinct([4, 3])], (x) => x.topk(2, 0, { largest: false })),
  sample("kthvalue", "rows", [distinct([3, 5])], (x) => x.kthvalue(2)),
  sample("kthvalue", "keep-dim", [distinct([4, 3])], (x) => x.kthvalue(3, 0, { keepDim: true })),
  sample("mode", "rows", [ties], (x) => x.mode(), steps),
  sample("cummax", "dim", [distinct([3, 5])], (x) => x.cummax(1)),
  sample("cummin", "dim", [distinct([5, 3])], (x) => x.cummin(0)),
  sample("median", "all", [distinct([3, 5])], (x) => x.median()),
  sample("median", "dim", [distinct([3, 4])], (x) => x.median(1)),
  sample("median", "holes", [ties], (x) => x.median(1), steps),
];

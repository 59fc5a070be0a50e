import { data, type Sample, sample } from "./sample.js";

const matrix = [data([3, 4])];
const cube = [data([2, 3, 4])];

export const viewSamples: readonly Sample[] = [
  sample("view", "default", [data([3, 4])], (x) => x.contiguous().view(2, 6)),
  sample("view", "inferred", [data([2, 3, 4])], (x) => x.contiguous().view(-1, 4)),
  sample("viewAs", "default", [data([3, 4]), data([6, 2])], (x, y) => x.contiguous().viewAs(y)),
  sample("reshape", "default", matrix, (x) => x.reshape(2, 6), { timed: [data([3, 4])] }),
  sample("reshape", "copying", cube, (x) => x.transpose(0, 2).reshape(4, 6)),
  sample("reshapeAs", "default", [data([3, 4]), data([2, 6])], (x, y) => x.reshapeAs(y)),
  sample("permute", "default", cube, (x) => x.permute(2, 0, 1)),
  sample("transpose", "default", cube, (x) => x.transpose(0, 2)),
  sample("t", "default", matrix, (x) => x.t()),
  sample("expand", "default", [data([3, 1])], (x) => x.expand(2, 3, 4)),
  sample("expandAs", "default", [data([3, 1]), data([2, 3, 4])], (x, y) => x.expandAs(y)),
  sample("squeeze", "all", [data([1, 3, 1])], (x) => x.squeeze()),
  sample("squeeze", "dim", [data([1, 3, 1])], (x) => x.squeeze(2)),
  sample("unsqueeze", "default", matrix, (x) => x.unsqueeze(1)),
  sample("flatten", "default", cube, (x) => x.flatten()),
  sample("flatten", "dims", cube, (x) => x.flatten(1, 2)),
  sample("ravel", "transposed", cube, (x) => x.transpose(0, 1).ravel()),
  sample("unflatten", "default", [data([2, 6])], (x) => x.unflatten(1, [2, 3])),
  sample("movedim", "default", cube, (x) => x.movedim(0, 2)),
  sample("narrow", "default", [data([4, 5])], (x) => x.narrow(1, 1, 3)),
  sample("select", "default", cube, (x) => x.select(1, -1)),
  sample("slice", "step", [data([7, 3])], (x) => x.slice(0, { start: 1, end: 6, step: 2 })),
  sample("unfold", "overlapping", [data([2, 7])], (x) => x.unfold(1, 3, 2)),
];

import { broadcastTensors, broadcastTo, cat, hstack, meshgrid, stack, type Tensor, vstack } from "@lumbre/tensor";
import { data, indices, type Sample, sample } from "./sample.js";

const pair = [data([2, 3]), data([2, 3])];
const cube = [data([2, 3, 4])];
const large = [data([128, 256]), data([128, 256])];

/** The function over all inputs as a list. */
function joined(
  op: string,
  id: string,
  shapes: readonly (readonly number[])[],
  call: (all: readonly Tensor[]) => Tensor,
): Sample {
  return sample(
    op,
    id,
    shapes.map((shape) => data(shape)),
    (...all) => call(all),
    { timed: large },
  );
}

export const joinSamples: readonly Sample[] = [
  joined(
    "cat",
    "rows",
    [
      [2, 3],
      [1, 3],
      [0, 3],
    ],
    (all) => cat(all),
  ),
  joined(
    "cat",
    "columns",
    [
      [2, 3],
      [2, 1],
    ],
    (all) => cat(all, 1),
  ),
  joined(
    "cat",
    "inner",
    [
      [2, 3, 2],
      [2, 1, 2],
    ],
    (all) => cat(all, 1),
  ),
  joined(
    "stack",
    "first",
    [
      [2, 3],
      [2, 3],
    ],
    (all) => stack(all),
  ),
  joined(
    "stack",
    "last",
    [
      [2, 3],
      [2, 3],
    ],
    (all) => stack(all, -1),
  ),
  joined(
    "hstack",
    "default",
    [
      [2, 3],
      [2, 1],
    ],
    hstack,
  ),
  joined(
    "vstack",
    "default",
    [
      [2, 3],
      [1, 3],
    ],
    vstack,
  ),
  sample("split", "size", [data([5, 3])], (x) => x.split(2)),
  sample("split", "sizes", [data([3, 5])], (x) => x.split([1, 4], 1)),
  sample("chunk", "default", [data([5, 3])], (x) => x.chunk(3)),
  sample("tensorSplit", "sections", [data([5, 3])], (x) => x.tensorSplit(2)),
  sample("tensorSplit", "places", [data([3, 5])], (x) => x.tensorSplit([1, 3], 1)),
  sample("unbind", "default", cube, (x) => x.unbind(1)),
  sample("pad", "constant", [data([2, 3])], (x) => x.pad([1, 2, 0, 1], { value: 0.5 }), {
    timed: [data([16, 128, 128])],
  }),
  sample("pad", "negative", [data([4, 5])], (x) => x.pad([-1, 1, 0, -2])),
  sample("pad", "reflect", [data([2, 3, 4])], (x) => x.pad([2, 1], { mode: "reflect" })),
  sample("pad", "replicate", [data([2, 3, 4])], (x) => x.pad([2, 1], { mode: "replicate" })),
  sample("pad", "circular", [data([2, 3, 4])], (x) => x.pad([2, 1], { mode: "circular" })),
  sample("flip", "one", cube, (x) => x.flip(1), { timed: [data([256, 256])] }),
  sample("flip", "two", cube, (x) => x.flip([0, 2])),
  sample("roll", "all", [data([3, 4])], (x) => x.roll(5)),
  sample("roll", "dims", cube, (x) => x.roll([1, -1], [0, 2])),
  sample("repeat", "default", [data([2, 3])], (x) => x.repeat(2, 1, 2)),
  sample("tile", "default", [data([2, 3])], (x) => x.tile(2)),
  sample("repeatInterleave", "number", [data([2, 3])], (x) => x.repeatInterleave(2, 1)),
  sample("repeatInterleave", "counts", [data([2, 3])], (x) => x.repeatInterleave([2, 0, 1], 1)),
  sample(
    "repeatInterleave",
    "tensor",
    [data([3, 2]), indices([3], [1, 0, 2])],
    (x, counts) => x.repeatInterleave(counts, 0),
    {
      readsValues: true,
    },
  ),
  sample("broadcastTo", "default", [data([3, 1])], (x) => broadcastTo(x, [2, 3, 4])),
  sample("broadcastTensors", "default", [data([3, 1]), data([2, 1, 4])], (x, y) => broadcastTensors(x, y)),
  sample("meshgrid", "ij", [data([3]), data([2])], (x, y) => meshgrid([x, y])),
  sample("meshgrid", "xy", [data([3]), data([2])], (x, y) => meshgrid([x, y], { indexing: "xy" })),
  sample("clone", "default", pair.slice(0, 1), (x) => x.clone(), { timed: [data([256, 256])] }),
  sample("contiguous", "default", cube, (x) => x.transpose(0, 1).contiguous()),
  sample("detach", "default", pair.slice(0, 1), (x) => x.detach()),
  sample("copy_", "same-shape", pair, (x, y) => x.copy_(y)),
  sample("copy_", "broadcast", [data([2, 3]), data([3])], (x, y) => x.copy_(y)),
  sample("copy_", "number", [data([2, 3])], (x) => x.copy_(3)),
  sample("fill_", "default", [data([2, 3])], (x) => x.fill_(2)),
  sample("zero_", "default", [data([2, 3])], (x) => x.zero_()),
  ...(["float32", "int32", "uint8", "bool"] as const).map((dtype) =>
    sample("to", dtype, [data([2, 3], { low: 0, high: 4 })], (x) => x.to(dtype), { timed: [data([256, 256])] }),
  ),
  sample("to", "truncates", [data([6], { values: [-2.7, -1, -0.5, 0.5, 1.9, 100.99] })], (x) => x.to("int32")),
];

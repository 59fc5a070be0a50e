import { cat, einsum, embedding, linear, type Tensor, where } from "@lumbre/tensor";
import { data, indices, mask, type Sample, sample } from "./sample.js";

const ints = (shape: readonly number[]) => data(shape, { dtype: "int32", low: 1 });

/** Calls that throw: for shapes, dtypes, positions and options that do not fit. They throw the same on every device. */
export const errorSamples: readonly Sample[] = [
  sample("add", "shapes", [data([2, 3]), data([4])], (x, y) => x.add(y)),
  sample("add_", "stretched-result", [data([3]), data([2, 3])], (x, y) => x.add_(y)),
  sample("mul_", "result-type", [ints([2]), data([2], { dtype: "float32" })], (x, y) => x.mul_(y)),
  sample("floorDivide", "zero", [ints([2]), indices([2], [1, 0])], (x, y) => x.floorDivide(y), { readsValues: true }),
  sample("where", "shapes", [mask([2, 3]), data([4]), data([3])], (c, x, y) => where(c, x, y)),
  sample("matmul", "inner-sizes", [data([2, 3]), data([4, 2])], (x, y) => x.matmul(y)),
  sample("bmm", "ranks", [data([2, 3]), data([3, 2])], (x, y) => x.bmm(y)),
  sample("linear", "features", [data([2, 3]), data([4, 2])], (x, w) => linear(x, w)),
  sample("einsum", "sizes", [data([2, 3]), data([4, 2])], (x, y) => einsum("ij,jk->ik", x, y)),
  sample("conv2d", "channels", [data([1, 3, 5, 5]), data([2, 4, 3, 3])], (x, w) => x.conv2d(w)),
  sample("conv2d", "kernel", [data([1, 2, 2, 2]), data([2, 2, 3, 3])], (x, w) => x.conv2d(w)),
  sample("conv2d", "stride", [data([1, 2, 5, 5]), data([2, 2, 3, 3])], (x, w) => x.conv2d(w, null, { stride: 0 })),
  sample("conv2d", "groups", [data([1, 4, 5, 5]), data([3, 2, 3, 3])], (x, w) => x.conv2d(w, null, { groups: 2 })),
  sample("convTranspose2d", "output-padding", [data([1, 2, 3, 3]), data([2, 2, 3, 3])], (x, w) =>
    x.convTranspose2d(w, null, { outputPadding: 1 }),
  ),
  sample("maxPool2d", "kernel", [data([1, 2, 2, 2])], (x) => x.maxPool2d(3)),
  sample("maxPool2d", "dtype", [ints([1, 2, 4, 4])], (x) => x.maxPool2d(2)),
  sample("avgPool2d", "padding", [data([1, 2, 4, 4])], (x) => x.avgPool2d(2, { padding: 2 })),
  sample("sum", "dim", [data([2, 3])], (x) => x.sum(2)),
  sample("amax", "nothing", [data([0, 3])], (x) => x.amax(0)),
  sample("argmax", "nothing", [data([0])], (x) => x.argmax()),
  sample("softmax", "dim", [data([2, 3])], (x) => x.softmax(-3)),
  sample("cumsum", "dim", [data([2, 3])], (x) => x.cumsum(2)),
  sample("sort", "dim", [data([2, 3])], (x) => x.sort(5)),
  sample("topk", "too-many", [data([2, 3])], (x) => x.topk(4)),
  sample("gather", "out-of-range", [data([2, 3]), indices([1, 3], [0, 1, 2])], (x, i) => x.gather(0, i)),
  sample("gather", "dtype", [data([2, 3]), data([1, 3], { dtype: "float32" })], (x, i) => x.gather(0, i)),
  sample("gather", "ranks", [data([2, 3]), indices([3], [0, 1, 0])], (x, i) => x.gather(0, i)),
  sample("scatter", "out-of-range", [data([2, 3]), indices([1, 3], [0, 1, 2]), data([1, 3])], (x, i, s) =>
    x.scatter(0, i, s),
  ),
  sample("scatterAdd", "out-of-range", [data([2, 3]), indices([1, 3], [0, -1, 1]), data([1, 3])], (x, i, s) =>
    x.scatterAdd(0, i, s),
  ),
  sample("scatterAdd_", "out-of-range", [data([2, 3]), indices([1, 3], [0, 1, 2]), data([1, 3])], (x, i, s) =>
    x.scatterAdd_(0, i, s),
  ),
  sample("indexSelect", "out-of-range", [data([2, 3]), indices([2], [0, 5])], (x, i) => x.indexSelect(0, i)),
  sample("take", "out-of-range", [data([2, 3]), indices([2], [0, 6])], (x, i) => x.take(i)),
  sample("embedding", "out-of-range", [indices([2], [0, 4]), data([4, 2])], (i, w) => embedding(i, w)),
  sample("at", "out-of-range", [data([2, 3])], (x) => x.at(2)),
  sample("cat", "shapes", [data([2, 3]), data([2, 4])], (x, y) => cat([x, y])),
  sample("view", "size", [data([2, 3])], (x) => x.view(4)),
  sample("expand", "size", [data([2, 3])], (x) => x.expand(4, 3)),
  sample("narrow", "length", [data([2, 3])], (x) => x.narrow(1, 2, 2)),
  sample("pad", "reflect", [data([1, 2, 3])], (x) => x.pad([3, 0], { mode: "reflect" })),
  sample("maskedFill", "mask", [data([2, 3]), data([2, 3], { dtype: "float32" })], (x: Tensor, m) =>
    x.maskedFill(m, 1),
  ),
];

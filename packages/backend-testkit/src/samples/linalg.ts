import { einsum, eye, linear, type Tensor } from "@lumbre/tensor";
import { linearRelu } from "@lumbre/tensor/engine";
import { data, type InputSpec, type Sample, type SampleOptions, sample } from "./sample.js";

const square = [data([128, 128]), data([128, 128])];
const sums = { scale: "tensor" } as const;
const reads = { readsValues: true } as const;
/** Matrices that are far from singular. */
const steep = (x: Tensor): Tensor => x.add(eye(3, { dtype: x.dtype, device: x.device }).mul(4));

function product(id: string, left: readonly number[], right: readonly number[]): Sample {
  return sample("matmul", id, [data(left), data(right)], (x, y) => x.matmul(y), { ...sums, timed: square });
}

function contraction(id: string, equation: string, shapes: readonly (readonly number[])[]): Sample {
  const inputs = shapes.map((shape) => data(shape));
  return sample("einsum", id, inputs, (...operands) => einsum(equation, ...operands), { ...sums });
}

type Product = "mm" | "mv" | "dot" | "outer" | "bmm" | "kron";

function plain(op: Product, inputs: readonly [InputSpec, InputSpec], options: SampleOptions = {}): Sample {
  return sample(op, "default", inputs, (x: Tensor, y: Tensor) => x[op](y), { ...sums, ...options });
}

export const linalgSamples: readonly Sample[] = [
  product("matrices", [3, 5], [5, 4]),
  product("batches", [2, 3, 4], [2, 4, 5]),
  product("broadcast-batches", [2, 1, 3, 4], [3, 4, 2]),
  product("matrix-vector", [3, 4], [4]),
  product("vector-matrix", [4], [4, 3]),
  product("vectors", [5], [5]),
  product("nothing-between", [3, 0], [0, 4]),
  product("beyond-a-tile", [17, 19], [19, 21]),
  plain("mm", [data([3, 5]), data([5, 4])], { timed: square }),
  plain("bmm", [data([2, 3, 4]), data([2, 4, 5])], { timed: [data([8, 64, 64]), data([8, 64, 64])] }),
  plain("mv", [data([3, 4]), data([4])]),
  plain("dot", [data([7]), data([7])]),
  plain("outer", [data([3]), data([4])]),
  plain("kron", [data([2, 3]), data([3, 2])]),
  sample(
    "addmm",
    "options",
    [data([4]), data([3, 5]), data([5, 4])],
    (x, a, b) => x.addmm(a, b, { beta: 0.5, alpha: 2 }),
    sums,
  ),
  sample(
    "baddbmm",
    "options",
    [data([2, 3, 5]), data([2, 3, 4]), data([2, 4, 5])],
    (x, a, b) => x.baddbmm(a, b, { beta: 0.5, alpha: 2 }),
    sums,
  ),
  contraction("matrix-product", "ij,jk->ik", [
    [3, 4],
    [4, 2],
  ]),
  contraction("batches", "bij,bjk->bik", [
    [2, 3, 4],
    [2, 4, 2],
  ]),
  contraction("outer-sum", "i,j->", [[3], [4]]),
  contraction("diagonal", "ii->i", [[4, 4]]),
  contraction("three", "ij,jk,kl->il", [
    [2, 3],
    [3, 4],
    [4, 2],
  ]),
  sample("linear", "bias", [data([5, 4]), data([3, 4]), data([3])], (x, w, b) => linear(x, w, b), {
    ...sums,
    timed: [data([64, 256]), data([128, 256]), data([128])],
  }),
  sample("linear", "no-bias", [data([2, 3, 4]), data([5, 4])], (x, w) => linear(x, w), sums),
  sample("linear", "vector", [data([4]), data([5, 4]), data([5])], (x, w, b) => linear(x, w, b), sums),
  sample("linearRelu", "bias", [data([5, 4]), data([3, 4]), data([3])], (x, w, b) => linearRelu(x, w, b), {
    ...sums,
    isSmooth: false,
    timed: [data([64, 256]), data([128, 256]), data([128])],
  }),
  sample("diagonal", "default", [data([3, 4])], (x) => x.diagonal()),
  sample("diagonal", "options", [data([2, 3, 4])], (x) => x.diagonal({ offset: 1, dim1: 2, dim2: 0 })),
  sample("diagEmbed", "default", [data([2, 3])], (x) => x.diagEmbed()),
  sample("diagEmbed", "options", [data([2, 3])], (x) => x.diagEmbed({ offset: -1, dim1: 0, dim2: 2 })),
  sample("diag", "vector", [data([3])], (x) => x.diag(1)),
  sample("diag", "matrix", [data([3, 4])], (x) => x.diag(-1)),
  sample("fillDiagonal_", "matrix", [data([3, 4])], (x) => x.fillDiagonal_(2)),
  sample("fillDiagonal_", "wrapped", [data([7, 2])], (x) => x.fillDiagonal_(2, { wrap: true })),
  sample("adjoint", "default", [data([2, 3, 4])], (x) => x.adjoint()),
  sample("det", "batch", [data([2, 3, 3])], (x) => x.det(), { ...sums, ...reads }),
  sample("inverse", "batch", [data([2, 3, 3])], (x) => steep(x).inverse(), { ...sums, ...reads }),
  sample("slogdet", "batch", [data([2, 3, 3])], (x) => [...steep(x).slogdet()], { ...sums, ...reads }),
  sample("logdet", "matrix", [data([3, 3])], (x) => steep(x).logdet(), { ...sums, ...reads }),
  sample("trace", "default", [data([3, 4])], (x) => x.trace(), sums),
  sample("tril", "default", [data([2, 3, 4])], (x) => x.tril(), { timed: [data([256, 256])] }),
  sample("tril", "below", [data([4, 4])], (x) => x.tril(-1)),
  sample("triu", "default", [data([2, 3, 4])], (x) => x.triu(), { timed: [data([256, 256])] }),
  sample("triu", "above", [data([4, 4])], (x) => x.triu(1)),
];

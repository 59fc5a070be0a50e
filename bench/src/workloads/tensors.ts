import {
  arange,
  bincount,
  eye,
  linspace,
  multinomial,
  nn,
  ones,
  rand,
  randint,
  randn,
  randperm,
  scope,
  type Tensor,
  tensor,
  tril,
} from "lumbre";
import type { Workload } from "./workload.js";

/** Elements of a large tensor, and of one whose time is mostly what surrounds the work. */
const sizes = [1_000_000, 1000];

/** Makes the operands for about `n` elements, and gives what is timed. */
type Prepare = (n: number) => () => unknown;

const rowsOf = (n: number): number => Math.floor(Math.sqrt(n));
const square = (n: number): Tensor => randn(rowsOf(n), rowsOf(n));

const fills: Record<string, Prepare> = {
  arange: (n) => () => arange(n),
  linspace: (n) => () => linspace(0, 1, n),
  ones: (n) => () => ones(n),
  eye: (n) => () => eye(rowsOf(n)),
  tril: (n) => {
    const x = square(n);
    return () => tril(x);
  },
  oneHot: (n) => {
    const x = randint(0, 10, [n / 10]);
    return () => nn.functional.oneHot(x, 10);
  },
  toArray: (n) => {
    const x = square(n);
    return () => x.toArray();
  },
  tensor: (n) => {
    const data = square(n).toArray() as number[][];
    return () => tensor(data);
  },
};

const random: Record<string, Prepare> = {
  rand: (n) => () => rand(n),
  randn: (n) => () => randn(n),
  randint: (n) => () => randint(0, 100, [n]),
  randperm: (n) => () => randperm(n),
  multinomial: (n) => {
    const weights = rand(n);
    return () => multinomial(weights, n / 10);
  },
  multinomialAgain: (n) => {
    const weights = rand(n);
    return () => multinomial(weights, n / 10, true);
  },
};

const selection: Record<string, Prepare> = {
  topk: (n) => {
    const x = randn(n);
    return () => x.topk(10);
  },
  topkRows: (n) => {
    const x = square(n);
    return () => x.topk(5);
  },
  kthvalue: (n) => {
    const x = randn(n);
    return () => x.kthvalue(n / 4);
  },
  median: (n) => {
    const x = randn(n);
    return () => x.median();
  },
  medianRows: (n) => {
    const x = square(n);
    return () => x.median(1);
  },
  sort: (n) => {
    const x = randn(n);
    return () => x.sort();
  },
  sortRows: (n) => {
    const x = square(n);
    return () => x.sort();
  },
  sortColumns: (n) => {
    const x = square(n);
    return () => x.sort(0);
  },
  sortIntegers: (n) => {
    const x = randint(0, 1000, [n]);
    return () => x.sort();
  },
};

const indexing: Record<string, Prepare> = {
  maskedSelect: (n) => {
    const x = randn(n);
    const mask = x.gt(0);
    return () => x.maskedSelect(mask);
  },
  atMask: (n) => {
    const x = square(n);
    const mask = x.gt(0);
    return () => x.at(mask);
  },
  putMask: (n) => {
    const x = square(n);
    const mask = x.gt(0);
    return () => x.indexPut_([mask], 1);
  },
  nonzero: (n) => {
    const x = square(n).relu();
    return () => x.nonzero();
  },
  embedding: (n) => {
    const table = randn(10_000, 100);
    const x = randint(0, 10_000, [n / 100]);
    return () => nn.functional.embedding(x, table);
  },
  gather: (n) => {
    const x = square(n);
    const index = randint(0, rowsOf(n), [rowsOf(n), rowsOf(n)]);
    return () => x.gather(1, index);
  },
  gatherRows: (n) => {
    const x = square(n);
    const index = randint(0, rowsOf(n), [rowsOf(n), rowsOf(n)]);
    return () => x.gather(0, index);
  },
  indexSelect: (n) => {
    const x = square(n);
    const index = randperm(rowsOf(n));
    return () => x.indexSelect(1, index);
  },
  bincount: (n) => {
    const x = randint(0, 100, [n]);
    return () => bincount(x);
  },
};

function workloadsOf([name, prepare]: readonly [string, Prepare]): Workload[] {
  return sizes.map((n) => ({
    name: `${name}/${n}`,
    title: `${name}, ${n} elements`,
    prepare: () => {
      const run = prepare(n);
      return () => scope(() => void run());
    },
  }));
}

/** Fills, random numbers, selection and indexing, each alone, for large and for small tensors. */
export const tensorWorkloads: readonly Workload[] = [fills, random, selection, indexing].flatMap((group) =>
  Object.entries(group).flatMap(workloadsOf),
);

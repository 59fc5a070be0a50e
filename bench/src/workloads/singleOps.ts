import { cat, nn, noGrad, rand, randint, randn, scope, type Tensor, where } from "lumbre";
import type { Workload } from "./workload.js";

const F = nn.functional;

/** What an op takes its operands from. x and y are normal, p is in (0, 1); the others are x and y as another dtype. */
interface Operands {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly p: Tensor;
  readonly mask: Tensor;
  readonly other: Tensor;
  readonly ints: Tensor;
  readonly moreInts: Tensor;
  readonly bytes: Tensor;
  readonly x64: Tensor;
  readonly y64: Tensor;
  readonly p64: Tensor;
  readonly rows: Tensor;
  readonly labels: Tensor;
  readonly slope: Tensor;
}

type Op = (operands: Operands) => Tensor;

const unary: Record<string, Op> = {
  neg: ({ x }) => x.neg(),
  abs: ({ x }) => x.abs(),
  sign: ({ x }) => x.sign(),
  exp: ({ x }) => x.exp(),
  expm1: ({ x }) => x.expm1(),
  log: ({ p }) => p.log(),
  log1p: ({ p }) => p.log1p(),
  log2: ({ p }) => p.log2(),
  log10: ({ p }) => p.log10(),
  sqrt: ({ p }) => p.sqrt(),
  rsqrt: ({ p }) => p.rsqrt(),
  reciprocal: ({ p }) => p.reciprocal(),
  sin: ({ x }) => x.sin(),
  cos: ({ x }) => x.cos(),
  tan: ({ x }) => x.tan(),
  asin: ({ p }) => p.asin(),
  acos: ({ p }) => p.acos(),
  atan: ({ x }) => x.atan(),
  sinh: ({ x }) => x.sinh(),
  cosh: ({ x }) => x.cosh(),
  tanh: ({ x }) => x.tanh(),
  sigmoid: ({ x }) => x.sigmoid(),
  erf: ({ x }) => x.erf(),
  round: ({ x }) => x.round(),
  isnan: ({ x }) => x.isnan(),
  isinf: ({ x }) => x.isinf(),
  isfinite: ({ x }) => x.isfinite(),
  clamp: ({ x }) => x.clamp(-1, 1),
};

const binary: Record<string, Op> = {
  add: ({ x, y }) => x.add(y),
  mul: ({ x, y }) => x.mul(y),
  div: ({ x, y }) => x.div(y),
  maximum: ({ x, y }) => x.maximum(y),
  lt: ({ x, y }) => x.lt(y),
  where: ({ mask, x, y }) => where(mask, x, y),
  logicalAnd: ({ mask, other }) => mask.logicalAnd(other),
  pow: ({ p, y }) => p.pow(y),
  "pow(2.5)": ({ p }) => p.pow(2.5),
  fmod: ({ x, y }) => x.fmod(y),
  "fmod(0.7)": ({ x }) => x.fmod(0.7),
  remainder: ({ x, y }) => x.remainder(y),
  floorDivide: ({ x, y }) => x.floorDivide(y),
  atan2: ({ x, y }) => x.atan2(y),
};

const activations: Record<string, Op> = {
  relu: ({ x }) => F.relu(x),
  relu6: ({ x }) => F.relu6(x),
  hardtanh: ({ x }) => F.hardtanh(x),
  hardswish: ({ x }) => F.hardswish(x),
  hardsigmoid: ({ x }) => F.hardsigmoid(x),
  elu: ({ x }) => F.elu(x),
  celu: ({ x }) => F.celu(x, 1.5),
  selu: ({ x }) => F.selu(x),
  gelu: ({ x }) => F.gelu(x),
  "gelu(tanh)": ({ x }) => F.gelu(x, { approximate: "tanh" }),
  leakyRelu: ({ x }) => F.leakyRelu(x),
  prelu: ({ x, slope }) => F.prelu(x, slope),
  silu: ({ x }) => F.silu(x),
  mish: ({ x }) => F.mish(x),
  softplus: ({ x }) => F.softplus(x),
  logsigmoid: ({ x }) => F.logsigmoid(x),
  softsign: ({ x }) => F.softsign(x),
  tanhshrink: ({ x }) => F.tanhshrink(x),
  hardshrink: ({ x }) => F.hardshrink(x),
  softshrink: ({ x }) => F.softshrink(x),
  threshold: ({ x }) => F.threshold(x, 0.1, 0),
};

const reductions: Record<string, Op> = {
  sum: ({ x }) => x.sum(),
  max: ({ x }) => x.max(),
  prod: ({ p }) => p.prod(),
  prodOfRows: ({ rows }) => rows.prod(1),
  prodOfColumns: ({ rows }) => rows.prod(0),
  all: ({ mask }) => mask.all(),
  any: ({ mask }) => mask.any(),
  softmax: ({ rows }) => rows.softmax(1),
  logSoftmax: ({ rows }) => rows.logSoftmax(1),
  crossEntropy: ({ rows, labels }) => F.crossEntropy(rows, labels),
};

const otherDTypes: Record<string, Op> = {
  "int32 add": ({ ints, moreInts }) => ints.add(moreInts),
  "int32 add(3)": ({ ints }) => ints.add(3),
  "int32 mul": ({ ints, moreInts }) => ints.mul(moreInts),
  "int32 maximum": ({ ints, moreInts }) => ints.maximum(moreInts),
  "int32 lt": ({ ints, moreInts }) => ints.lt(moreInts),
  "int32 eq(3)": ({ ints }) => ints.eq(3),
  "int32 where": ({ mask, ints, moreInts }) => where(mask, ints, moreInts),
  "int32 neg": ({ ints }) => ints.neg(),
  "int32 sum": ({ ints }) => ints.sum(),
  "int32 max": ({ ints }) => ints.max(),
  "float64 add": ({ x64, y64 }) => x64.add(y64),
  "float64 mul(3)": ({ x64 }) => x64.mul(3),
  "float64 div": ({ x64, y64 }) => x64.div(y64),
  "float64 lt": ({ x64, y64 }) => x64.lt(y64),
  "float64 where": ({ mask, x64, y64 }) => where(mask, x64, y64),
  "float64 sqrt": ({ p64 }) => p64.sqrt(),
  "float64 neg": ({ x64 }) => x64.neg(),
  "float64 exp": ({ x64 }) => x64.exp(),
  "float64 sum": ({ x64 }) => x64.sum(),
  "float64 max": ({ x64 }) => x64.max(),
  "uint8 eq(3)": ({ bytes }) => bytes.eq(3),
  "float32 to float64": ({ x }) => x.to("float64"),
  "float64 to float32": ({ x64 }) => x64.to("float32"),
  "int32 to float32": ({ ints }) => ints.to("float32"),
  "int32 to float64": ({ ints }) => ints.to("float64"),
  "uint8 to float32": ({ bytes }) => bytes.to("float32"),
  "float32 to bool": ({ x }) => x.to("bool"),
};

/** Those whose gradient is timed as well. */
const backward = ["logSoftmax", "crossEntropy", ...Object.keys(activations)];
const ops: Record<string, Op> = { ...unary, ...binary, ...activations, ...reductions, ...otherDTypes };

/** Calls in a run on few elements, so that a run takes longer than the clock's grain. */
const smallCalls = 20;

function operandsOf(n: number): Operands {
  const x = randn(n);
  const y = randn(n);
  const p = rand(n).mul(0.9).add(0.05);
  const half = n / 2;
  return {
    x,
    y,
    p,
    mask: x.gt(0),
    other: cat([x.narrow(0, half, half), x.narrow(0, 0, half)]).gt(0),
    ints: randint(-100, 100, [n]),
    moreInts: randint(-100, 100, [n]),
    bytes: randint(0, 100, [n]).to("uint8"),
    x64: x.to("float64"),
    y64: y.to("float64"),
    p64: p.to("float64"),
    rows: randn(n / 1000, 1000),
    labels: randint(0, 1000, [n / 1000]),
    slope: randn(1),
  };
}

function forward(name: string, n: number, calls: number): Workload {
  const op = ops[name];
  return {
    name: calls === 1 ? `op:${name}` : `op:${name}:small`,
    title: calls === 1 ? name : `${name}, ${n} elements, ${calls} calls`,
    isOnRequest: true,
    prepare: () => {
      const operands = operandsOf(n);
      return () => {
        for (let i = 0; i < calls; i++) scope(() => noGrad(() => void op(operands)));
      };
    },
  };
}

function withGradient(name: string, n: number): Workload {
  const op = ops[name];
  return {
    name: `op:${name}:backward`,
    title: `${name}, forward and backward`,
    isOnRequest: true,
    prepare: () => {
      const { slope, x, rows, ...operands } = operandsOf(n);
      const all = { ...operands, slope, x: x.requiresGrad_(), rows: rows.requiresGrad_() };
      const g = scope(() => op(all).detach().clone());
      return () =>
        scope(() => {
          x.grad = null;
          rows.grad = null;
          op(all).backward(g);
        });
    },
  };
}

/** Every elementwise function and reduction alone, on a million elements and on ten thousand. Timed only when asked for. */
export const singleOpWorkloads: readonly Workload[] = [
  ...Object.keys(ops).map((name) => forward(name, 1e6, 1)),
  ...backward.map((name) => withGradient(name, 1e6)),
  ...Object.keys(ops).map((name) => forward(name, 1e4, smallCalls)),
];

import { grad } from "@lumbre/autograd";
import { cpu, scope, type Tensor, tensor, where } from "@lumbre/tensor";
import {
  expectClose,
  expectKernelAgrees,
  expectTensor,
  randomTensor,
  sampled,
  sampledRuns,
  stridedTensors,
  viewOf,
} from "@lumbre/testing";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createWasm } from "../index.js";

// Debug mode: canaries around buffers, and NaN in what nobody has written.
const wasm = createWasm({ debug: true });
const tolerance = { rtol: 2e-5, atol: 2e-5 };
const seed = fc.integer({ min: 0, max: 2 ** 30 });
const float32 = (shape: readonly number[], from: number): Tensor =>
  randomTensor([...shape], from, { dtype: "float32" });

/** Computes on the CPU and on this backend; the results must agree. */
function agree(fn: (...inputs: Tensor[]) => Tensor, inputs: Tensor[]): void {
  scope(() => {
    const result = fn(...inputs.map((input) => input.to(wasm)));
    expect(result.device).toBe(wasm);
    expectTensor(result, fn(...inputs), tolerance);
  });
}

type Binary = (a: Tensor, b: Tensor) => Tensor;
const binary: Record<string, Binary> = {
  add: (a, b) => a.add(b),
  sub: (a, b) => a.sub(b),
  mul: (a, b) => a.mul(b),
  div: (a, b) => a.div(b.abs().add(0.5)),
  maximum: (a, b) => a.maximum(b),
  minimum: (a, b) => a.minimum(b),
  lt: (a, b) => a.lt(b),
  le: (a, b) => a.le(b),
  gt: (a, b) => a.gt(b),
  ge: (a, b) => a.ge(b),
  eq: (a, b) => a.round().eq(b.round()),
  ne: (a, b) => a.round().ne(b.round()),
  pow: (a, b) => a.abs().pow(b),
  where: (a, b) => where(a.gt(b), a, b),
  "where of a mask": (a, b) => where(a.gt(0), b, a),
  "where of numbers": (a, b) => b.where(a.gt(b), 1.5),
  logicalAnd: (a, b) => a.gt(0).logicalAnd(b.gt(0)),
  logicalOr: (a, b) => a.gt(0).logicalOr(b.gt(0)),
  logicalXor: (a, b) => a.gt(0).logicalXor(b.gt(0)),
};
const scalar: Record<string, (x: Tensor) => Tensor> = {
  add: (x) => x.add(0.3),
  sub: (x) => x.sub(0.3),
  rsub: (x) => x.rsub(0.3),
  mul: (x) => x.mul(0.3),
  div: (x) => x.div(0.3),
  reciprocal: (x) => x.add(3).reciprocal().mul(0.3),
  maximum: (x) => x.maximum(tensor(0.3, { device: x.device })),
  lt: (x) => x.lt(0.3),
  le: (x) => x.le(0.3),
  gt: (x) => x.gt(0.3),
  ge: (x) => x.ge(0.3),
  eq: (x) => x.round().eq(1),
  ne: (x) => x.round().ne(1),
};
const unary: Record<string, (x: Tensor) => Tensor> = {
  neg: (x) => x.neg(),
  abs: (x) => x.abs(),
  sqrt: (x) => x.abs().sqrt(),
  square: (x) => x.square(),
  reciprocal: (x) => x.abs().add(1).reciprocal(),
  relu: (x) => x.relu(),
  rsqrt: (x) => x.abs().add(1).rsqrt(),
  floor: (x) => x.mul(3).floor(),
  ceil: (x) => x.mul(3).ceil(),
  round: (x) => x.mul(3).round(),
  trunc: (x) => x.mul(3).trunc(),
  sign: (x) => x.round().sign(),
  logicalNot: (x) => x.gt(0).logicalNot(),
  isnan: (x) => x.log().isnan(),
  isinf: (x) => x.round().reciprocal().isinf(),
  isfinite: (x) => x.round().reciprocal().isfinite(),
  clamp: (x) => x.clamp(-0.5, 1),
  clampMin: (x) => x.clampMin(0.1),
  "clamp with the bounds in the wrong order": (x) => x.clamp(1, -0.5),
  hardtanh: (x) => x.hardtanh(-1, 0.5),
};

/** Two shapes that broadcast to one; any dimension may be stretched on either side, or empty. */
const pair = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom("both", "left", "right")), { maxLength: 6 })
  .map((dims) => dims.map(([length, side]) => [Math.max(length, 1), side] as const))
  .map((dims) => ({
    left: dims.map(([length, side]) => (side === "right" ? 1 : length)),
    right: dims.map(([length, side]) => (side === "left" ? 1 : length)),
  }));

test.each(Object.keys(binary))("%s over shapes that broadcast", (name) => {
  fc.assert(
    fc.property(pair, seed, ({ left, right }, from) => {
      agree(binary[name], [float32(left, from), float32(right, from + 1)]);
    }),
    { numRuns: sampledRuns(60) },
  );
});

test.each(Object.keys(binary))("%s over dimensions in any order, with gaps and stretched", (name) => {
  fc.assert(
    fc.property(stridedTensors({ minRank: 1 }), seed, (view, from) => {
      const x = view.to("float32");
      const y = float32([...x.shape].reverse(), from);
      const strided = x.to(wasm);
      const turn = (t: Tensor): Tensor => t.permute(t.shape.map((_, d) => t.ndim - 1 - d));
      scope(() => {
        expectTensor(binary[name](strided, turn(y.to(wasm))), binary[name](x, turn(y)), tolerance);
        expectTensor(binary[name](turn(y.to(wasm)), strided), binary[name](turn(y), x), tolerance);
      });
    }),
    { numRuns: sampledRuns(40) },
  );
});

test.each([
  [
    [3, 5, 4, 4],
    [1, 5, 1, 1],
  ],
  [[17, 10], [10]],
  [
    [17, 10],
    [17, 1],
  ],
  [
    [2, 0, 3],
    [1, 1, 3],
  ],
  [
    [2, 3, 2, 3, 2, 3],
    [1, 3, 1, 3, 1, 3],
  ],
])("broadcasting of %j and %j, either way round", (a, b) => {
  for (const fn of Object.values(binary)) {
    agree(fn, [float32(a, 1), float32(b, 2)]);
    agree(fn, [float32(b, 1), float32(a, 2)]);
  }
});

test("numbers and functions of one tensor, of all sizes around the vectors, at any offset", () => {
  for (const fn of [...Object.values(scalar), ...Object.values(unary)]) {
    for (const n of sampled([0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 19, 33], 3)) {
      agree(fn, [float32([n], n)]);
      agree((x) => fn(x.narrow(0, 1, n)), [float32([n + 2], n)]);
    }
  }
});

test("numbers and functions of one tensor over strided views", () => {
  fc.assert(
    fc.property(stridedTensors({ minRank: 2 }), (view) => {
      const x = view.to("float32");
      const moved = x.to(wasm);
      const cut = (t: Tensor): Tensor => t.transpose(0, -1).slice(0, { start: 1 });
      for (const fn of [...Object.values(scalar), ...Object.values(unary)]) {
        scope(() => expectTensor(fn(cut(moved)), fn(cut(x)), tolerance));
      }
    }),
    { numRuns: sampledRuns(25) },
  );
});

test("so many elements that the work is shared", () => {
  const x = float32([3, 300, 101], 1);
  for (const fn of [...Object.values(scalar), ...Object.values(unary)]) agree(fn, [x]);
  for (const other of [float32([3, 300, 101], 2), float32([300, 1], 3), float32([101], 4), float32([3, 1, 1], 5)]) {
    for (const fn of Object.values(binary)) agree(fn, [x, other]);
  }
  agree((t) => t.transpose(0, 2).add(1), [x]);
  agree((t) => t.transpose(0, 1).add(t.transpose(0, 1).square()), [x]);
});

test("NaN, infinities and signed zeros", () => {
  const values = [Number.NaN, Infinity, -Infinity, -0, 0, 1, -1, 0.5, -0.5, 1.5, 2.5, 1e-45, 3e38];
  const x = tensor(values);
  const all = x.unsqueeze(1);
  const operators = [...Object.values(unary), ...Object.values(scalar)];
  for (const fn of operators) agree(fn, [x]);
  for (const fn of Object.values(binary)) agree(fn, [all, x]);
  const bits = (t: Tensor): number[] => [...new Int32Array((t.readSync() as Float32Array).slice().buffer)];
  for (const fn of [(t: Tensor) => t.neg(), (t: Tensor) => t.mul(-1), (t: Tensor) => t.floor()])
    expect(bits(fn(x.to(wasm))).slice(1)).toEqual(bits(fn(x)).slice(1));
});

describe("what has a kernel here", () => {
  afterEach(() => vi.restoreAllMocks());

  test("does not ask the reference, whatever its layout", () => {
    const spies = (["binary", "unary", "where", "copy"] as const).map((name) => vi.spyOn(cpu.backend, name));
    const x = float32([6, 7, 5], 1).to(wasm);
    const turned = x.permute([2, 0, 1]);
    expectClose(turned.add(turned).sub(turned).gt(0.5).logicalNot().sum(), tensor(100), { atol: 200 });
    for (const fn of Object.values(unary)) fn(turned);
    where(turned.gt(0), turned, turned.neg().permute([0, 1, 2]));
    turned.slice(0, { step: 2 }).mul(x.select(2, 1).t().slice(1, { step: 1 }).t().unsqueeze(0));
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });
});

test("gradients of clamping, at the bounds and with NaN and infinities", () => {
  const values = [Number.NaN, Infinity, -Infinity, -0, 0, 1, -1, 0.5, -0.5, 0.25, 2];
  for (const n of [1, 7, 8, 11, 29]) {
    const x = tensor(Array.from({ length: n }, (_, i) => values[i % values.length]));
    for (const fn of [
      (t: Tensor) => t.clamp(-0.5, 0.5),
      (t: Tensor) => t.hardtanh(-0.5, 0.5),
      (t: Tensor) => t.clampMax(0.5),
      (t: Tensor) => t.relu6(),
    ]) {
      agree(
        (t) => {
          const leaf = t.detach().requiresGrad_();
          return grad([fn(leaf)], [leaf], { gradOutputs: [t.detach().cos().add(2)] })[0] as Tensor;
        },
        [x],
      );
    }
  }
});

/** The ops of each dtype that has kernels of its own. */
const ofIntegers: Record<string, Binary> = {
  add: (a, b) => a.add(b),
  sub: (a, b) => a.sub(b),
  mul: (a, b) => a.mul(b),
  maximum: (a, b) => a.maximum(b),
  minimum: (a, b) => a.minimum(b),
  lt: (a, b) => a.lt(b),
  le: (a, b) => a.le(b),
  gt: (a, b) => a.gt(b),
  ge: (a, b) => a.ge(b),
  eq: (a, b) => a.eq(b),
  ne: (a, b) => a.ne(b),
  where: (a, b) => where(a.gt(b), a, b),
  "where of numbers": (a, b) => b.where(a.gt(b), 2),
  numbers: (a, b) => a.add(3).mul(2).rsub(1).add(b),
  "comparisons with numbers": (a, b) => a.lt(2).logicalAnd(b.eq(1)),
  neg: (a) => a.neg(),
  abs: (a) => a.abs(),
  sign: (a) => a.sign(),
  square: (a) => a.square(),
  relu: (a) => a.relu(),
};
const ofDoubles: Record<string, Binary> = {
  ...ofIntegers,
  div: (a, b) => a.div(b.abs().add(0.5)),
  "number over": (a) => a.abs().add(1).reciprocal().mul(3),
  sqrt: (a) => a.abs().sqrt(),
  rsqrt: (a) => a.abs().add(1).rsqrt(),
  rounded: (a) => a.mul(3.3).floor().add(a.mul(1.7).ceil()).add(a.mul(0.5).round()).add(a.mul(1.3).trunc()),
};

describe.each(["int32", "float64"] as const)("%s", (dtype) => {
  const numbers = (shape: readonly number[], from: number): Tensor =>
    randomTensor([...shape], from, { dtype: "float64", low: -5, high: 6 })
      .floor()
      .to(dtype);
  const exactly = { rtol: 0, atol: 0 };
  const ops = dtype === "int32" ? ofIntegers : ofDoubles;

  /** Pairs of tensors on the CPU and here, the same for each op, and what is taken of both. */
  let pairs: { onCpu: [Tensor, Tensor]; here: [Tensor, Tensor]; cut: (t: Tensor) => Tensor }[] = [];

  beforeAll(() => {
    const pair = (left: number[], right: number[], from: number, cut = (t: Tensor): Tensor => t): void => {
      const onCpu: [Tensor, Tensor] = [numbers(left, from), numbers(right, from + 1)];
      pairs.push({ onCpu, here: [onCpu[0].to(wasm), onCpu[1].to(wasm)], cut });
    };
    for (const n of sampled([0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 19, 33], 3)) {
      pair([n + 1, 3], [n + 1, 3], n);
      pair([n + 1, 3], [n + 1, 3], n, (t) => t.narrow(0, 1, n).t());
      pair([n], [1], n);
      pair([3, n], [3, 1], n);
      pair([1, n], [3, 1], n);
    }
    pair([300, 301], [300, 301], 1);
    pair([300, 301], [301], 1);
  });

  afterAll(() => {
    pairs = [];
  });

  test.each(Object.keys(ops))("%s of all sizes around the vectors, of views, and shared between threads", (name) => {
    const fn = ops[name];
    for (const { onCpu, here, cut } of pairs) {
      scope(() => expectTensor(fn(cut(here[0]), cut(here[1])), fn(cut(onCpu[0]), cut(onCpu[1])), exactly));
    }
  });

  test("does not ask the reference", () => {
    const spies = (["binary", "unary", "where", "copy"] as const).map((name) => vi.spyOn(cpu.backend, name));
    const a = numbers([6, 7], 1).to(wasm);
    const b = numbers([6, 7], 2).to(wasm);
    for (const fn of Object.values(ops)) fn(a, b);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});

test("integers wrap, and doubles have NaN, infinities and signed zeros", () => {
  const ints = tensor([2147483647, -2147483648, 65536, -1, 0], { dtype: "int32" });
  const doubles = tensor([Number.NaN, Infinity, -Infinity, -0, 0, 1, -1.5, 5e-324, 1e308], { dtype: "float64" });
  for (const fn of Object.values(ofIntegers)) agree(fn, [ints.unsqueeze(1), ints]);
  for (const fn of Object.values(ofDoubles)) agree(fn, [doubles.unsqueeze(1), doubles]);
});

test("comparisons of bytes, of all sizes", () => {
  for (const n of [0, 1, 15, 16, 17, 40]) {
    const x = randomTensor([n], n, { dtype: "float64", low: 0, high: 255 }).floor().to("uint8");
    const y = randomTensor([n], n + 1, { dtype: "float64", low: 0, high: 255 })
      .floor()
      .to("uint8");
    for (const name of ["lt", "le", "gt", "ge", "eq", "ne"]) {
      agree(ofIntegers[name], [x, y]);
      agree((a) => ofIntegers[name](a, a), [x]);
      agree((a) => a.lt(200).logicalXor(a.eq(3)), [x]);
      agree((a) => ofIntegers[name](a.gt(100), a.lt(200)), [x]);
    }
  }
});

test("other dtypes, and ops without a kernel here, give the reference's results", () => {
  const ints = tensor([3, -1, 2], { dtype: "int32" });
  agree((x) => x.gt(0).logicalAnd(x), [ints]);
  agree((x) => x.remainder(2), [ints]);
  agree((x) => x.add(1).mul(x), [ints.to("uint8")]);
  agree((x) => x.exp().tanh(), [tensor([0.5, 2], { dtype: "float64" })]);
  agree((x) => x.where(x.gt(0), 2), [tensor([0.5, -2], { dtype: "float64" })]);
});

test("ReLU's gradient, of a gradient and a result in any layout", () => {
  const views = stridedTensors({ minRank: 2, maxRank: 2 }).chain((a) =>
    stridedTensors({ minRank: 2, maxRank: 2, minSize: 1, maxSize: 1 }).map((b) => [a, b.expand(a.shape)] as const),
  );
  fc.assert(
    fc.property(views, fc.boolean(), ([a, b], isSwapped) => {
      const [g, y] = (isSwapped ? [b, a] : [a, b]).map((x) => viewOf(x, "float32"));
      expectKernelAgrees(wasm.backend, "reluInputGrad", [g, y], [0]);
    }),
    { numRuns: sampledRuns(60) },
  );
  const x = float32([5, 7], 1);
  for (const [g, y] of [
    [x.t(), x.mul(2).t()],
    [x.t(), x.mul(2).view(7, 5)],
    [x.view(7, 5), x.mul(2).t()],
  ]) {
    expectKernelAgrees(wasm.backend, "reluInputGrad", [viewOf(g, "float32"), viewOf(y, "float32")], [0]);
  }
});

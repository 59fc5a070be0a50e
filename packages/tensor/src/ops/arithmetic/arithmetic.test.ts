import { DTypeError, ShapeError, type Tensor, tensor, ValueError, zeros } from "@lumbre/tensor";
import "@lumbre/autograd";
import { expectClose, randomTensor } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const ints = (...values: number[]): Tensor => tensor(values, { dtype: "int32" });
const bools = (...values: boolean[]): Tensor => tensor(values);

test("rsub takes alpha times the tensor off", () => {
  expect(tensor([1, 2]).rsub(10, { alpha: 3 }).toArray()).toEqual([7, 4]);
  expect(ints(1, 2).rsub(ints(5, 5), { alpha: 2 }).toArray()).toEqual([3, 1]);
});

describe("numbers are rounded to the tensor's dtype first, as in PyTorch", () => {
  const tenth = tensor([0.1]);

  test("so that a float32 tensor of 0.1 equals 0.1", () => {
    expect(tenth.eq(0.1).toArray()).toEqual([true]);
    expect(tenth.le(0.1).toArray()).toEqual([true]);
    expect(tenth.gt(0.1).toArray()).toEqual([false]);
    expect(tenth.to("float64").eq(0.1).toArray()).toEqual([false]);
  });

  test("and lies within the bound 0.1, where clamp lets the gradient through", () => {
    const x = tensor([0.1], { requiresGrad: true });
    x.clamp({ max: 0.1 }).sum().backward();
    expect(x.grad?.toArray()).toEqual([1]);
  });
});

test("clamp to a bound that is no number gives none, as in PyTorch", () => {
  // torch.tensor([1., 2, nan]).clamp(torch.tensor([nan, 0, 0]), torch.tensor([5, nan, 1]))
  expect(
    tensor([1, 2, NaN])
      .clamp(tensor([NaN, 0, 0]), tensor([5, NaN, 1]))
      .toArray(),
  ).toEqual([NaN, NaN, NaN]);
  expect(
    tensor([5, 2])
      .clamp({ min: tensor([NaN, 3]) })
      .toArray(),
  ).toEqual([NaN, 3]);
  expect(tensor([1, 2]).clamp(NaN, 1).toArray()).toEqual([NaN, NaN]);
  expect(tensor([1, 2]).clamp({ max: NaN }).toArray()).toEqual([NaN, NaN]);
  expect(tensor([1, NaN]).clampMin(2).toArray()).toEqual([2, NaN]);
});

describe("integers", () => {
  test("wrap at 32 and 8 bits", () => {
    expect(ints(2147483647).mul(ints(2147483647)).toArray()).toEqual([1]);
    expect(ints(100000).mul(100000).toArray()).toEqual([1410065408]);
    expect(ints(2147483647).add(1).toArray()).toEqual([-2147483648]);
    expect(tensor([1], { dtype: "uint8" }).sub(2).toArray()).toEqual([255]);
  });

  test("of 1 and -1 to powers that are no numbers", () => {
    // torch.tensor([1., 1, 1, -1, -1, -1]).pow(torch.tensor([inf, -inf, nan, inf, -inf, nan]))
    const powers = tensor([Infinity, -Infinity, NaN, Infinity, -Infinity, NaN]);
    expect(tensor([1, 1, 1, -1, -1, -1]).pow(powers).toArray()).toEqual([1, 1, 1, 1, 1, NaN]);
  });

  // x = torch.tensor([0., 0, 0, 2, -2, 0, 2]); e = torch.tensor([0., 1, 2, 0, 0, -1, 3]); (x ** e).sum().backward()
  test("have PyTorch's gradients at 0, and to the power of 0", () => {
    const x = tensor([0, 0, 0, 2, -2, 0, 2], { dtype: "float64", requiresGrad: true });
    const e = tensor([0, 1, 2, 0, 0, -1, 3], { dtype: "float64", requiresGrad: true });
    x.pow(e).sum().backward();
    expectClose(x.grad as Tensor, [0, 1, 0, 0, 0, -Infinity, 12]);
    expectClose(e.grad as Tensor, [0, 0, 0, Math.log(2), NaN, -Infinity, 8 * Math.log(2)]);
    const byNumber = (n: number): Tensor => {
      x.grad = null;
      x.pow(n).sum().backward();
      return x.grad as unknown as Tensor;
    };
    expectClose(byNumber(0), [0, 0, 0, 0, 0, 0, 0]);
    expectClose(byNumber(1), [1, 1, 1, 1, 1, 1, 1]);
    expectClose(byNumber(2), [0, 0, 0, 4, -4, 0, 4]);
    const ofNumber = (base: number): Tensor => {
      e.grad = null;
      e.rpow(base).sum().backward();
      return e.grad as unknown as Tensor;
    };
    expectClose(ofNumber(0), [0, 0, 0, 0, 0, -Infinity, 0]);
    expectClose(ofNumber(1), [0, 0, 0, 0, 0, 0, 0]);
    expectClose(
      ofNumber(2),
      [1, 2, 4, 1, 1, 0.5, 8].map((power) => power * Math.log(2)),
    );
  });

  test("to negative powers in a tensor round towards 0", () => {
    expect(
      ints(1, 2, -1, 0)
        .pow(ints(-1, -1, -1, -1))
        .toArray(),
    ).toEqual([1, 0, -1, 0]);
    // torch.tensor([-1, -1, 1, 2, -2], dtype=torch.int32).pow(torch.tensor([-3, -2, -5, -2, 31], dtype=torch.int32))
    expect(
      ints(-1, -1, 1, 2, -2)
        .pow(ints(-3, -2, -5, -2, 31))
        .toArray(),
    ).toEqual([-1, 1, 1, 0, -(2 ** 31)]);
  });

  test("are clamped to fractions as floats", () => {
    const clamped = ints(1, 2).clamp({ min: 1.5 });
    expect(clamped.dtype).toBe("float32");
    expect(clamped.toArray()).toEqual([1.5, 2]);
    expect(
      ints(1, 5)
        .clamp({ min: ints(2), max: 3 })
        .toArray(),
    ).toEqual([2, 3]);
  });
});

describe("bools", () => {
  test("add up to true, and never to 2", () => {
    const sum = bools(true, true, false).add(bools(true, false, false));
    expect(sum.dtype).toBe("bool");
    expect(sum.to("int32").toArray()).toEqual([1, 1, 0]);
    expect(bools(true, true).mul(bools(true, false)).to("int32").toArray()).toEqual([1, 0]);
  });

  test("become numbers beside numbers", () => {
    expect(bools(true, false).add(2).toArray()).toEqual([3, 2]);
    expect(bools(true, false).div(2).toArray()).toEqual([0.5, 0]);
  });
});

describe("rounding quotients down", () => {
  // Python's: 1 // 0.1 is 9, because 0.1 is a little more than a tenth.
  test.each(["float32", "float64"] as const)("uses the exact remainder in %s", (dtype) => {
    const x = tensor([1, -1, 1, 7, -7], { dtype });
    const y = tensor([0.1, 0.1, -0.1, 2, 2], { dtype });
    expect(x.floorDivide(y).toArray()).toEqual([9, -10, -10, 3, -4]);
    expect(x.div(y, { roundingMode: "floor" }).toArray()).toEqual([9, -10, -10, 3, -4]);
  });

  test("to 0 keeps the quotient's sign, as in PyTorch", () => {
    const x = tensor([-1, 1, 0, -0, 0]);
    expect(x.floorDivide(tensor([-3, 3, -3, 3, 3])).toArray()).toEqual([0, 0, -0, -0, 0]);
    expect(
      tensor([-0, 0, 0])
        .floorDivide(tensor([Infinity, -Infinity, Infinity]))
        .toArray(),
    ).toEqual([-0, -0, 0]);
  });

  test("by zero gives infinities for floats", () => {
    expect(tensor([1, -1, 0]).floorDivide(0).toArray()).toEqual([Infinity, -Infinity, Number.NaN]);
    expect(tensor([1, -1]).remainder(0).toArray()).toEqual([Number.NaN, Number.NaN]);
  });

  test("x = floorDivide(x, y) y + remainder(x, y), with the remainder's sign that of y", () => {
    const some = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            some,
            some.filter((y) => y !== 0),
          ),
          { minLength: 1 },
        ),
        (pairs) => {
          const x = ints(...pairs.map(([left]) => left));
          const y = ints(...pairs.map(([, right]) => right));
          const rest = x.remainder(y);
          expect(x.floorDivide(y).mul(y).add(rest).toArray()).toEqual(x.toArray());
          expect(rest.mul(y).ge(0).all().item()).toBe(1);
          expect(rest.abs().lt(y.abs()).all().item()).toBe(1);
        },
      ),
    );
  });
});

test("lerp leaves both ends exactly as they are", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const x = randomTensor([5], seed, { low: -100 });
      const end = randomTensor([5], seed + 1, { high: 1e-3 });
      for (const weight of [(w: number) => w, (w: number) => zeros(5).to("float64").add(w)]) {
        expect(x.lerp(end, weight(0)).toArray()).toEqual(x.toArray());
        expect(x.lerp(end, weight(1)).toArray()).toEqual(end.toArray());
      }
      expect(x.clone().lerp_(end, 1).toArray()).toEqual(end.toArray());
    }),
  );
});

describe("errors", () => {
  test.each<[() => unknown, Error]>([
    [
      () => bools(true).sub(bools(true)),
      new DTypeError("sub: subtraction of two bool tensors is not supported; use logicalXor"),
    ],
    [
      () => bools(true).sub_(bools(true)),
      new DTypeError("sub_: subtraction of two bool tensors is not supported; use logicalXor"),
    ],
    [
      () => bools(true).rsub(bools(true)),
      new DTypeError("rsub: subtraction of two bool tensors is not supported; use logicalXor"),
    ],
    [() => bools(true).neg(), new DTypeError("neg: negation of a bool tensor is not supported; use logicalNot")],
    [
      () => bools(true).add_(1),
      new DTypeError("add_: result type int32 can't be cast to the desired output type bool"),
    ],
    [() => bools(true).pow(-1), new ValueError("pow: integers to negative integer powers are not allowed, got -1")],
    [() => ints(2).pow_(-1), new ValueError("pow_: integers to negative integer powers are not allowed, got -1")],
    [
      () => ints(2).clamp_({ min: 1.5 }),
      new DTypeError("clamp_: result type float32 can't be cast to the desired output type int32"),
    ],
    [
      () => ints(2).div_(0.5, { roundingMode: "floor" }),
      new DTypeError("div_: result type float32 can't be cast to the desired output type int32"),
    ],
    [() => ints(2).fmod(0), new ValueError("fmod: integer division by zero")],
    [() => ints(2).div(ints(0), { roundingMode: "trunc" }), new ValueError("div: integer division by zero")],
    [() => zeros(2).softshrink({ lambd: -1 }), new ValueError("softshrink: lambd must be a number >= 0, got -1")],
    [
      () => zeros(2).lerp(zeros(3), 0.5),
      new ShapeError(
        "lerp: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0; shapes [2] and [3] do not broadcast",
      ),
    ],
  ])("%#", (call, error) => {
    expect(call).toThrow(error);
  });
});

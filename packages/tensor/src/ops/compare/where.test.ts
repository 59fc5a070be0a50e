import { grad, gradcheck, gradgradcheck } from "@lumbre/autograd";
import { DTypeError, ShapeError, type Tensor, tensor, where, zeros } from "@lumbre/tensor";
import { elementAt, indicesOf, randomTensor, sampledRuns, stridedTensors } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const special = [Number.NaN, Infinity, -Infinity, -0, 1e-45, 3.4e38];
const mask = tensor([true, false, true, false, true, false]);

describe.each(["float32", "float64"] as const)("%s", (dtype) => {
  test("moves NaN, infinities, signed zeros and the smallest numbers unchanged", () => {
    const x = tensor(special, { dtype });
    const data = x.readSync();
    expect([...where(mask, x, 7).readSync()]).toEqual([data[0], 7, data[2], 7, data[4], 7]);
    expect([...where(mask, 7, x).readSync()]).toEqual([7, data[1], 7, data[3], 7, data[5]]);
    expect([...x.maskedFill(mask, -0).readSync()]).toEqual([-0, data[1], -0, data[3], -0, data[5]]);
  });

  test("an infinite gradient stays on the side that was chosen", () => {
    const x = tensor([0, 4], { dtype, requiresGrad: true });
    const y = where(x.gt(0), x.sqrt(), x.mul(3));
    const [safe] = grad(y.sum(), x);
    // As in PyTorch: 0 times the infinite slope of sqrt at 0 is NaN, so the input itself has to be masked.
    expect(safe.toArray()).toEqual([Number.NaN, 0.25]);
    const a = zeros(2).to(dtype).requiresGrad_();
    const b = zeros(2).to(dtype).requiresGrad_();
    const infinite = tensor([Infinity, Infinity], { dtype });
    const both = grad(where(tensor([true, false]), a, b), [a, b], { gradOutputs: infinite });
    expect(both.map((g) => g.toArray())).toEqual([
      [Infinity, 0],
      [0, Infinity],
    ]);
  });
});

test("of strided and broadcast operands, numbers among them, element by element", () => {
  fc.assert(
    fc.property(
      stridedTensors({ minSize: 0 }),
      fc.constantFrom("float32", "float64", "int32"),
      fc.nat(2),
      fc.nat(),
      (view, dtype, number, seed) => {
        const condition = view.gt(0);
        const x = number === 1 ? 3 : view.mul(100).to(dtype);
        const last = randomTensor(view.shape.slice(-1), seed, { low: -100, high: 100, dtype });
        const other = number === 2 ? -4 : last;
        const result = where(condition, x, other);
        expect(result.shape).toEqual(view.shape);
        for (const index of indicesOf(view.shape)) {
          const chosen = elementAt(condition, index) === 1 ? x : other;
          const expected =
            typeof chosen === "number" ? chosen : elementAt(chosen, index.slice(view.ndim - chosen.ndim));
          expect(elementAt(result, index)).toBe(expected);
        }
      },
    ),
  );
});

test("conditions may be strided and broadcast too", () => {
  const condition = tensor([[true, false, true]])
    .t()
    .expand(3, 2);
  const x = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  expect(where(condition, x, 0).toArray()).toEqual([
    [1, 2],
    [0, 0],
    [5, 6],
  ]);
});

test("a filling tensor gets the gradient of all that it filled", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }), fc.nat(), (shape, seed) => {
      const x = randomTensor(shape, seed, { requiresGrad: true });
      const value = randomTensor([], seed + 1, { requiresGrad: true });
      const chosen = randomTensor(shape, seed + 2).gt(0);
      const fill = (a: Tensor, b: Tensor): Tensor => a.maskedFill(chosen, b);
      expect(gradcheck(fill, [x, value]).passed).toBe(true);
      expect(gradgradcheck((a, b) => fill(a, b).square(), [x, value]).passed).toBe(true);
    }),
    { numRuns: sampledRuns(20) },
  );
});

test("a bool tensor can be filled with numbers", () => {
  const x = tensor([true, false, false]);
  const fillAt = tensor([false, true, true]);
  expect(x.maskedFill(fillAt, 2).to("int32").toArray()).toEqual([1, 1, 1]);
  expect(x.maskedFill_(x.clone(), 0).toArray()).toEqual([false, false, false]);
});

describe("errors", () => {
  const ints = tensor([1, 2], { dtype: "int32" });
  const all = tensor([true, true]);
  test.each<[() => unknown, Error]>([
    [() => where(ints, ints, 0), new DTypeError("where: expected a bool tensor, got int32")],
    [() => ints.maskedFill_(ints, 0), new DTypeError("maskedFill_: expected a bool tensor, got int32")],
    [
      () => ints.maskedFill(all, 0.5),
      new DTypeError("maskedFill: result type float32 can't be cast to the desired output type int32"),
    ],
    [
      () => ints.maskedFill(all, ints),
      new ShapeError("maskedFill: expected a number or a 0-d tensor as value, got one of shape [2]"),
    ],
    [
      () => ints.maskedFill_(tensor([[true], [true]]), 0),
      new ShapeError("maskedFill_: a tensor of shape [2] cannot hold the result of shape [2, 2]"),
    ],
    [
      () => where(all, ints, zeros(3)),
      new ShapeError(
        "where: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0; shapes [2] and [3] do not broadcast",
      ),
    ],
  ])("%#", (call, error) => {
    expect(call).toThrow(error);
    expect(ints.toArray()).toEqual([1, 2]);
  });
});

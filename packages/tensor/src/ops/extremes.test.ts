import { grad } from "@lumbre/autograd";
import { fmax, fmin, logit, nanmedian, onesLike, sinc, type Tensor, tensor } from "@lumbre/tensor";
import { expectClose } from "@lumbre/testing";
import { describe, expect, test } from "vitest";

// Values of PyTorch's float32, or of its float64 where its float32 has lost them.

/** The gradient of the sum of a result, for each input. */
function gradients(fn: (...inputs: Tensor[]) => Tensor, ...inputs: number[][]): (number[] | undefined)[] {
  const leaves = inputs.map((values) => tensor(values, { requiresGrad: true }));
  fn(...leaves)
    .sum()
    .backward();
  return leaves.map(({ grad }) => grad?.toArray() as number[] | undefined);
}

/** Equal to a relative error: `toBeCloseTo` takes any two tiny numbers for equal. */
function expectRatio(found: readonly number[] | undefined, expected: readonly number[]): void {
  expect(found?.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    const ratio = (found as readonly number[])[i] / value;
    if (value === 0 || !Number.isFinite(value)) expect((found?.[i] ?? NaN) + 0).toBe(value);
    else expect(Math.abs(ratio - 1)).toBeLessThan(1e-4);
  }
}

describe("gradients in the corners of float32", () => {
  test("of a quotient by 1e-23 and 1e25, whose squares it does not hold", () => {
    const [, tiny] = gradients((x, y) => x.div(y), [1e-30, 1e-23, 0], [1e-23, 1e-23, 1e-23]);
    expectRatio(tiny, [-1e16, -1e23, 0]);
    const [, large] = gradients((x, y) => x.div(y), [1e30, -1e38], [1e25, 1e25]);
    expectRatio(large, [-1e-20, 1e-12]);
    expectRatio(gradients((y) => tensor(2).div(y), [1e-10])[0], [-2e20]);
  });

  test("of exponential units far below 0", () => {
    const at = [-10, -20, -50];
    expectRatio(gradients((x) => x.elu(), at)[0], [4.539993e-5, 2.0611537e-9, 1.928749847e-22]);
    expectRatio(gradients((x) => x.celu(0.5), [-10])[0], [2.0611537e-9]);
    expectRatio(gradients((x) => x.selu(), at)[0], [7.981759e-5, 3.6237129e-9, 3.39093387e-22]);
    expectRatio(gradients((x) => x.expm1(), at)[0], [4.539993e-5, 2.0611537e-9, 1.928749847e-22]);
    expect(gradients((x) => x.elu(), [NaN, Infinity, 0])[0]).toEqual([1, 1, 1]);
  });

  test("of a rounded quotient are 0, by whatever it is divided", () => {
    for (const roundingMode of ["trunc", "floor"] as const) {
      const found = gradients((x, y) => x.div(y, { roundingMode }).nanToNum(), [1, 0, 5, NaN], [0, 0, Infinity, 1]);
      expect(found).toEqual([
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ]);
    }
  });

  test("of a remainder whose quotient is rounded to 0", () => {
    expect(gradients((x, y) => x.remainder(y), [1e-45], [-3])[1]).toEqual([1]);
    expect(gradients((x, y) => x.remainder(y), [-7], [3])[1]).toEqual([3]);
  });
});

describe("standard deviations whose variance float32 does not hold", () => {
  test.each<[number[], number, number[]]>([
    [[1e-25, 2e-25, 3e-25], 1e-25, [-0.5, 0, 0.5]],
    [[1e-40, 2e-40, 3e-40], 1.0000086e-40, [-0.5000070333, 0, 0.5]],
    [[1e20, 2e20, 3e20], 1e20, [-0.5, 0, 0.5]],
    [[5, 5, 5], 0, [0, 0, 0]],
    [[1, 2, 6], 2.6457512, [-0.37796447, -0.18898225, 0.56694674]],
  ])("%j", (values, std, slopes) => {
    expectRatio([tensor(values).std().item()], [std]);
    expectClose(tensor(gradients((x) => x.std(), values)[0] as number[]), slopes, { rtol: 1e-4, atol: 1e-6 });
  });

  test("of nothing, one element and infinities, as in PyTorch", () => {
    expect(tensor([]).std().item()).toBeNaN();
    expect(tensor([3]).std().item()).toBeNaN();
    expect(tensor([3]).std({ unbiased: false }).item()).toBe(0);
    expect(tensor([Infinity, 1]).std().item()).toBeNaN();
    expect(
      tensor([
        [1, 2],
        [1e-30, 3e-30],
      ]).std(1).shape,
    ).toEqual([2]);
  });
});

describe("gradients at NaN", () => {
  const at = [NaN, 0.5, -1, 4];
  const line = (fn: (x: Tensor) => Tensor, values = at): number[] | undefined => gradients(fn, values)[0];
  const bound = (value: number): Tensor => tensor([value, value, value, value]);

  test("of clamp are 0, for NaN lies between no bounds", () => {
    const [both, least, most] = [
      [0, 1, 0, 0],
      [0, 1, 0, 1],
      [0, 1, 1, 0],
    ];
    expect(line((x) => x.clamp(0, 1))).toEqual(both);
    expect(line((x) => x.clamp(bound(0), bound(1)))).toEqual(both);
    expect(line((x) => x.clamp({ min: 0 }))).toEqual(least);
    expect(line((x) => x.clamp({ min: bound(0) }))).toEqual(least);
    expect(line((x) => x.clamp({ max: tensor(1) }))).toEqual(most);
    expect(line((x) => x.mul(1).clamp_(0, 1))).toEqual(both);
    expect(tensor(at, { requiresGrad: true }).clamp(bound(0), bound(1)).tolist()).toEqual([NaN, 0.5, 0, 1]);
  });

  test("of hardsigmoid are 0, of hardtanh and relu6 1", () => {
    expectClose(tensor(line((x) => x.hardsigmoid(), [NaN, 0.5, -3, 3, 4]) as number[]), [0, 1 / 6, 0, 0, 0]);
    expect(line((x) => x.hardtanh())).toEqual([1, 1, 0, 0]);
    expect(line((x) => x.relu6())).toEqual([1, 1, 0, 1]);
  });

  test("of amax and amin are NaN all along a line with a NaN, of max and min go to the NaN", () => {
    const rows = (fn: (x: Tensor) => Tensor) => line((x) => fn(x.reshape(3, 3)), [1, NaN, 3, 3, 2, 3, NaN, NaN, 4]);
    const third = Math.fround(1 / 3);
    expect(rows((x) => x.amax(0))).toEqual([NaN, NaN, 0, NaN, NaN, 0, NaN, NaN, 1]);
    expect(rows((x) => x.amin(1))).toEqual([NaN, NaN, NaN, 0, 1, 0, NaN, NaN, NaN]);
    expect(rows((x) => x.amax())).toEqual(new Array(9).fill(NaN));
    expect(rows((x) => x.max())).toEqual([0, third, 0, 0, 0, 0, third, third, 0]);
  });
});

describe("gradients at steps, ties and poles", () => {
  test("of steps are 0, whatever comes from above", () => {
    const at = tensor([-1.5, 0, 2], { requiresGrad: true });
    const steps = [at.ceil(), at.floor(), at.round(), at.round({ decimals: 1 }), at.trunc(), at.sign(), at.pow(0)];
    for (const step of steps) {
      at.grad = null;
      step.backward(tensor([Infinity, NaN, -Infinity]));
      expect((at.grad as Tensor | null)?.add(0).toArray()).toEqual([0, 0, 0]);
    }
  });

  test("of fmax and fmin go to the first of equal elements, or of two NaN", () => {
    const values = [1, NaN, NaN, 2, -1];
    const others = [1, NaN, 3, NaN, 0];
    expect(gradients((x, y) => fmax(x, y).nanToNum(), values, others)).toEqual([
      [1, 0, 0, 1, 0],
      [0, 0, 1, 0, 1],
    ]);
    expect(gradients((x, y) => fmin(x, y), values, others)).toEqual([
      [1, 1, 0, 1, 1],
      [0, 0, 1, 0, 0],
    ]);
    expect(gradients((x) => fmin(x, 1), [1, NaN, 3])).toEqual([[1, 0, 0]]);
    expect(gradients((x) => fmax(x, NaN), [1, 2])).toEqual([[1, 1]]);
  });

  test("of nanmedian of all are shared by equal elements, as those of median", () => {
    expect(gradients((x) => nanmedian(x), [1, NaN, 2, 1, 0, 2])[0]).toEqual([0.5, 0, 0, 0.5, 0, 0]);
    expect(gradients((x) => nanmedian(x), [NaN])[0]).toEqual([1]);
  });

  test("of atan2 whose squares float32 does not hold", () => {
    const [y, x] = gradients((a, b) => a.atan2(b), [1e-25, 1e30, -3], [1e-25, 1e30, 4]);
    expectRatio(y, [5e24, 5e-31, 0.16]);
    expectRatio(x, [-5e24, -5e-31, 0.12]);
  });

  test("of logit are infinite at 0 and 1", () => {
    expect(gradients((x) => logit(x), [0, 1, 0.5])[0]).toEqual([Infinity, Infinity, 4]);
  });

  test("of sinc near 0, first and second", () => {
    const x = tensor([0, 1e-20, 1e-3, 0.03, 0.04], { dtype: "float64", requiresGrad: true });
    const y = sinc(x);
    expectClose(y, tensor([1, 1, 0.999998355066745, 0.9985202167, 0.9973701828], { dtype: "float64" }), {
      rtol: 1e-9,
      atol: 0,
    });
    const [first] = grad(y, [x], onesLike(y), { createGraph: true });
    const [second] = grad(first, [x], onesLike(y));
    // (pi x cos(pi x) - sin(pi x)) / (pi x²) and its derivative, of 50 digits.
    const slopes = [0, -3.289868133696453e-20, -0.0032898648867278964, -0.09860840363600457, -0.13138703645063995];
    const curvatures = [
      -3.289868133696453, -3.289868133696453, -3.289858392793072, -3.2811059497053976, -3.2742973228748,
    ];
    expectClose(first, tensor(slopes, { dtype: "float64" }), { rtol: 1e-12, atol: 0 });
    expectClose(second, tensor(curvatures, { dtype: "float64" }), { rtol: 1e-12, atol: 0 });
  });
});

import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import * as library from "@lumbre/tensor";
import { ArgumentError, GradError, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import { callNamed, expectClose, loadFixture, testCases } from "@lumbre/testing";
import { describe, expect, test } from "vitest";

const cases = loadFixture("tensor", "special");
const isDouble = ({ inputs }: (typeof cases)[number]): boolean => inputs[0].dtype === "float64";
const call = (inputs: readonly Tensor[], item: (typeof cases)[number]): Tensor => callNamed(inputs, item) as Tensor;
const callOf = ({ attributes }: (typeof cases)[number]): string => (attributes as { readonly name: string }).name;
// A few units of float32's last place, and near the zeros of digamma and where gradients are sums absolute ones.
for (const item of cases) {
  const isGamma = ["digamma", "polygamma"].includes(callOf(item));
  const isNearZero = isGamma || ["lgamma", "hypot"].includes(callOf(item));
  if (!isDouble(item)) testCases([item], call, { rtol: isGamma ? 2e-6 : 5e-7, atol: isNearZero ? 5e-7 : 1e-45 });
  // PyTorch's trigamma, digamma's gradient, has 11 digits.
  else testCases([item], call, { rtol: isGamma ? 1e-9 : 1e-12, atol: 1e-14 });
}

const double = (...numbers: number[]): Tensor => tensor(numbers, { dtype: "float64", requiresGrad: true });

describe("gradients", () => {
  const positive = double(0.3, 1.2, 4.5, 17);
  const negative = double(-0.3, -1.6, -4.5);
  const any = double(-2.5, -0.4, 0.7, 3);
  test.each<[string, (...xs: readonly Tensor[]) => Tensor, readonly Tensor[]]>([
    ["erfc", (x) => library.erfc(x), [any]],
    ["erfinv", (x) => library.erfinv(x), [double(-0.9, -0.2, 0.4, 0.8)]],
    ["lgamma", (x) => library.lgamma(x), [positive]],
    ["lgamma below 0", (x) => library.lgamma(x), [negative]],
    ["digamma", (x) => library.digamma(x), [positive]],
    ["digamma below 0", (x) => library.digamma(x), [negative]],
    ["polygamma", (x) => library.polygamma(2, x), [positive]],
    ["hypot", (x, y) => library.hypot(x, y), [any, double(1, -2, 3, 0.5)]],
    ["renorm", (x) => library.renorm(x.reshape(2, 2), 3, 0, 2), [any]],
  ])("of %s are those of differences, to the second order", (_, func, inputs) => {
    gradcheck(func, inputs);
    gradgradcheck(func, inputs);
  });

  test("nextafter has none", () => {
    expect(() => library.nextafter(double(1), 2).sum().backward()).toThrow(GradError);
  });
});

// scipy.special.erfinv; near 1 torch.erfinv has fewer digits.
test("erfinv has float64's digits, near 0 too", () => {
  const x = tensor([1e-300, 1e-10, -1e-10, 0.001, 0.25, 0.499, 0.5, 0.501], { dtype: "float64" });
  const expected = [
    8.86226925452758e-301, 8.862269254527581e-11, -8.862269254527581e-11, 0.0008862271574665521, 0.2253120550121781,
    0.47582428088309237, 0.4769362762044699, 0.4780494522745675,
  ];
  expectClose(library.erfinv(x), expected, { rtol: 1e-14, atol: 0 });
});

test("lgamma and digamma have their digits right below their pole at 0", () => {
  const x = tensor([-1e-30, -1e-8], { dtype: "float64" });
  // scipy.special.loggamma and digamma.
  expectClose(library.lgamma(x), tensor([69.07755278982137, 18.42068074972452], { dtype: "float64" }), {
    rtol: 1e-14,
    atol: 0,
  });
  expectClose(library.digamma(x), tensor([1e30, 99999999.42278431], { dtype: "float64" }), { rtol: 1e-14, atol: 0 });
});

test("polygamma far below 0 takes no longer than near it", () => {
  const x = tensor([-12.25, -1e3 - 0.25, -1e15 - 0.25], { dtype: "float64" });
  expectClose(
    library.polygamma(1, x),
    tensor([19.660817549236363, 19.73820955169978, 19.739208802178712], { dtype: "float64" }),
    { rtol: 1e-13, atol: 0 },
  );
  // Of scipy.special's, by the formula of reflection.
  expectClose(
    library.polygamma(2, x),
    tensor([124.01896466745852, 124.02510572269779, 124.02510672119922], { dtype: "float64" }),
    { rtol: 1e-13, atol: 0 },
  );
});

test("erfinv's result may be changed in place, as in PyTorch", () => {
  const x = tensor([0, 0.5], { requiresGrad: true });
  library.erfinv(x).mul_(2).sum().backward();
  expectClose(x.grad as Tensor, [1.7724539, 2.2251697]);
});

test("erfinv undoes erf, near 1 too", () => {
  const x = tensor([0.1, 0.4769, 1, 2.5, 4], { dtype: "float64" });
  expectClose(library.erfinv(library.erfc(x).rsub(1)), x, { rtol: 1e-8, atol: 0 });
  expectClose(library.erfc(tensor([10, 26], { dtype: "float64" })), [2.088487583762545e-45, 5.663192408856143e-296], {
    rtol: 1e-12,
    atol: 0,
  });
});

// scipy.special.polygamma(n, x), where the asymptotic series begins late enough for the order.
test.each([
  [10, 12, -8.66924423884182e-6],
  [20, 12, -6.547211936716012e-5],
  [20, 40, -1.4070197752355848e-15],
  [30, 12, -0.10179736893787361],
  [60, 3, -6.543021115980708e52],
  [100, 120, -1.661496981743122e-52],
])("polygamma(%d, %d) has float64's digits", (n, x, expected) => {
  expectClose(library.polygamma(n, double(x)), [expected], { rtol: 1e-13, atol: 0 });
});

test("polygamma of what has no place is NaN", () => {
  for (const n of [0, 1, 2]) expect(library.polygamma(n, tensor([NaN, -Infinity])).toArray()).toEqual([NaN, NaN]);
});

test("hypot is infinite beside a NaN, too", () => {
  const x = tensor([Infinity, NaN, -Infinity, NaN, 3]);
  expect(library.hypot(x, tensor([NaN, -Infinity, 1, 1, 4])).toArray()).toEqual([Infinity, Infinity, Infinity, NaN, 5]);
});

test("refusals", () => {
  expect(() => library.polygamma(-1, tensor([1]))).toThrow("polygamma: n must be an integer >= 0, got -1");
  expect(() => library.polygamma(tensor([1]) as never, 1 as never)).toThrow(ArgumentError);
  expect(() => library.renorm(tensor([[1]]), 0, 0, 1)).toThrow(ValueError);
  expect(() => library.renorm(tensor([1]), 2, 0, 1)).toThrow("renorm: the input needs at least 2 dimensions");
  expect(library.erfc(tensor([1], { dtype: "int32" })).dtype).toBe("float32");
});

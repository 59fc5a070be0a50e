import { gradcheck } from "@lumbre/autograd";
import { ones, type Tensor, tensor } from "@lumbre/tensor";
import { expectTensor } from "@lumbre/testing";
import { expect, expectTypeOf, test } from "vitest";
import * as F from "../functional.js";
import { GLU } from "./glu.js";

const x = tensor(
  [
    [0.5, -1, 2, 0.25],
    [3, -0.5, -2, 1],
  ],
  { dtype: "float64" },
);

/** The result, and the input's gradient for 1, 2, .. as that of the result. */
function run(f: (input: Tensor) => Tensor): Tensor[] {
  const input = x.clone().requiresGrad_();
  const y = f(input);
  const g = Array.from({ length: y.numel() }, (_, i) => i + 1);
  y.backward(tensor(g, { dtype: "float64" }).view(y.shape));
  return [y, input.grad as Tensor];
}

const double = { dtype: "float64" } as const;

test("glu is PyTorch's along both dimensions", () => {
  // From PyTorch 1.13: y = torch.nn.functional.glu(x, dim); y.backward(torch.arange(1., 1 + y.numel()).reshape(y.shape))
  const [last, lastGrad] = run((input) => F.glu(input));
  expectTensor(
    last,
    tensor(
      [
        [0.44039853898894116, -0.5621765008857981],
        [0.3576087660663526, -0.36552928931500245],
      ],
      double,
    ),
    { rtol: 1e-14 },
  );
  expectTensor(
    lastGrad,
    tensor(
      [
        [0.8807970779778823, 1.1243530017715961, 0.05249679270175331, -0.4922681654751967],
        [0.3576087660663526, 2.9242343145200196, 0.9449422686315585, -0.3932238664829637],
      ],
      double,
    ),
    { rtol: 1e-13 },
  );
  const [first, firstGrad] = run(new GLU(0));
  expectTensor(
    first,
    tensor([[0.4762870634112167, -0.3775406687981454, 0.2384058440442351, 0.18276464465750122]], double),
    { rtol: 1e-14 },
  );
  expectTensor(
    firstGrad,
    tensor(
      [
        [0.9525741268224334, 0.7550813375962908, 0.3576087660663526, 2.9242343145200196],
        [0.022588329865456, -0.470007424403189, 0.629961512421039, 0.19661193324148185],
      ],
      double,
    ),
    { rtol: 1e-12 },
  );
});

test("glu of other layouts has a gradient, and empty halves", () => {
  expect(
    gradcheck((input: Tensor) => F.glu(input.transpose(0, 1), { dim: 0 }), [x.clone().requiresGrad_()]).passed,
  ).toBe(true);
  expect(F.glu(ones(3, 0)).shape).toEqual([3, 0]);
});

test("the layer prints as PyTorch's, and takes its dimension by name", () => {
  expect(String(new GLU())).toBe("GLU(dim=-1)");
  expect(String(new GLU({ dim: 1 }))).toBe("GLU(dim=1)");
  expectTypeOf(new GLU()(x)).toEqualTypeOf<Tensor>();
});

test("an odd size, no dimension, and one out of range are refused", () => {
  expect(() => F.glu(ones(2, 3))).toThrow("glu: halving dimension must be even, but dimension 1 of [2, 3] has size 3");
  expect(() => F.glu(tensor(1))).toThrow("glu: expected at least one dimension to halve, got a 0-d tensor");
  expect(() => F.glu(x, 2)).toThrow("glu");
  expect(() => new GLU(0.5)).toThrow("GLU");
});

import { gradcheck } from "@lumbre/autograd";
import { distinctTensor } from "@lumbre/testing";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as library from "../index.js";
import { type Tensor, tensor, zeros } from "../index.js";
import { originals } from "../op/otherNames.js";

type Methods = Record<string, (...given: unknown[]) => Tensor>;
const methodsOf = (x: Tensor): Methods => x as unknown as Methods;

const matrix = (): Tensor => distinctTensor([3, 3], 3).abs().add(0.1);
/** Arguments behind the tensor, by the function; nothing where none are listed. */
const given: Record<string, unknown[]> = {
  addmm: [matrix(), matrix()],
  atan2: [tensor([[0.5], [1], [2]])],
  clamp: [0.25, 0.5],
  clampMax: [0.5],
  clampMin: [0.5],
  cumprod: [0],
  cumsum: [1],
  movedim: [0, 1],
  transpose: [0, 1],
  scatterReduce: [0, tensor([[0, 1, 2]], { dtype: "int32" }), matrix(), "sum"],
  ...Object.fromEntries(
    ["div", "mul", "sub", "floorDivide", "fmod", "remainder", "eq", "ne", "lt", "le", "gt", "ge"].map((op) => [
      op,
      [0.3],
    ]),
  ),
  ...Object.fromEntries(["logicalAnd", "logicalOr", "logicalXor"].map((op) => [op, [tensor([[0], [1], [2]])]])),
};

function argumentsOf(name: string): unknown[] {
  const original = originals.get(name);
  return given[name] ?? (original === undefined ? given[name.replace(/_$/, "")] : argumentsOf(original)) ?? [];
}

describe("another name of a method", () => {
  const names = [...originals].filter(([name]) => name in library.Tensor.prototype && !name.endsWith("_"));
  test.each(names)("%s is %s", (name, original) => {
    const x = name === "ger" ? tensor([1, 2]) : matrix();
    const args = name === "ger" ? [x] : argumentsOf(name);
    expect(
      methodsOf(x)
        [name](...args)
        .tolist(),
    ).toEqual(
      methodsOf(x)
        [original](...args)
        .tolist(),
    );
    expect(() => methodsOf(x)[name](...args, 1, 2, 3, 4)).toThrow(new RegExp(`^${name}: `));
  });
});

describe("in place", () => {
  const names = [...originals.keys()].filter((name) => name.endsWith("_"));
  test.each(names)("%s writes what the function gives", (name) => {
    const [x, args] = [name === "baddbmm_" ? zeros(2, 3, 3).add(matrix()) : matrix(), argumentsOf(name)];
    const rest = name === "baddbmm_" ? [x.clone(), x.clone()] : args;
    const op = name.slice(0, -1);
    const expected = methodsOf(x)
      [op](...rest)
      .to(x.dtype)
      .tolist();
    expect(methodsOf(x)[name](...rest)).toBe(x);
    expect(x.tolist()).toEqual(expected);
  });

  test("gradients are the function's", () => {
    for (const op of ["sin_", "cumsum_", "tril_", "clampMin_", "log1p_"]) {
      gradcheck(
        (x: Tensor) => methodsOf(x.mul(2))[op](...argumentsOf(op)),
        [distinctTensor([3, 3], 5).abs().requiresGrad_()],
      );
    }
    const x = tensor([0.5, 2], { requiresGrad: true });
    const w = tensor([1, 1], { requiresGrad: true });
    const y = x.mul(1);
    y.atan2_(w);
    y.sum().backward();
    const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));
    expect([x.grad?.tolist(), w.grad?.tolist()]).toEqual([close([0.8, 0.2]), close([-0.4, -0.4])]);
  });

  test("refuses what cannot be written, and changes nothing", () => {
    const x = tensor([1, 2], { dtype: "int32" });
    expect(() => x.sin_()).toThrow("sin_: result type float32 can't be cast to the desired output type int32");
    expect(() => x.atan2_(zeros(3, 2))).toThrow("atan2_: output of shape [2] cannot hold the result of shape [3, 2]");
    expect(() => tensor([1], { requiresGrad: true }).cos_()).toThrow("cos_: a leaf tensor that requires grad");
    expect(x.tolist()).toEqual([1, 2]);
  });

  test("has the types of the function", () => {
    expectTypeOf(zeros(2).clip_).parameters.toEqualTypeOf<Parameters<Tensor["clamp_"]>>();
    expectTypeOf(library.clip).toEqualTypeOf<typeof library.clamp>();
  });
});

test("functions have the other names too", () => {
  expect(library.concat([zeros(1), tensor([1])]).tolist()).toEqual([0, 1]);
  expect(library.rowStack([zeros(1), tensor([1])]).tolist()).toEqual([[0], [1]]);
  expect(library.divide(tensor([7]), tensor([2]), { roundingMode: "floor" }).tolist()).toEqual([3]);
  expect(() => library.concat(zeros(1) as never)).toThrow(
    "concat: tensors must be a list of tensors; write concat([a, b])",
  );
});

test("detach_ makes a leaf", () => {
  const y = tensor([1], { requiresGrad: true }).mul(2);
  expect([y.detach_() === y, y.isLeaf, y.requiresGrad]).toEqual([true, true, false]);
  expect(() => tensor([1, 2], { requiresGrad: true }).mul(2).select(0, 1).detach_()).toThrow("use detach()");
});

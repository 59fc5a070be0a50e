import { expectClose } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dtypes } from "../engine.js";
import {
  ArgumentError,
  arange,
  type DType,
  empty,
  emptyLike,
  eye,
  fromTypedArray,
  full,
  fullLike,
  linspace,
  logspace,
  type NestedArray,
  ones,
  onesLike,
  rand,
  randint,
  randn,
  randperm,
  type Tensor,
  tensor,
  ValueError,
  zeros,
  zerosLike,
} from "../index.js";

describe("tensor", () => {
  test("reads nested arrays, numbers, booleans and typed arrays", () => {
    expect(tensor(3).shape).toEqual([]);
    expect(
      tensor([
        [1, 2],
        [3, 4],
      ]).shape,
    ).toEqual([2, 2]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
    expect(tensor([true, false]).dtype).toBe("bool");
    expect(tensor([1]).dtype).toBe("float32");
    expect(tensor(new Int32Array([1])).dtype).toBe("int32");
    expect(tensor(new Float64Array([1])).dtype).toBe("float64");
    expect(tensor(new Uint8Array([1])).dtype).toBe("uint8");
    expect(tensor(new Uint8ClampedArray([300, 7])).toArray()).toEqual([255, 7]);
    expect(tensor([1.9, -1.9], { dtype: "int32" }).toArray()).toEqual([1, -1]);
    expect(tensor([0, 2], { dtype: "bool" }).toArray()).toEqual([false, true]);
  });

  test("takes a canvas's bytes as uint8", () => {
    const bytes = new Uint8ClampedArray([9, 1, 2, 3, 4, 9]).subarray(1, 5);
    const x = fromTypedArray(bytes, [2, 2]);
    bytes.fill(0);
    expect([x.dtype, x.toArray()]).toEqual([
      "uint8",
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    expect(tensor(bytes).dtype).toBe("uint8");
    expect(tensor(new Uint8ClampedArray([0, 7]), { dtype: "bool" }).toArray()).toEqual([false, true]);
  });

  test("copies what it is given", () => {
    const data = new Float32Array([1, 2]);
    const x = tensor(data);
    data[0] = 9;
    expect(x.toArray()).toEqual([1, 2]);
    const out = x.readSync();
    out[0] = 9;
    expect(x.toArray()).toEqual([1, 2]);
  });

  test("gives back the nested arrays it was made from", () => {
    const nested = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }).chain((shape) => {
      const build = (d: number): fc.Arbitrary<NestedArray> =>
        d === shape.length
          ? fc.integer({ min: -1000, max: 1000 })
          : fc.array(build(d + 1), { minLength: shape[d], maxLength: shape[d] });
      return build(0);
    });
    fc.assert(
      fc.property(nested, fc.constantFrom<DType>("float32", "float64", "int32"), (data, dtype) => {
        expect(tensor(data, { dtype }).toArray()).toEqual(data);
      }),
    );
  });

  test.each([
    [[[1, 2], [3]], "tensor: ragged nested arrays: expected an array of length 2 at depth 1, got an array of length 1"],
    [[[1], 2], "tensor: ragged nested arrays: expected an array of length 1 at depth 1, got the value 2"],
    [[1, [2]], "tensor: ragged nested arrays: expected a number or boolean at depth 1, got an array of length 1"],
    [["a"], 'tensor: elements must be numbers or booleans, got "a"'],
    [[null], "tensor: elements must be numbers or booleans, got null"],
  ])("%j", (data, message) => {
    expect(() => tensor(data as NestedArray)).toThrow(message);
  });

  test.each<[unknown, Error]>([
    [
      [ones(2), ones(2)],
      new ValueError(
        "tensor: elements must be numbers or booleans, got a tensor of shape [2]; join tensors with stack([a, b])",
      ),
    ],
    [[1n], new ValueError("tensor: elements must be numbers or booleans, got 1n; convert it with Number(value)")],
    [
      new DataView(new ArrayBuffer(1)),
      new ValueError("tensor: elements must be numbers or booleans, got an instance of DataView"),
    ],
    [
      { dtype: "int32" },
      new ArgumentError("tensor: missing argument data; write tensor(data, { dtype?, device?, requiresGrad? })"),
    ],
    ["1", new ValueError('tensor: elements must be numbers or booleans, got "1"')],
  ])("what is no data says what to write: %#", (data, error) => {
    expect(() => tensor(data as NestedArray)).toThrow(error);
  });

  test("fromTypedArray takes a shape", () => {
    expect(fromTypedArray(new Float32Array(6), [2, 3]).shape).toEqual([2, 3]);
    expect(() => fromTypedArray(new Float32Array(6), [2, 2])).toThrow(
      "fromTypedArray: shape [2, 2] is invalid for 6 elements",
    );
  });
});

describe("filled tensors", () => {
  test("zeros, ones, full, eye and their likes", () => {
    expect(zeros(2, 3).shape).toEqual([2, 3]);
    expect(zeros([2, 3], { dtype: "int32" }).dtype).toBe("int32");
    expect(ones(2, { requiresGrad: true }).requiresGrad).toBe(true);
    expect(zeros([]).shape).toEqual([]);
    expect(full([2], 7).toArray()).toEqual([7, 7]);
    expect(full([2], 7, { dtype: "bool" }).toArray()).toEqual([true, true]);
    expect(eye(2, 3).toArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect(eye(3, 2).toArray()).toEqual([
      [1, 0],
      [0, 1],
      [0, 0],
    ]);
    const x = zeros(2, { dtype: "float64", requiresGrad: true });
    for (const like of [zerosLike(x), onesLike(x), fullLike(x, 3), emptyLike(x)]) {
      expect(like.dtype).toBe("float64");
      expect(like.shape).toEqual([2]);
      expect(like.requiresGrad).toBe(false);
    }
  });

  test.each(dtypes)("of %s, also without elements", (dtype) => {
    expect(zeros(0, 3, { dtype }).numel()).toBe(0);
    expect(ones(2, { dtype }).sum().item()).toBe(2);
    expect(empty(2, { dtype }).dtype).toBe(dtype);
  });

  test.each([
    [() => zeros(-1), "zeros: sizes must be whole numbers >= 0, got [-1]"],
    [() => ones(Number.NaN), "ones: sizes must be whole numbers >= 0, got [NaN]"],
    [() => full([1.5], 0), "full: sizes must be whole numbers >= 0, got [1.5]"],
    [() => eye(-1), "eye: n must be an integer >= 0, got -1"],
    [
      () => ones(2, { dtype: "int32", requiresGrad: true }),
      "only float32 and float64 tensors can require gradients, got int32",
    ],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
  });
});

describe("sizes", () => {
  const named = [
    ["empty", empty],
    ["zeros", zeros],
    ["ones", ones],
    ["rand", rand],
    ["randn", randn],
  ] as const;

  test.each(named)("of %s have to be given", (name, create) => {
    const any = create as (...args: unknown[]) => Tensor;
    const missing = `${name}: missing argument size; write ${name}(size, `;
    for (const given of [[], [undefined], [{}], [{ dtype: "float64" }]]) {
      expect(() => any(...given)).toThrow(ArgumentError);
      expect(() => any(...given)).toThrow(missing);
    }
    expect(any([]).shape).toEqual([]);
    expect(create({ size: [2, 3], dtype: "float64" }).shape).toEqual([2, 3]);
    expect(create(...[2, 3]).shape).toEqual([2, 3]);
    // @ts-expect-error sizes are missing
    expect(() => create({ dtype: "float64" })).toThrow(missing);
  });
});

describe("a number that the dtype does not hold is refused", () => {
  const ints = { dtype: "int32" } as const;
  const bytes = { dtype: "uint8" } as const;
  const int32 = "int32 holds whole numbers from -2147483648 to 2147483647";
  const uint8 = "uint8 holds whole numbers from 0 to 255";
  const wide = '; write { dtype: "float64" }';
  const x = () => zeros(2, ints);
  test.each<[() => Tensor, string]>([
    [() => tensor([1, 3e9], ints), `tensor: ${int32}, got 3000000000${wide}`],
    [() => tensor([Number.NaN], ints), `tensor: ${int32}, got NaN; write { dtype: "float32" }`],
    [() => tensor(-Infinity, ints), `tensor: ${int32}, got -Infinity; write { dtype: "float32" }`],
    [() => tensor([[300]], bytes), `tensor: ${uint8}, got 300; write { dtype: "int32" }`],
    [() => tensor([-1], bytes), `tensor: ${uint8}, got -1; write { dtype: "int32" }`],
    [() => tensor(new Float32Array([2 ** 31]), ints), `tensor: ${int32}, got 2147483648${wide}`],
    [() => fromTypedArray(new Int32Array([256]), [1], bytes), `fromTypedArray: ${uint8}, got 256`],
    [() => full([2], 300, bytes), `full: ${uint8}, got 300; write { dtype: "int32" }`],
    [() => full([2], Number.NaN, ints), `full: ${int32}, got NaN`],
    [() => full([2], 1e300), "full: float32 holds numbers up to 3.4028e38 in size, got 1e+300"],
    [() => fullLike(zeros(2, bytes), 300), `fullLike: ${uint8}, got 300`],
    [() => arange(0, 300, 100, bytes).add(arange(0, 301, 100, bytes)), `arange: ${uint8}, got 300`],
    [() => linspace(0, 300, 4, bytes), `linspace: ${uint8}, got 300`],
    [() => logspace(0, 10, 3, ints), `logspace: ${int32}, got 10000000000${wide}`],
    [() => randint(300, [2], bytes), "randint: uint8 holds 0 to 255, got low 0 and high 300 (exclusive)"],
    [() => randperm(300, bytes), `randperm: ${uint8}, got 299`],
    [() => x().fill_(3e9), `fill_: ${int32}, got 3000000000${wide}`],
    [() => x().fill_(Number.NaN), `fill_: ${int32}, got NaN`],
    [() => zeros(2).fill_(-1e300), "fill_: float32 holds numbers up to 3.4028e38 in size, got -1e+300"],
    [() => x().copy_(-3e9), `copy_: ${int32}, got -3000000000${wide}`],
    [() => x().maskedFill(ones(2, { dtype: "bool" }), 3e9), `maskedFill: ${int32}, got 3000000000`],
    [() => x().scatter(0, zeros(2, ints), 3e9), `scatter: ${int32}, got 3000000000`],
    [() => x().indexPut_([0], 3e9), `indexPut_: ${int32}, got 3000000000`],
    [() => x().pad([1, 1], "constant", 3e9), `pad: ${int32}, got 3000000000`],
  ])("%#", (call, message) => {
    expect(call).toThrow(ValueError);
    expect(call).toThrow(message);
  });

  test("and what it holds is not", () => {
    expect(tensor([1.5, -1.5], ints).toArray()).toEqual([1, -1]);
    expect(full([1], 1.5, ints).toArray()).toEqual([1]);
    expect(tensor([2 ** 31 - 1, -(2 ** 31)], ints).toArray()).toEqual([2 ** 31 - 1, -(2 ** 31)]);
    expect(tensor([255], bytes).toArray()).toEqual([255]);
    expect(tensor([Number.NaN, 0, 300], { dtype: "bool" }).toArray()).toEqual([true, false, true]);
    expect(tensor([1e300]).toArray()).toEqual([Infinity]);
    expect(full([2], Infinity).toArray()).toEqual([Infinity, Infinity]);
    expect(full([1], 1e300, { dtype: "float64" }).toArray()).toEqual([1e300]);
    expect(arange(0, 300, 100, bytes).toArray()).toEqual([0, 100, 200]);
    expect(randperm(256, bytes).shape).toEqual([256]);
  });
});

describe("ranges", () => {
  test("arange, linspace, logspace", () => {
    expect(arange(3).toArray()).toEqual([0, 1, 2]);
    expect(arange(1, 4).toArray()).toEqual([1, 2, 3]);
    expect(arange(5, 0, -2).toArray()).toEqual([5, 3, 1]);
    expect(arange(0).shape).toEqual([0]);
    expect(arange(0, 1, 0.1).shape).toEqual([10]);
    expect(arange(2, { dtype: "int32" }).dtype).toBe("int32");
    expectClose(linspace(0, 1, 5), [0, 0.25, 0.5, 0.75, 1]);
    expect(linspace(3, 9, 1).toArray()).toEqual([3]);
    expect(linspace(0, 0.3, 4, { dtype: "float64" }).at(-1).item()).toBe(0.3);
    expectClose(logspace(0, 3, 4, 2), [1, 2, 4, 8]);
  });

  test.each([
    [() => arange(0, 5, 0), "arange: step must be nonzero"],
    [() => arange(0, 5, -1), "arange: upper bound and larger bound inconsistent with step sign: 0 to 5 by -1"],
    [() => arange(Number.NaN), "arange: end must be a finite number, got NaN"],
    [() => linspace(0, 1, -1), "linspace: steps must be an integer >= 0, got -1"],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
  });
});

describe("reading", () => {
  test("item needs one element", () => {
    expect(tensor([[5]]).item()).toBe(5);
    expect(() => zeros(2).item()).toThrow("item: a tensor with 2 elements cannot be converted to a number; shape [2]");
  });

  test("data reads later, views included", async () => {
    const x = arange(6).reshape(2, 3);
    expect([...(await x.t().read())]).toEqual([0, 3, 1, 4, 2, 5]);
    expect([...(await x.select(0, 1).read())]).toEqual([3, 4, 5]);
    expect([...x.t().readSync()]).toEqual([0, 3, 1, 4, 2, 5]);
  });

  test("operators do not work on tensors, and say so", () => {
    expect(() => (tensor([1]) as unknown as number) + 1).toThrow(
      "Tensor: operators do not work on tensors; write a.add(b), a.mul(b) or a.item()",
    );
    expect(`${tensor([1])}`).toBe("tensor([1.])");
    expect(Number(tensor(2))).toBe(2);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: calls as plain JavaScript makes them
const js = (fn: unknown) => fn as (...given: any[]) => any;

describe("arguments", () => {
  test.each<[string, unknown, unknown]>([
    ["full", full([2], 7), js(full)({ size: [2], fillValue: 7 })],
    ["full of true", full([2], true), tensor([true, true])],
    ["zeros", zeros(2, 3), zeros([2, 3])],
    ["arange", arange(1, 6, 2), arange(1, 6, { step: 2 })],
    ["arange by name", arange(1, { end: 6, step: 2 }), js(arange)({ start: 1, end: 6, step: 2 })],
    ["arange of an end", arange(3, { dtype: "int32" }), js(arange)({ end: 3, dtype: "int32" })],
    ["linspace", linspace(0, 1, 5), linspace(0, 1, { steps: 5 })],
    ["logspace", logspace(0, 3, 4, 2), logspace(0, 3, 4, { base: 2 })],
    ["logspace by name", logspace(0, 3, 4, 2), logspace(0, 3, { steps: 4, base: 2 })],
    ["eye", eye(2, 3), eye(2, { m: 3 })],
    ["eye of null", eye(2, null), eye(2)],
  ])("%s by position and by name", (_, one, other) => {
    expect(String(one)).toBe(String(other));
  });

  test.each<[unknown, unknown[], string]>([
    [tensor, [[1], { dtype: "int64" }], 'tensor: unknown dtype "int64"; expected one of bool, uint8, int32, float32,'],
    [tensor, [[1], "int32"], 'tensor: "int32" is one argument too many; dtype is given by name: { dtype: "int32" }'],
    [tensor, [], "tensor: missing argument data"],
    [tensor, [[1], { requires_grad: true }], "tensor: unknown option requires_grad; did you mean requiresGrad?"],
    [
      tensor,
      [[1], { device: "cuda" }],
      "tensor: device must be a device, such as cpu, createWasm() or await createGpu()",
    ],
    [tensor, [zeros(1)], "tensor: got a tensor; for a copy write x.detach().clone()"],
    [fromTypedArray, [[1], [1]], "fromTypedArray: data must be a typed array"],
    [zeros, [2, { dtyp: "int32" }], "zeros: unknown option dtyp; did you mean dtype?"],
    [zeros, [[2], 3], "zeros: 3 is one argument too many"],
    [zeros, ["2"], 'zeros: size must be a list of numbers, got "2"'],
    [ones, [2, { dtype: "long" }], 'ones: unknown dtype "long"'],
    [empty, [2, { dtype: "float" }], 'empty: unknown dtype "float"'],
    [full, [2, 1], "full: size must be a list of numbers, got 2"],
    [full, [[2], "1"], 'full: fillValue must be a number or true or false, got "1"'],
    [zerosLike, [[1]], "zerosLike: expected a tensor, got an array"],
    [fullLike, [zeros(1)], "fullLike: missing argument fillValue"],
    [arange, [0, 5, 1, "int32"], 'arange: "int32" is one argument too many'],
    [linspace, [0, 1], "linspace: missing argument steps"],
    [eye, [2, 3, 4], "eye: 4 is one argument too many"],
  ])("%#", (fn, given, message) => {
    expect(() => js(fn)(...given)).toThrow(message);
  });
});

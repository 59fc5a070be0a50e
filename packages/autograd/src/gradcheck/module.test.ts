import { ArgumentError, GradError, manualSeed, rand, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import { randomTensor } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import { customFunction, type GradcheckOptions, gradcheck, gradgradcheck } from "../index.js";

const leaf = (shape: number[], seed: number): Tensor => randomTensor(shape, seed, { requiresGrad: true });

/** x * 2, whose gradient is as `spoil` says. */
const doubled = (spoil: (gradient: Tensor) => Tensor) =>
  customFunction({
    name: "doubled",
    forward: (_, x: Tensor) => x.mul(2),
    backward: (_, g) => [spoil(g.mul(2))],
  });

/** A module as this package knows one: it is called, and has parameters with names. */
function makeModule(forward: (x: Tensor, w: Tensor, b: Tensor) => Tensor) {
  const [weight, bias, count] = [leaf([4, 3], 11), leaf([3], 12), tensor([0])];
  const call = (x: Tensor): Tensor => {
    count.add_(1);
    return forward(x, weight, bias);
  };
  const named = {
    namedParameters: (): [string, Tensor][] => [
      ["linear.weight", weight],
      ["linear.bias", bias],
    ],
    namedBuffers: (): [string, Tensor][] => [["count", count]],
  };
  return { model: Object.assign(call, named), weight, bias, count };
}

const right = () => makeModule((x, w, b) => x.matmul(w).add(b).tanh());
const wrongWeight = (factor: number) =>
  makeModule((x, w, b) =>
    x
      .matmul(doubled((g) => g.mul(factor))(w))
      .add(b)
      .tanh(),
  );
const x = randomTensor([2, 4], 13);

const modes: [string, GradcheckOptions][] = [
  ["entry by entry", { fastMode: false }],
  ["in a random direction", { fastMode: true }],
  ["by samples", { maxEntries: 3 }],
];

describe.each(modes)("the tolerances %s", (name, options) => {
  const check = (spoil: (g: Tensor) => Tensor, input = leaf([5], 1), more: GradcheckOptions = {}): boolean =>
    gradcheck(doubled(spoil), input, { ...options, raiseException: false, ...more }).passed;

  test("let pass what is right but for rounding", () => {
    expect(check((g) => g)).toBe(true);
    expect(check((g) => g.mul(1 + 5e-4))).toBe(true);
  });

  test("catch what is wrong by three thousandths", () => {
    expect(check((g) => g.mul(1.003))).toBe(false);
    expect(check((g) => g.mul(0.997))).toBe(false);
  });

  test("catch what is wrong by little where the gradient is 0", () => {
    const flat = (error: number) =>
      customFunction({
        name: "flat",
        forward: (_, y: Tensor) => y.mul(0).add(1),
        backward: (_, g) => [g.mul(0).add(error)],
      });
    const passes = (error: number): boolean =>
      gradcheck(flat(error), leaf([5], 1), { ...options, raiseException: false }).passed;
    expect(passes(0)).toBe(true);
    // Rounding explains far less than 1e-5, which is what the samples go by.
    expect(passes(name === "by samples" ? 1e-6 : 1e-4)).toBe(false);
  });

  test("are as they are given", () => {
    expect(check((g) => g.mul(1 + 1e-5), undefined, { rtol: 1e-6, atol: 0 })).toBe(false);
    expect(check((g) => g.mul(1 + 1e-5), undefined, { rtol: 1e-4, atol: 0 })).toBe(true);
    expect(check((g) => g.mul(1.5), undefined, { rtol: 1 })).toBe(true);
  });

  test("are coarse for float32, and yet catch what is wrong by three hundredths", () => {
    const input = tensor([0.3, -1.2, 0.8, 2, 0.1], { requiresGrad: true });
    expect(() => check((g) => g, input)).toThrow(
      new ValueError(
        'gradcheck: input 0 is float32; differences need float64: write .to("float64"), or set { allowFloat32: true } for ' +
          "a coarse check",
      ),
    );
    expect(check((g) => g, input, { allowFloat32: true })).toBe(true);
    expect(check((g) => g.mul(1.03), input, { allowFloat32: true })).toBe(false);
  });
});

describe.each(modes)("the parameters of a module %s", (_, options) => {
  test("are checked, and named", () => {
    expect(gradcheck(right().model, x, options).passed).toBe(true);
    const { model } = wrongWeight(1.003);
    const report = gradcheck(model, [x], { ...options, raiseException: false });
    expect(report.passed).toBe(false);
    expect(report.worst).toMatchObject({ name: "linear.weight", input: null });
    expect(report.tensors.map((found) => found.name)).toEqual(["linear.weight", "linear.bias"]);
    expect(() => gradcheck(model, x, options)).toThrow(GradError);
    expect(() => gradcheck(model, x, options)).toThrow(/^gradcheck: the gradient of .* with respect to linear.weight/);
  });

  test("are checked beside inputs, and in second derivatives", () => {
    const input = leaf([2, 4], 14);
    const report = gradcheck(right().model, input, options);
    expect(report.tensors.map(({ name, shape }) => [name, shape])).toEqual([
      ["input 0", [2, 4]],
      ["linear.weight", [4, 3]],
      ["linear.bias", [3]],
    ]);
    expect(gradgradcheck(right().model, input, options).tensors.map(({ name }) => name)).toEqual([
      "input 0",
      "input 1",
      "linear.weight",
      "linear.bias",
    ]);
    const detached = makeModule((y, w, b) => {
      const once = customFunction({
        name: "once",
        forward(ctx, v: Tensor) {
          ctx.saveForBackward(v);
          return v.square();
        },
        backward: (ctx, g) => [g.mul(ctx.savedTensors[0].detach().mul(2))],
      });
      return y.matmul(once(w)).add(b);
    });
    expect(gradcheck(detached.model, x, options).passed).toBe(true);
    expect(() => gradgradcheck(detached.model, x, options)).toThrow("gradgradcheck: the gradient of");
  });

  test("are given to a function by a list, by names, and by the module", () => {
    const { model, weight, bias } = wrongWeight(1.003);
    const loss = (y: Tensor): Tensor => model(y).square().sum();
    const names = (parameters: GradcheckOptions["parameters"]) => {
      const report = gradcheck(loss, x, { ...options, parameters: parameters ?? null, raiseException: false });
      expect(report.passed).toBe(false);
      return report.tensors.map(({ name }) => name);
    };
    expect(names([weight, bias])).toEqual(["parameters[0]", "parameters[1]"]);
    expect(names(model.namedParameters())).toEqual(["linear.weight", "linear.bias"]);
    expect(names(new Map(model.namedParameters()))).toEqual(["linear.weight", "linear.bias"]);
    expect(names(model)).toEqual(["linear.weight", "linear.bias"]);
    expect(gradcheck(model, leaf([2, 4], 1), { ...options, parameters: [] }).tensors).toHaveLength(1);
    expect(gradcheck(model, x, { ...options, parameters: [bias] }).passed).toBe(true);
  });

  test("are left out where they are frozen", () => {
    const { model, weight } = wrongWeight(1.003);
    weight.requiresGrad_(false);
    expect(gradcheck(model, x, options).tensors.map(({ name }) => name)).toEqual(["linear.bias"]);
  });

  test("are as before afterwards, and so are buffers", () => {
    for (const factor of [1, 2]) {
      const { model, weight, bias, count } = wrongWeight(factor);
      const state = () => [weight, bias, count].map((value) => [...value.readSync()]);
      const before = state();
      gradcheck(model, x, { ...options, raiseException: false });
      gradgradcheck(model, x, { ...options, raiseException: false });
      expect(state()).toEqual(before);
      expect([weight.grad, bias.grad]).toEqual([null, null]);
    }
  });
});

test("parameters are as before when func throws", () => {
  let calls = 0;
  const { model, weight } = makeModule((y, w, b) => {
    if (++calls === 5) throw new Error("stop");
    return y.matmul(w).add(b);
  });
  const before = [...weight.readSync()];
  expect(() => gradcheck(model, x)).toThrow("stop");
  expect([...weight.readSync()]).toEqual(before);
});

test("func has to give the same each time", () => {
  manualSeed(0);
  const noisy = (y: Tensor): Tensor => y.mul(rand(3, { dtype: "float64" }));
  expect(() => gradcheck(noisy, leaf([3], 1))).toThrow(ValueError);
  expect(() => gradcheck(noisy, leaf([3], 1))).toThrow(
    /^gradcheck: func gives other outputs when it is called again .*write model.eval\(\)/,
  );
  let call = 0;
  const drifting = (y: Tensor): Tensor => y.mul(2).add(1e-13 * call++);
  expect(() => gradcheck(drifting, leaf([3], 1))).toThrow("func gives other outputs");
  expect(gradcheck(drifting, leaf([3], 1), { nondetTol: 1e-9 }).passed).toBe(true);
});

describe("samples", () => {
  const size = 1000;
  const wrongAt = (index: number) =>
    doubled((g) => g.indexAdd(0, tensor([index], { dtype: "int32" }), tensor([1], { dtype: "float64" })));

  test("are as many as wanted, and drawn with the seed", () => {
    const input = leaf([size], 3);
    let calls = 0;
    const fn = (y: Tensor): Tensor => {
      calls++;
      return y.square().sum();
    };
    const run = (seed: number) => gradcheck(fn, input, { maxEntries: 5, seed });
    const report = run(1);
    expect(calls).toBe(2 + 2 * 6);
    expect(report.tensors[0]).toMatchObject({ name: "input 0", shape: [size], compared: 6 });
    expect(report.worst).toMatchObject({ output: 0, outputIndex: 0 });
    expect(report.worst?.relativeError).toBeLessThan(1e-5);
    expect(run(1)).toEqual(report);
    expect(run(2)).not.toEqual(report);
    expect(gradcheck(fn, leaf([3], 3), { maxEntries: 5 }).tensors[0].compared).toBe(4);
  });

  test("find one wrong element among many by the direction, and the largest by itself", () => {
    const input = leaf([size], 3);
    const [small, large] = [
      wrongAt(17),
      doubled((g) => g.mul(tensor(new Array(size).fill(1).fill(3, 500, 501), { dtype: "float64" }))),
    ];
    expect(gradcheck(small, input, { maxEntries: 2, raiseException: false }).passed).toBe(false);
    const { worst } = gradcheck(large, input, { maxEntries: 1, raiseException: false });
    expect(worst).toMatchObject({ inputIndex: 500, output: null });
  });

  test("take the place of all entries where a large Jacobian is wrong", () => {
    let calls = 0;
    const spoiled = doubled((g) => g.mul(2));
    const fn = (y: Tensor): Tensor => {
      calls++;
      return spoiled(y).sum();
    };
    expect(gradcheck(fn, leaf([100, 100], 3), { raiseException: false }).worst?.analytical).toBeCloseTo(4, 8);
    expect(calls).toBeLessThan(200);
  });
});

test("the relative error is of the larger value, and nothing where both are rounding", () => {
  const worst = (factor: number, scale: number) => {
    const fn = customFunction({
      name: "f",
      forward: (_, y: Tensor) => y.mul(scale),
      backward: (_, g) => [g.mul(scale * factor)],
    });
    return gradcheck(fn, leaf([1], 1), { raiseException: false }).worst?.relativeError ?? Number.NaN;
  };
  expect(worst(2, 1)).toBeCloseTo(0.5, 6);
  expect(worst(0.5, 1)).toBeCloseTo(0.5, 6);
  expect(worst(2, 1e-9)).toBeLessThan(1e-6);
  expect(worst(Number.NaN, 1)).toBe(Number.POSITIVE_INFINITY);
});

describe("arguments", () => {
  const call = (...given: unknown[]) => (gradcheck as (...given: unknown[]) => unknown)(...given);
  const callSecond = (...given: unknown[]) => (gradgradcheck as (...given: unknown[]) => unknown)(...given);
  const square = (y: Tensor): Tensor => y.square();
  const input = leaf([2], 1);

  test("stand by position and by name", () => {
    const expected = call(square, [input], { eps: 1e-5 });
    expect(call(square, input, { eps: 1e-5 })).toEqual(expected);
    expect(call({ func: square, inputs: [input], eps: 1e-5 })).toEqual(expected);
    const gradOutputs = leaf([2], 2);
    const second = callSecond(square, input, [gradOutputs], { rtol: 1e-4 });
    expect(callSecond(square, [input], { gradOutputs, rtol: 1e-4 })).toEqual(second);
    expect(callSecond({ func: square, inputs: input, gradOutputs, rtol: 1e-4 })).toEqual(second);
  });

  test.each<[unknown[], string]>([
    [[], "missing argument func"],
    [[square], "missing argument inputs"],
    [[null, input], "func must be a function, got null"],
    [[square, null], "inputs must be a tensor or a list of tensors, got null"],
    [[square, [1]], "inputs must be a tensor or a list of tensors, got [1]"],
    [[square, input, { raise_exception: false }], "unknown option raise_exception; did you mean raiseException?"],
    [[square, input, { fast_mode: true }], "unknown option fast_mode; did you mean fastMode?"],
    [[square, input, { fullJacobian: true }], "unknown option fullJacobian"],
    [[square, input, { eps: 0 }], "eps must be a number > 0, got 0"],
    [[square, input, { rtol: Number.NaN }], "rtol must be a number >= 0, got NaN"],
    [[square, input, { atol: "1" }], 'atol must be a number >= 0, got "1"'],
    [[square, input, { maxEntries: 0 }], "maxEntries must be an integer >= 1, got 0"],
    [[square, input, { seed: null }], "seed must be an integer, got null"],
    [
      [square, input, { parameters: 3 }],
      "parameters must be a module, a list of tensors or one of [name, tensor], got 3",
    ],
    [[square, input, { parameters: [3] }], "parameters[0] must be a tensor, got 3"],
    [[() => 3, input], "output 0 of func must be a tensor, got 3"],
  ])("%# are refused", (given, message) => {
    expect(() => call(...given)).toThrow(`gradcheck: ${message}`);
    expect(() => callSecond(...given)).toThrow(message);
  });

  test("too many are refused", () => {
    expect(() => call(square, input, 1e-6)).toThrow(
      "gradcheck: 0.000001 is one argument too many; eps is given by name",
    );
    expect(() => callSecond(square, input, null, 1e-6)).toThrow(ArgumentError);
    expect(() => callSecond(square, input, [input, input])).toThrow(
      "gradgradcheck: got 2 gradOutputs for 1 outputs that require a gradient",
    );
  });
});

import { ArgumentError, GradError, ShapeError, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as autograd from "./index.js";
import { grad } from "./index.js";

type Callable = (...given: unknown[]) => unknown;

const leaf = (...values: number[]): Tensor => tensor(values, { requiresGrad: true });
const callables = { ...autograd } as unknown as Readonly<Record<string, Callable>>;
const call = (name: keyof typeof autograd, ...given: unknown[]): unknown => callables[name](...given);
const callMethod = (x: Tensor, name: "backward" | "registerHook" | "retainGrad", ...given: unknown[]): unknown =>
  (x[name] as Callable).call(x, ...given);

describe("backward", () => {
  /** The gradient of x, after two backward passes, of which the first is called as given. */
  function twice(...given: unknown[]): unknown {
    const x = leaf(1, 2);
    const y = x.square();
    callMethod(y, "backward", ...given);
    y.backward(tensor([1, 1]));
    return x.grad?.toArray();
  }

  test("takes its arguments by position, by name, and mixed", () => {
    const gradient = tensor([10, 100]);
    for (const given of [
      [gradient, true],
      [gradient, true, false, null],
      [gradient, { retainGraph: true }],
      [gradient, undefined, { createGraph: true }],
      [{ gradient, retainGraph: true, createGraph: false }],
    ]) {
      expect(twice(...given)).toEqual([22, 404]);
    }
    expect(() => twice(gradient)).toThrow("Specify { retainGraph: true }");
    const x = leaf(3);
    const y = x.square();
    y.backward({ retainGraph: true });
    y.backward(null, true);
    y.backward();
    expect(x.grad?.item()).toBe(18);
  });

  test("createGraph records the pass", () => {
    for (const given of [[{ createGraph: true }], [null, null, true], [null, null, { createGraph: true }]]) {
      const x = leaf(3);
      callMethod(x.pow(3), "backward", ...given);
      expect(grad((x.grad as Tensor).sum(), x)[0].toArray()).toEqual([18]);
    }
  });

  test("inputs restrict whose gradients are added up", () => {
    for (const form of [
      (w: Tensor) => [null, null, false, w],
      (w: Tensor) => [null, null, false, [w]],
      (w: Tensor) => [{ inputs: [w] }],
      (w: Tensor) => [null, { inputs: w }],
    ]) {
      const [x, w] = [leaf(2), leaf(5)];
      callMethod(x.mul(w), "backward", ...form(w));
      expect([x.grad, w.grad?.item()]).toEqual([null, 2]);
    }
    const x = leaf(2);
    const y = x.mul(3);
    const other = leaf(1);
    y.square().backward({ inputs: [y, other] });
    expect([x.grad, y.grad?.item(), other.grad]).toEqual([null, 12, null]);
    expect(() => x.mul(2).backward({ inputs: [] })).toThrow("backward: inputs cannot be empty; null means every leaf");
    expect(() => x.mul(2).backward({ inputs: [tensor([1])] })).toThrow(
      new GradError("backward: input 0, of shape [1], does not require grad"),
    );
  });

  test.each<[unknown[], string]>([
    [[{ retain_graph: true }], "backward: unknown option retain_graph; did you mean retainGraph?"],
    [[null, { gradient: null }], "backward: gradient is given twice, by position and by name"],
    [[null, { graph: true }], "backward: unknown option graph; it takes x, gradient, retainGraph"],
    [[null, true, { retainGraph: true }], "backward: retainGraph is given twice, by position and by name"],
    [
      [null, null, false, null, 1],
      "backward: 1 argument(s) too many, got 1; write backward(x, gradient?, retainGraph?",
    ],
    [[true], "backward: gradient must be a tensor, got true"],
    [[Number.NaN], "backward: gradient must be a tensor, got NaN"],
    [["1"], 'backward: gradient must be a tensor, got "1"'],
    [[null, 1], "backward: retainGraph must be true or false, got 1"],
    [[null, null, null], "backward: createGraph must be true or false, got null"],
    [[{ inputs: "x" }], 'backward: inputs must be a tensor or a list of tensors, got "x"'],
  ])("refuses %j", (given, message) => {
    const x = leaf(1);
    expect(() => callMethod(x.mul(2), "backward", ...given)).toThrow(ArgumentError);
    expect(() => callMethod(x.mul(2), "backward", ...given)).toThrow(message);
    expect(x.grad).toBeNull();
  });
});

describe("hooks", () => {
  test.each<[name: "registerHook" | "retainGrad", given: unknown[], message: string]>([
    ["registerHook", [], "registerHook: missing argument hook"],
    ["registerHook", [null], "registerHook: hook must be a function of the gradient, got null"],
    ["registerHook", [() => {}, 1], "registerHook: 1 argument(s) too many, got 1"],
    ["registerHook", [{ fn: () => {} }], "registerHook: unknown option fn"],
    ["retainGrad", [true], "retainGrad: 1 argument(s) too many, got true"],
  ])("%s refuses %j", (name, given, message) => {
    expect(() => callMethod(leaf(1), name, ...given)).toThrow(message);
  });

  test("take the hook by name", () => {
    const x = leaf(1);
    callMethod(x, "registerHook", { hook: (g: Tensor) => g.mul(2) });
    x.sum().backward();
    expect(x.grad?.item()).toBe(2);
  });

  test("refuse what a hook must not return, on leaves and others", () => {
    for (const make of [(x: Tensor) => x, (x: Tensor) => x.mul(1)]) {
      const y = make(leaf(1, 2));
      const handle = y.registerHook(() => 3 as never);
      expect(() => y.sum().backward()).toThrow("registerHook: the hook must return nothing or a tensor, got 3");
      handle.remove();
      y.registerHook(() => tensor(1));
      expect(() => y.sum().backward()).toThrow(
        new ShapeError("registerHook: the hook changed the gradient's shape from [2] to []"),
      );
    }
  });
});

describe("grad", () => {
  const x = leaf(1, 2);
  const gradOutputs = tensor([10, 100]);
  const first = (...given: unknown[]): unknown => {
    const y = x.square();
    const [dx] = call("grad", y, x, ...given) as Tensor[];
    return [dx.toArray(), dx.requiresGrad];
  };

  test("takes its arguments by position, by name, and mixed", () => {
    for (const given of [
      [gradOutputs, null, true],
      [gradOutputs, true, true, { allowUnused: false }],
      [gradOutputs, { createGraph: true }],
      [[gradOutputs], null, { createGraph: true, allowUnused: true }],
      [{ gradOutputs, createGraph: true, retainGraph: true }],
    ]) {
      expect(first(...given)).toEqual([[20, 400], true]);
    }
    expect(first(gradOutputs)).toEqual([[20, 400], false]);
    expect((call("grad", { outputs: x.sum(), inputs: x }) as Tensor[])[0].toArray()).toEqual([1, 1]);
    const y = x.square();
    expect(grad([y, y], [x], [gradOutputs, gradOutputs], true)[0].toArray()).toEqual([40, 800]);
    expect(grad(y, x, gradOutputs)[0].toArray()).toEqual([20, 400]);
  });

  test("has null only where unused inputs are allowed", () => {
    const y = leaf(3);
    expect(grad(x.sum(), [x, y], { allowUnused: true })[1]).toBeNull();
    expect(grad(x.sum(), [x, y], null, null, { allowUnused: true })[1]).toBeNull();
    expect(() => grad(x.sum(), [x, y])).toThrow("grad: input 1 appears to not have been used in the graph");
    expectTypeOf(grad(x.sum(), x)).toEqualTypeOf<Tensor[]>();
    expectTypeOf(grad(x.sum(), x, { createGraph: true })).toEqualTypeOf<Tensor[]>();
    expectTypeOf(grad(x.sum(), x, null, { allowUnused: false })).toEqualTypeOf<Tensor[]>();
    expectTypeOf(grad(x.sum(), x, { allowUnused: true })).toEqualTypeOf<(Tensor | null)[]>();
    expectTypeOf(grad(x.sum(), x, null, { allowUnused: true })).toEqualTypeOf<(Tensor | null)[]>();
    expectTypeOf(grad(x.sum(), x, null, null, { allowUnused: true })).toEqualTypeOf<(Tensor | null)[]>();
    expectTypeOf(grad(x.sum(), x, null, null, true, { allowUnused: true })).toEqualTypeOf<(Tensor | null)[]>();
  });

  test.each<[unknown[], string]>([
    [[], "grad: missing argument outputs; write grad(outputs, inputs, gradOutputs?"],
    [[x], "grad: missing argument inputs"],
    [[x, null], "grad: inputs must be a tensor or a list of tensors, got null"],
    [[[x, 1], x], "grad: outputs must be a tensor or a list of tensors, got [a tensor of shape [2], 1]"],
    [[x, x, { grad_outputs: gradOutputs }], "grad: unknown option grad_outputs; did you mean gradOutputs?"],
    [[x, x, { allow_unused: true }], "grad: unknown option allow_unused; did you mean allowUnused?"],
    [[x, x, Number.NaN], "grad: gradOutputs must be"],
    [[x, x, ["a"]], "grad: gradOutputs must be"],
    [[x, x, null, "yes"], 'grad: retainGraph must be true or false, got "yes"'],
    [[x, x, null, null, null], "grad: createGraph must be true or false, got null"],
    [[x, x, null, null, false, true], "grad: true is one argument too many; allowUnused is given by name"],
    [[x, x, gradOutputs, { gradOutputs }], "grad: gradOutputs is given twice, by position and by name"],
  ])("refuses %#", (given, message) => {
    expect(() => call("grad", ...given)).toThrow(ArgumentError);
    expect(() => call("grad", ...given)).toThrow(message);
  });

  test("types refuse wrong names, and options given twice", () => {
    const compiles = () => [
      // @ts-expect-error PyTorch's name is createGraph
      grad(x.sum(), x, { create_graph: true }),
      // @ts-expect-error given twice
      grad(x.sum(), x, null, { gradOutputs: null }),
      // @ts-expect-error a number is no gradient
      grad(x.sum(), x, 1),
    ];
    expect(compiles).toThrow(ArgumentError);
  });
});

describe.each(["noGrad", "enableGrad", "detectAnomaly"] as const)("%s", (name) => {
  test("takes a function, and says so of anything else", () => {
    expect(call(name, () => 3)).toBe(3);
    expect(call(name, { fn: () => 3 })).toBe(3);
    for (const wrong of [null, 1, Number.NaN, "x", true, [() => 1]]) {
      expect(() => call(name, wrong)).toThrow(ArgumentError);
      expect(() => call(name, wrong)).toThrow(`${name}: fn must be a function, such as ${name}(() => model(x)), got `);
    }
    expect(() => call(name)).toThrow(`${name}: missing argument fn; write ${name}(fn)`);
    expect(() => call(name, () => 1, 2)).toThrow(`${name}: 1 argument(s) too many, got 2`);
    expect(() => call(name, { func: () => 1 })).toThrow(`${name}: unknown option func; it takes fn`);
    expect(() => call(name, async () => 1)).toThrow(ValueError);
    expect([autograd.isGradEnabled(), autograd.isAnomalyEnabled()]).toEqual([true, false]);
  });
});

test.each(["setGradEnabled", "setDetectAnomaly"] as const)("%s takes true or false", (name) => {
  const current = (): boolean => (name === "setGradEnabled" ? autograd.isGradEnabled() : autograd.isAnomalyEnabled());
  const before = current();
  call(name, { mode: !before });
  expect(current()).toBe(!before);
  call(name, before);
  expect(current()).toBe(before);
  for (const wrong of [null, 0, Number.NaN, "true", () => 1]) {
    expect(() => call(name, wrong)).toThrow(`${name}: mode must be true or false, got `);
  }
  expect(() => call(name)).toThrow(`${name}: missing argument mode`);
  expect(() => call(name, true, 1)).toThrow(`${name}: 1 argument(s) too many`);
  expect(() => call(name, { value: true })).toThrow(`${name}: unknown option value; it takes mode`);
  expect(current()).toBe(before);
});

test.each(["isGradEnabled", "isAnomalyEnabled"] as const)("%s takes nothing", (name) => {
  expect(() => call(name, true)).toThrow(`${name}: 1 argument(s) too many, got true; write ${name}()`);
});

describe("customFunction", () => {
  const forward = (_: unknown, x: Tensor): Tensor => x.mul(2);
  const backward = (_: unknown, g: Tensor): Tensor[] => [g.mul(2)];
  const x = leaf(1);

  test.each<[unknown[], string]>([
    [[], "customFunction: missing argument definition"],
    [[null], "customFunction: definition must be an object with a name, forward and backward, got null"],
    [
      [forward],
      "customFunction: definition must be an object with a name, forward and backward, got the function forward",
    ],
    [[{ name: "f", forward }], "customFunction: backward must be a function, got undefined"],
    [[{ forward, backward }], "customFunction: name must be a string, got undefined"],
    [[{ name: "f", forward: 1, backward }], "customFunction: forward must be a function, got 1"],
    [[{ name: "f", forward, backwards: backward }], "customFunction: unknown option backwards; did you mean backward?"],
    [[{ name: "f", forward, backward }, 1], "customFunction: 1 argument(s) too many, got 1"],
  ])("refuses %#", (given, message) => {
    expect(() => call("customFunction", ...given)).toThrow(ArgumentError);
    expect(() => call("customFunction", ...given)).toThrow(message);
  });

  test("takes an instance of a class, with whatever else it has", () => {
    class Scale {
      readonly name = "scale";
      constructor(private readonly factor: number) {}
      forward(_: unknown, y: Tensor): Tensor {
        return y.mul(this.factor);
      }
      backward(_: unknown, g: Tensor): Tensor[] {
        return [g.mul(this.factor)];
      }
    }
    const y = leaf(1);
    autograd.customFunction(new Scale(3))(y).backward();
    expect(y.grad?.item()).toBe(3);
  });

  test("says what forward and backward have to return", () => {
    const without = autograd.customFunction({ name: "f", forward: () => undefined as never, backward });
    expect(() => without()).toThrow("f: forward must return a tensor, got undefined");
    const single = autograd.customFunction({ name: "f", forward, backward: (_, g: Tensor) => g as never });
    expect(() => single(x).backward()).toThrow(
      "f: backward must return a list of tensors and nulls, got a tensor of shape [1]; write [gradient]",
    );
    const numbers = autograd.customFunction({ name: "f", forward, backward: () => [1 as never] });
    expect(() => numbers(x).backward()).toThrow(
      new ArgumentError("f: backward must return a list of tensors and nulls, got [1]"),
    );
    const saving = autograd.customFunction({
      name: "f",
      forward(ctx, y: Tensor) {
        ctx.saveForBackward(3 as never);
        return y;
      },
      backward,
    });
    expect(() => saving(x)).toThrow("f.saveForBackward: tensors[0] must be a tensor, got 3");
  });
});

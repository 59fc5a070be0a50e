import { describe, expect, test } from "vitest";
import { ArgumentError, arange, ones, Tensor, tensor } from "./index.js";
import { internals } from "./internals.js";

const Any = Tensor as unknown as new (...given: unknown[]) => Tensor;

test.each<[string, unknown[], string]>([
  ["nothing", [], "undefined"],
  ["an array", [[1, 2]], "an array"],
  ["a size", [3], "3"],
])("a tensor made with new from %s says what to write", (_, given, got) => {
  expect(() => new Any(...given)).toThrow(
    new ArgumentError(`Tensor: expected a tensor, got ${got}; make one with tensor(...)`),
  );
});

test("a tensor over another one has its elements and its memory", () => {
  const x = arange(6).view(2, 3).t();
  const y = new Tensor(x);
  expect(y.toArray()).toEqual(x.toArray());
  x.fill_(7);
  expect(y.toArray()).toEqual(x.toArray());
  expect(internals(y).storage).toBe(internals(x).storage);
});

test("a view that starts inside of its storage", () => {
  const y = new Tensor(tensor([1, 2, 3]).narrow(0, 1, 2));
  expect(y.toArray()).toEqual([2, 3]);
});

describe("methods that no op stands behind", () => {
  const x = ones(2, 3) as unknown as Record<string, (...args: unknown[]) => unknown>;

  test("take arguments by position and by name", () => {
    expect(ones(2, 3).size()).toEqual([2, 3]);
    expect(x.size(-1)).toBe(3);
    expect(x.size({ dim: 0 })).toBe(2);
    expect(ones(2).requiresGrad_().requiresGrad).toBe(true);
    expect(ones(2).requiresGrad_(false).requiresGrad).toBe(false);
  });

  test.each<[() => unknown, string]>([
    [() => x.size(1, 0), "size: 1 argument(s) too many, got 0; write size(dim?)"],
    [() => x.size("1"), 'size: dim must be an integer, got "1"'],
    [() => x.size({ dims: 1 }), "size: unknown option dims; did you mean dim?"],
    [() => x.requiresGrad_(1), "requiresGrad_: requiresGrad must be true or false, got 1"],
    [() => x.requiresGrad_(null), "requiresGrad_: requiresGrad must be true or false, got null"],
    [() => void Object.assign(x, { requiresGrad: "yes" }), 'requiresGrad: it must be true or false, got "yes"'],
    [() => void Object.assign(x, { grad: 1 }), "grad: expected null or a tensor, got 1"],
    [() => (x.toString as (...args: unknown[]) => string)(1), "toString: 1 argument(s) too many, got 1"],
    ...["dim", "numel", "isContiguous", "isFloatingPoint", "dataSync", "toArray", "elementSize", "dispose", "item"].map(
      (name): [() => unknown, string] => [() => x[name](1), `${name}: 1 argument(s) too many, got 1; write ${name}()`],
    ),
  ])("%#", (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
    expect(ones(2, 3).equal(x as unknown as Tensor)).toBe(true);
  });

  test("data, which is read later", async () => {
    await expect((ones(2).data as (...args: unknown[]) => Promise<unknown>)(1)).rejects.toThrow(
      "data: 1 argument(s) too many, got 1; write data()",
    );
  });
});

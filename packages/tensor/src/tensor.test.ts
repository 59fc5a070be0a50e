import { expect, test } from "vitest";
import { ArgumentError, arange, Tensor, tensor } from "./index.js";
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

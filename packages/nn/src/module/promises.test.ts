import { customFunction, detectAnomaly, enableGrad, gradcheck, gradgradcheck, noGrad } from "@lumbre/autograd";
import { ArgumentError, ones, scope, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as nn from "../index.js";

// Functions that call another at once refuse a promise; what it rejects with later must not be anybody's affair.

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", note);
});

afterEach(() => {
  process.off("unhandledRejection", note);
});

async function failing(): Promise<never> {
  await Promise.resolve();
  throw new Error("later");
}

/** A callback that the types would not let through. */
const callback = failing as never;

function hooked(register: (layer: nn.Linear) => void): () => unknown {
  return () => {
    const layer = new nn.Linear(2, 2);
    register(layer);
    layer.forward(ones(1, 2)).sum().backward();
  };
}

const x = (): Tensor => tensor([1], { dtype: "float64", requiresGrad: true });

test.each<[string, () => unknown, new (message: string) => Error]>([
  ["scope", () => scope(failing), ValueError],
  ["noGrad", () => noGrad(failing), ValueError],
  ["enableGrad", () => enableGrad(failing), ValueError],
  ["detectAnomaly", () => detectAnomaly(failing), ValueError],
  ["gradcheck", () => gradcheck(callback, x()), ValueError],
  ["gradcheck", () => gradgradcheck(callback, x()), ValueError],
  ["the function", () => noGrad(() => scope(failing)), ValueError],
  ["custom", () => customFunction({ name: "custom", forward: callback, backward: callback })(x()), ValueError],
  [
    "custom",
    () => customFunction({ name: "custom", forward: (_, t: Tensor) => t.mul(1), backward: callback })(x()).backward(),
    ArgumentError,
  ],
  [
    "registerHook",
    () => {
      const leaf = x();
      leaf.registerHook(callback);
      leaf.mul(2).backward();
    },
    ArgumentError,
  ],
  ["apply", () => new nn.Linear(2, 2).apply(callback), ArgumentError],
  ["Linear", hooked((layer) => layer.registerForwardPreHook(callback)), ArgumentError],
  ["Linear", hooked((layer) => layer.registerForwardHook(callback)), ArgumentError],
  ["Linear", hooked((layer) => layer.registerFullBackwardHook(callback)), ArgumentError],
])("%s refuses an async function, whose rejection is handled: %s", async (op, call, type) => {
  let error: unknown = null;
  try {
    call();
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(type);
  expect((error as Error).message).toContain(op);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(unhandled).toEqual([]);
});

test("a thenable of another library is a promise too", () => {
  // biome-ignore lint/suspicious/noThenProperty: that it has one is what the test is about
  const thenable = Object.fromEntries([["then", (_: unknown, reject: (reason: unknown) => void) => reject(null)]]);
  expect(() => scope(() => thenable)).toThrow("scope: the function returned a promise");
  expect(() => noGrad(() => thenable)).toThrow("noGrad: the function returned a promise");
});

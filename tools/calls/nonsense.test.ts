import * as autograd from "@lumbre/autograd";
import { createWasm } from "@lumbre/backend-wasm";
import * as nn from "@lumbre/nn";
import * as library from "@lumbre/tensor";
import { cpu, type Device, LumbreError, ones, setDefaultDevice, Tensor, tensor, zeros } from "@lumbre/tensor";
import { sampled } from "@lumbre/testing";
import { afterEach, expect, test } from "vitest";

// One argument of a call that works is replaced by nonsense. Whatever comes of it is a value or a typed error.

const floats = (): Tensor =>
  tensor([
    [0.5, 0.25, 0.75],
    [0.1, 0.9, 0.3],
  ]);
const ints = (): Tensor =>
  tensor(
    [
      [0, 1, 0],
      [1, 0, 1],
    ],
    { dtype: "int32" },
  );
const bools = (): Tensor => ints().to("bool");
const places = (): Tensor => tensor([0], { dtype: "int32" });

function disposed(): Tensor {
  const x = ones(2, 3);
  x.dispose();
  return x;
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function inItself(): unknown[] {
  const list: unknown[] = [];
  list.push(list);
  return list;
}

const nonsense: readonly (readonly [words: string, make: () => unknown])[] = [
  ["null", () => null],
  ["undefined", () => undefined],
  ["a text", () => "text"],
  ["an empty object", () => ({})],
  ["a function", () => () => 0],
  ["7", () => 7],
  ["-3", () => -3],
  ["1.5", () => 1.5],
  ["1e10", () => 1e10],
  ["1e300", () => 1e300],
  ["NaN", () => Number.NaN],
  ["Infinity", () => Infinity],
  ["true", () => true],
  ["a symbol", () => Symbol("s")],
  ["5n", () => 5n],
  ["a date", () => new Date(0)],
  ["a map", () => new Map()],
  ["a revoked proxy", revoked],
  ["a typed array", () => new Float32Array(2)],
  ["an int32 tensor", ints],
  ["a bool tensor", bools],
  ["a float64 tensor", () => floats().to("float64")],
  ["a 0-d tensor", () => tensor(2)],
  ["a tensor of nothing", () => zeros(0)],
  ["a disposed tensor", disposed],
  ["an empty list", () => []],
  ["a list of null", () => [null]],
  ["a list of a huge number", () => [1e10]],
  ["a list with NaN", () => [Number.NaN, 2]],
  ["a nested list", () => [[1]]],
  ["a list in itself", inItself],
  ["a list of a disposed tensor", () => [disposed()]],
];

/** Arguments that most calls work with, behind the tensor. */
const argumentLists: readonly (readonly (() => unknown)[])[] = [
  [],
  [() => 0],
  [() => 2],
  [floats],
  [ints],
  [bools],
  [() => [0]],
  [() => [3, 2]],
  [() => "float64"],
  [() => [floats(), floats()]],
  [() => [places()], () => 1],
  [() => 0, () => 1],
  [() => 2, () => 1, () => 0],
  [() => 0, places],
  [() => 0, places, () => ones(1, 3)],
  [floats, floats],
  [floats, () => 1],
  [bools, () => 0],
  [() => floats().t()],
  [() => ones(3)],
  [() => ones(4, 3), () => ones(4)],
  [() => ones(2, 3, 3)],
];

type AnyFunction = (...args: unknown[]) => unknown;

/** Calls that throw what is no error of ours. */
function rawErrors(call: AnyFunction): string[] {
  const raw: string[] = [];
  const attempt = (args: readonly (() => unknown)[], words: string): boolean => {
    try {
      void Promise.resolve(call(...args.map((make) => make()))).catch(() => undefined);
      return true;
    } catch (error) {
      if (!(error instanceof LumbreError)) raw.push(`${words}: ${String(error)}`);
      return false;
    }
  };
  for (const args of argumentLists) {
    if (!attempt(args, "a good call") && args.length > 0) continue;
    for (let i = 0; i <= args.length; i++) {
      for (const [words, make] of nonsense) {
        attempt([...args.slice(0, i), make, ...args.slice(i + 1)], `argument ${i} of ${args.length} is ${words}`);
      }
    }
  }
  return raw;
}

const methods = Object.entries(Object.getOwnPropertyDescriptors(Tensor.prototype)).flatMap(([name, { value }]) =>
  // The first is internal, and the others take nothing.
  typeof value === "function" && !["setData", "constructor", "dispose"].includes(name)
    ? [[`Tensor.${name}`, (...args: unknown[]) => Reflect.apply(value as AnyFunction, floats(), args)] as const]
    : [],
);

// What these set stays set.
const settings = ["setDefaultDevice", "setPrintOptions", "setDetectAnomaly", "setGradEnabled", "bestDevice", "seed"];

const functions = Object.entries({ "": library, "functional.": nn.functional, "autograd.": autograd }).flatMap(
  ([space, all]) =>
    Object.entries(all as Record<string, unknown>).flatMap(([name, value]) => {
      const isFunction = typeof value === "function" && !/^class\b/.test(Function.prototype.toString.call(value));
      if (!isFunction || settings.includes(name)) return [];
      return [[space + name, value as AnyFunction] as const];
    }),
);

const all = [...methods, ...functions];

test("there are some", () => {
  expect(methods.length).toBeGreaterThan(250);
  expect(functions.length).toBeGreaterThan(250);
});

afterEach(() => setDefaultDevice(cpu));

const on = (device: Device) => all.map(([name, call]) => [`${name} on ${device.name}`, call, device] as const);

// A prime, so that the sample is of all kinds.
test.each(sampled([...on(cpu), ...on(createWasm({ threads: 1 }))], 11))("%s", (_, call, device) => {
  setDefaultDevice(device);
  expect(rawErrors(call)).toEqual([]);
});

import { expect, test } from "vitest";
import * as lumbre from "../index.js";
import { LumbreError, type Tensor, tensor, zeros } from "../index.js";

// Wrong arguments of many kinds, for every method and every function: whoever refuses them has to be the op that was called,
// whatever it is made of.

const ints = (...shape: number[]): Tensor => zeros(shape, { dtype: "int32" });
const bools = (...shape: number[]): Tensor => zeros(shape, { dtype: "bool" });
const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);
const inputs = [x, zeros(4, 4), bools(2, 3), ints(2, 3), zeros([]), zeros(2, 3).expand(4, 2, 3)];
const given: unknown[][] = [
  [],
  [9],
  [[5, 5]],
  [[0, 0]],
  [[1, 1, 1]],
  [1.5],
  [zeros(7)],
  [zeros(4, 5)],
  [bools(7)],
  [0, ints(7)],
  [0, ints(2, 3).add(99), x],
  [0, zeros(2, 3)],
  [zeros(9), 1],
  [bools(7), 1],
  [x, zeros(9)],
  [zeros(9), zeros(9)],
  [9, 9],
  [zeros(3, 2, { dtype: "float64" })],
];
const skipped = ["constructor", "backward", "dispose", "setData", "read"];

/** The name in front of the error's message, unless it is the right one. */
function wrongName(name: string, call: () => unknown): string | null {
  try {
    call();
    return null;
  } catch (error) {
    const { message } = error as Error;
    const isRight = error instanceof LumbreError && message.startsWith(`${name}: `);
    return isRight ? null : `${name}: ${message}`;
  }
}

test("an error of a method names it", () => {
  const wrong = new Set<string>();
  for (const [name, { value: method }] of Object.entries(Object.getOwnPropertyDescriptors(lumbre.Tensor.prototype))) {
    if (typeof method !== "function" || skipped.includes(name)) continue;
    for (const input of inputs) {
      for (const args of given) {
        const found = wrongName(name, () => method.apply(input.clone(), args));
        if (found !== null) wrong.add(found);
      }
    }
  }
  expect([...wrong]).toEqual([]);
});

test("an error of a function of several tensors names it", () => {
  const wrong = new Set<string>();
  const listed = ["cat", "stack", "hstack", "vstack", "broadcastTensors", "meshgrid", "linear", "bilinear", "einsum"];
  const functions = Object.entries(lumbre).filter(([name]) => listed.includes(name));
  for (const [name, fn] of functions as [string, (...args: unknown[]) => unknown][]) {
    for (const a of inputs) {
      for (const b of inputs) {
        for (const args of [[[a, b]], [[a, b], 9], [a, b], [a, b, zeros(9)], [a, b, null]]) {
          const found = wrongName(name, () => fn(...args));
          if (found !== null) wrong.add(found);
        }
      }
    }
  }
  expect([...wrong]).toEqual([]);
});

test("the stack of such an error has its message", () => {
  try {
    x.broadcastTo([5]);
  } catch (error) {
    expect((error as Error).stack).toContain("broadcastTo: the number of sizes provided (1)");
    return;
  }
  expect.unreachable();
});

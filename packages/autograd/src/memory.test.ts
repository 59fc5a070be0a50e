import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { memory, ones } from "@lumbre/tensor";
import { expect, test } from "vitest";
import "./index.js";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** The buffers that are left when all has been collected that can be. */
async function buffersLeft(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return memory().buffers;
}

test("backward lets go of saved inputs and outputs, though its root is held", async () => {
  const w = ones(2, { requiresGrad: true });
  const before = await buffersLeft();
  const root = w.mul(2).square().exp().sum();
  // The root, and the inputs of square and exp's output, which their rules need.
  expect(await buffersLeft()).toBe(before + 3);
  root.backward();
  // The root and w.grad.
  expect(await buffersLeft()).toBe(before + 2);
  expect(root.item()).toBeCloseTo(2 * Math.exp(4), 3);
});

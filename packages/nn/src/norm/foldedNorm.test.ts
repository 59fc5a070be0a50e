import { noGrad } from "@lumbre/autograd";
import { memory, randn, scope } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { BatchNorm2d, Conv2d, Sequential } from "../index.js";

test("the folded weights serve again as long as nothing changes, and their memory is given back then", () => {
  const conv = new Conv2d(3, 4, 3);
  const model = new Sequential(conv, new BatchNorm2d(4)).eval();
  const x = randn(2, 3, 6, 6);
  const forward = () => noGrad(() => scope(() => void model.forward(x)));
  const before = memory().buffers;
  forward();
  expect(memory().buffers).toBe(before + 2);
  forward();
  expect(memory().buffers).toBe(before + 2);
  conv.weight.data.mul_(2);
  forward();
  expect(memory().buffers).toBe(before + 2);
  model.train();
  forward();
  expect(memory().buffers).toBe(before);
});

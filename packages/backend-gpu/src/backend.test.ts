import { cpu, manualSeed, ones, randn, tensor, zeros } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { createGpu } from "./index.js";

test("smoke", async () => {
  const gpu = await createGpu({ mode: "cpu" });
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]).to(gpu);
  expect(x.add(1).toArray()).toEqual([
    [2, 3, 4],
    [5, 6, 7],
  ]);
  expect(x.t().mul(x.t()).toArray()).toEqual([
    [1, 16],
    [4, 25],
    [9, 36],
  ]);
  expect(x.add(tensor([10, 20, 30]).to(gpu)).toArray()).toEqual([
    [11, 22, 33],
    [14, 25, 36],
  ]);
  expect(x.matmul(x.t()).toArray()).toEqual([
    [14, 32],
    [32, 77],
  ]);
  const y = zeros(3, 4).to(gpu);
  y.narrow(1, 1, 2).fill_(7);
  expect(y.toArray()).toEqual([
    [0, 7, 7, 0],
    [0, 7, 7, 0],
    [0, 7, 7, 0],
  ]);
  y.narrow(0, 1, 2).t().copy_(ones(4, 2).to(gpu));
  expect(y.toArray()).toEqual([
    [0, 7, 7, 0],
    [1, 1, 1, 1],
    [1, 1, 1, 1],
  ]);
  expect(x.sum().item()).toBe(21);
  expect(x.to("int32").toArray()).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
});

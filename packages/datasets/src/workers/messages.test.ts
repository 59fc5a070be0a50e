import { getDefaultDevice, ones, Tensor, tensor } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { memoryOf, pack, unpack } from "./messages.js";

test("a batch goes as arrays and comes as the same tensors, wherever they stand in it", async () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  const date = new Date(0);
  const batch = [x.t(), { labels: tensor([5, 6], { dtype: "int32" }), names: ["a", "b"], date }, [[tensor(7)]], null];
  const packed = await pack(batch);
  expect(packed.value).toEqual([null, { labels: null, names: ["a", "b"], date }, [[null]], null]);
  expect(packed.tensors.map(({ path, dtype, shape }) => [path, dtype, shape])).toEqual([
    [[0], "float32", [2, 2]],
    [[1, "labels"], "int32", [2]],
    [[2, 0, 0], "float32", []],
  ]);
  expect(batch[0]).toBeInstanceOf(Tensor);
  const [first, second, third] = unpack(structuredClone(packed)) as [Tensor, { labels: Tensor }, [[Tensor]]];
  expect([first.toArray(), second.labels.dtype, second.labels.toArray(), third[0][0].item()]).toEqual([
    [
      [1, 3],
      [2, 4],
    ],
    "int32",
    [5, 6],
    7,
  ]);
  expect(first.device).toBe(getDefaultDevice());
});

test("a batch may be a tensor, or have none", async () => {
  expect((unpack(await pack(ones(2))) as Tensor).toArray()).toEqual([1, 1]);
  for (const plain of [3, "a", { a: [1] }]) expect(unpack(await pack(plain))).toEqual(plain);
});

test("memory is given away once, however many tensors lie in it", async () => {
  const { tensors, value } = await pack([ones(2), ones(3)]);
  const [a, b] = tensors;
  expect(memoryOf({ value, tensors })).toEqual([a.data.buffer, b.data.buffer]);
  expect(memoryOf({ value, tensors: [a, a] })).toHaveLength(1);
});

import { describe, expect, expectTypeOf, test } from "vitest";
import { cpu } from "./device.js";
import { arange, Device, type Tensor, tensor, zeros } from "./index.js";

const x = arange(6).view(2, 3);

describe("reading", () => {
  test("gives a copy, row by row, of the dtype's array", async () => {
    for (const read of [await x.T.read(), x.T.readSync(), x.T.numpy()]) {
      expect(read).toEqual(Float32Array.of(0, 3, 1, 4, 2, 5));
      read[0] = 9;
    }
    expect(x.at(0, 0).item()).toBe(0);
    expect(tensor([true, false]).numpy()).toEqual(Uint8Array.of(1, 0));
    expect(tensor([1], { requiresGrad: true }).numpy()).toEqual(Float32Array.of(1));
  });

  test("as nested arrays", () => {
    expect([x.tolist(), tensor([[true]]).tolist(), tensor(3).tolist(), zeros(2, 0).tolist()]).toEqual([
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
      [[true]],
      3,
      [[], []],
    ]);
  });

  test("gives back the buffer of a view's elements in order", async () => {
    const { backend } = cpu;
    let held = 0;
    const device = new Device({
      ...backend,
      name: "counting",
      allocate: (length, dtype) => {
        held++;
        return backend.allocate(length, dtype);
      },
      free: (buffer) => {
        held--;
        backend.free(buffer);
      },
    });
    const y = x.to(device).T;
    held = 0;
    await y.read();
    expect(held).toBe(0);
    for (const read of [() => y.readSync(), () => y.numpy(), () => y.tolist()]) {
      read();
      expect(held).toBe(0);
    }
  });

  test("names what was called where a device answers with await only", () => {
    const { readSync: _, ...backend } = cpu.backend;
    const y = x.to(new Device({ ...backend, name: "later" }));
    for (const name of ["readSync", "numpy", "tolist", "toArray"] as const)
      expect(() => y[name]()).toThrow(`${name}: the later device cannot be read at once; use \`await tensor.read()\``);
  });
});

test("JSON holds the numbers", () => {
  expect(JSON.stringify({ weight: x, mask: tensor([true]), one: tensor(1) })).toBe(
    '{"weight":[[0,1,2],[3,4,5]],"mask":[true],"one":1}',
  );
});

test("a tensor that is cloned or posted says what to do", () => {
  expect(() => structuredClone(x)).toThrow(/send await x\.read\(\) and x\.shape instead.*could not be cloned/);
});

describe("iteration", () => {
  test("runs over the first dimension", () => {
    expect([...x].map((row) => row.toArray())).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    const [first, second] = x;
    expectTypeOf(first).toEqualTypeOf<Tensor>();
    expect([first.toArray(), second.sum().item()]).toEqual([[0, 1, 2], 12]);
    expect([...zeros(0, 3)]).toEqual([]);
  });

  test("gives views", () => {
    const y = zeros(2, 2);
    for (const row of y) row.fill_(7);
    expect(y.sum().item()).toBe(28);
  });

  test("is nothing for a 0-d tensor, which tests can compare", () => {
    expect(() => [...tensor(1)]).toThrow("not iterable");
    expect({ loss: tensor(1) }).toEqual({ loss: tensor(1) });
    expect({ loss: tensor(1) }).not.toEqual({ loss: tensor(2) });
    expect([tensor([1, 2])]).not.toEqual([tensor([1, 3])]);
  });
});

test("values and indices come by name and in order", () => {
  const results = [
    x.max(1),
    x.min(1),
    x.sort(),
    x.topk(2),
    x.kthvalue(2),
    x.median(1),
    x.mode(),
    x.cummax(0),
    x.cummin(0),
  ];
  for (const result of results) {
    const [values, indices] = result;
    expectTypeOf(values).toEqualTypeOf<Tensor>();
    expect([values === result.values, indices === result.indices, [...result].length]).toEqual([true, true, 2]);
    expect(Object.keys(result)).toEqual(["values", "indices"]);
  }
  const [values, indices] = x.view(1, 2, 3).maxPool1d(3, { returnIndices: true });
  expect([values.view(2).toArray(), indices.view(2).toArray()]).toEqual([
    [2, 5],
    [2, 2],
  ]);
});

describe("transposes and strides", () => {
  test("T, mT, H and mH are views", () => {
    const y = zeros(2, 3, 5);
    expect([y.T.shape, y.mT.shape, y.mH.shape, x.H.shape, tensor(1).T.shape, tensor([1]).T.shape]).toEqual([
      [5, 3, 2],
      [2, 5, 3],
      [2, 5, 3],
      [3, 2],
      [],
      [1],
    ]);
    y.T.fill_(1);
    expect(y.sum().item()).toBe(30);
  });

  test("want enough dimensions", () => {
    expect(() => tensor([1]).mT).toThrow("mT: expects at least two dimensions, but the shape is [1]");
    expect(() => zeros(2, 2, 2).H).toThrow(
      "H: expects a matrix, but the shape is [2, 2, 2]; use mT for a batch of them",
    );
  });

  test("stride and storageOffset", () => {
    expect([x.stride(), x.T.stride(0), x.T.stride(-1), x.at(1).storageOffset()]).toEqual([[3, 1], 1, 3, 3]);
    expect(() => x.stride(2)).toThrow("stride: Dimension out of range");
  });
});

describe("dtypes by name", () => {
  test.each([
    ["float", "float32"],
    ["double", "float64"],
    ["int", "int32"],
    ["long", "int32"],
    ["bool", "bool"],
    ["byte", "uint8"],
  ] as const)("%s", (name, dtype) => {
    const y = tensor([0, 2.7]);
    expect(y[name]().dtype).toBe(dtype);
    expect(y[name]().toArray()).toEqual(y.to(dtype).toArray());
  });

  test("the same tensor where there is nothing to do", () => {
    expect([x.float() === x, x.cpu() === x, x.typeAs(zeros(1)) === x, x.typeAs(x.long()).dtype]).toEqual([
      true,
      true,
      true,
      "int32",
    ]);
  });
});

test("new tensors take dtype and device", () => {
  const y = tensor([3], { dtype: "int32" });
  expect([y.newZeros(2, 2), y.newOnes([2]), y.newFull([2], 4), y.newTensor([1, 2])].map(String)).toEqual([
    "tensor([[0, 0],\n        [0, 0]])",
    "tensor([1, 1])",
    "tensor([4, 4])",
    "tensor([1, 2])",
  ]);
  expect([y.newEmpty(2, 3).shape, y.newEmpty(1).dtype, y.newOnes(2, { dtype: "float64" }).dtype]).toEqual([
    [2, 3],
    "int32",
    "float64",
  ]);
  expect(y.newZeros(2, { dtype: "float32", requiresGrad: true }).requiresGrad).toBe(true);
  expect(() => y.newFull([1], 3e9)).toThrow("newFull: int32 holds whole numbers");
  expect(() => y.newTensor([3e9])).toThrow("newTensor: int32 holds whole numbers");
});

import {
  ArgumentError,
  arange,
  cpu,
  DeviceError,
  fromTypedArray,
  ones,
  ShapeError,
  setPrintOptions,
  tensor,
  ValueError,
  zeros,
} from "@lumbre/tensor";
import { describe, expect, test } from "vitest";

function nested(depth: number): never {
  let data: unknown = 1;
  for (let i = 0; i < depth; i++) data = [data];
  return data as never;
}

describe("data that cannot be walked", () => {
  test("arrays in themselves, and nested without end", () => {
    const own: unknown[] = [];
    own[0] = own;
    const other: unknown[] = [1];
    other.push(other);
    const error = new ShapeError("tensor: too many dimensions: arrays nested more than 128 deep, or in themselves");
    expect(() => tensor(own as never)).toThrow(error);
    expect(() => tensor(other as never)).toThrow(ShapeError);
    for (const depth of [129, 100_000]) expect(() => tensor(nested(depth))).toThrow(error);
    expect(tensor(nested(128)).ndim).toBe(128);
  });

  test("holes, getters and proxies that throw", () => {
    const throwing = Object.defineProperty([1, 2], 0, {
      get: () => {
        throw new Error("no");
      },
    });
    const { proxy, revoke } = Proxy.revocable([1], {});
    revoke();
    const holed = [
      [1, 2],
      [0, 0],
      [3, 4],
    ];
    delete holed[1];
    expect(() => tensor(holed)).toThrow("expected an array of length 2 at depth 1, got a hole");
    expect(() => tensor(throwing)).toThrow(new ValueError("tensor: the data cannot be read: no"));
    expect(() => tensor(proxy)).toThrow(ValueError);
    expect(() => zeros(proxy)).toThrow(ArgumentError);
    expect(() => ones(2).add(proxy as never)).toThrow(/^add: other cannot be read: /);
    expect(() => ones(2).sum(proxy)).toThrow(/^sum: dim cannot be read: /);
  });

  test("a detached buffer, which looks like an empty one", () => {
    const array = new Float32Array(4);
    structuredClone(array.buffer, { transfer: [array.buffer] });
    expect(() => tensor(array)).toThrow(/^tensor: the array's buffer is detached/);
    expect(() => fromTypedArray(array, [4])).toThrow(ValueError);
    expect(tensor(new Float32Array(0)).shape).toEqual([0]);
  });
});

test("sizes for which there is no memory", () => {
  expect(() => zeros(1e5, 1e6)).toThrow(
    new DeviceError("out of memory: no array of 100000000000 float32 elements, 373 GiB, can be made"),
  );
  for (const make of [() => arange(1e12), () => ones(1e6).outer(ones(1e6)), () => ones(2).repeatInterleave(1e12)])
    expect(make).toThrow(DeviceError);
  expect(() => ones(new Array(129).fill(1))).toThrow(new ShapeError("ones: too many dimensions: 129, at most 128"));
});

test("a disposed tensor is named with the op and its shape", () => {
  const x = ones(2, 3);
  x.dispose();
  const given =
    "a tensor of shape [2, 3] cannot be used: this tensor's memory was given back: it was disposed, or its scope";
  for (const [op, call] of [
    ["add", () => x.add(1)],
    ["add_", () => x.add_(1)],
    ["matmul", () => ones(2, 2).matmul(x)],
    ["to", () => x.to("float64")],
    ["copy_", () => ones(2, 3).copy_(x)],
  ] as const) {
    expect(call).toThrow(DeviceError);
    expect(call).toThrow(`${op}: ${given}`);
  }
  expect(() => x.toArray()).toThrow(given);
  expect(x.to(cpu)).toBe(x);
});

describe("printing", () => {
  test("many small dimensions are summarised", () => {
    const text = String(ones(new Array(20).fill(2)));
    expect(text.length).toBeLessThan(2_000_000);
    expect(text).toContain("...");
    let deep = ones(1);
    for (let i = 0; i < 3000; i++) deep = deep.unsqueeze(0);
    expect(String(deep)).toMatch(/^tensor\(\.\.\.,\s+size=\(1, 1/);
  });

  test("settings that would break it later are refused at once", () => {
    for (const precision of [101, 200, 1.5, -1, NaN]) {
      expect(() => setPrintOptions({ precision })).toThrow(
        new ValueError(`setPrintOptions: precision must be a whole number from 0 to 100, got ${precision}`),
      );
    }
    setPrintOptions({ precision: 100 });
    expect(String(tensor([0.5, 1e30]))).toContain("0000");
    setPrintOptions({ profile: "default" });
  });
});

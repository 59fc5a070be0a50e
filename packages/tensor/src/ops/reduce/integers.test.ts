import { createWasm } from "@lumbre/backend-wasm";
import { cpu, type Device, DTypeError, full, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";

const large = 2 ** 31 - 1;

describe.each([cpu, await createWasm({ threads: 1 })])("integers on $name", (device: Device) => {
  const ints = (...values: number[]): Tensor => tensor(values, { dtype: "int32", device });
  const bytes = (...values: number[]): Tensor => tensor(values, { dtype: "uint8", device });
  const noFit = (op: string, value: number) =>
    new ValueError(
      `${op}: the result ${value} does not fit int32, which holds -2147483648 to 2147483647; convert with ` +
        '.to("float64") first',
    );

  test("sums that int32 cannot hold are refused, and exact as float64", () => {
    const images = full([1000, 1000, 3], 255, { dtype: "uint8", device }).unsqueeze(0).expand(3, -1, -1, -1);
    expect(() => images.sum()).toThrow(noFit("sum", 2_295_000_000));
    expect(images.sum([1, 2, 3]).toArray()).toEqual([765_000_000, 765_000_000, 765_000_000]);
    expect(ints(large, large, 5).to("float64").sum().item()).toBe(2 * large + 5);
  });

  test.each<[string, () => Tensor, number]>([
    ["sum", () => ints(large, 1).sum(), large + 1],
    ["sum", () => ints(-large, -2).sum(0), -large - 2],
    ["sum", () => ints(large, 1).nansum(), large + 1],
    ["prod", () => ints(65536, 65536).prod(), 2 ** 32],
    ["cumsum", () => ints(large, 1, -5).cumsum(0), large + 1],
    ["cumprod", () => ints(65536, 65536, 0).cumprod(0), 2 ** 32],
    ["matmul", () => ints(65536, 1).matmul(ints(65536, 1)), 2 ** 32 + 1],
    ["scatterAdd", () => ints(large).scatterAdd(0, ints(0), ints(1)), large + 1],
  ])("%s beyond int32 is refused", (op, call, value) => {
    const error = noFit(op, value);
    expect(call).toThrow(ValueError);
    expect(call).toThrow(error.message.replace(/^\w+/, ""));
  });

  test("a total is what counts, not what it is made of", () => {
    expect(ints(large, large, -large).sum().item()).toBe(large);
    expect(ints(65536, 65536, 0).prod().item()).toBe(0);
    expect(
      ints(...new Array(40).fill(large), 0)
        .prod()
        .item(),
    ).toBe(0);
  });

  test("nothing is written when a sum does not fit", () => {
    const target = ints(1, large);
    expect(() => target.scatterAdd_(0, ints(0, 1), ints(1, 1))).toThrow(ValueError);
    expect(target.toArray()).toEqual([1, large]);
  });

  test("powers and squares wrap exactly, as in PyTorch", () => {
    // torch.tensor([3, 7, -3, 2, 0], dtype=torch.int32).pow(40) and .square() of [large, 65537]
    expect(ints(3, 7, -3, 2, 0).pow(40).toArray()).toEqual([689956897, -142118463, 689956897, 0, 0]);
    expect(ints(large, 65537).square().toArray()).toEqual([1, 131073]);
    expect(bytes(3, 200).pow(5).toArray()).toEqual([243, 0]);
  });

  test("numbers that an integer tensor cannot hold", () => {
    expect(() => ints(1).add(3e9)).toThrow(ValueError);
    expect(() => ints(1).mul_(3e9)).toThrow(ValueError);
    expect(() => bytes(1).maximum(300)).toThrow(
      'maximum: uint8 holds whole numbers from 0 to 255, got 300; convert with .to("int32") first',
    );
    expect(() => bytes(1).where(tensor([true], { device }), 300)).toThrow(ValueError);
    // The arithmetic of bytes wraps, whatever its operands.
    expect(bytes(200).add(300).toArray()).toEqual([244]);
  });

  test("comparisons with such numbers look at what they are", () => {
    expect(bytes(1, 200).lt(300).toArray()).toEqual([true, true]);
    expect(bytes(1, 200).gt(-1).toArray()).toEqual([true, true]);
    expect(bytes(44).eq(300).toArray()).toEqual([false]);
    expect(
      ints(large)
        .lt(large + 1)
        .toArray(),
    ).toEqual([true]);
    expect(ints(-1294967296).eq(3e9).toArray()).toEqual([false]);
    expect(bytes(0, 255).clamp(-5, 300).toArray()).toEqual([0, 255]);
    expect(() => bytes(0).clamp({ min: 300 })).toThrow(ValueError);
  });

  test("floats that an integer dtype cannot hold", () => {
    const floats = (...values: number[]): Tensor => tensor(values, { device });
    expect(floats(-0.9, 255.9).to("uint8").toArray()).toEqual([0, 255]);
    for (const value of [3e9, -3e9, NaN, Infinity]) expect(() => floats(1, value).to("int32")).toThrow(ValueError);
    expect(() => floats(1, 256).to("uint8")).toThrow(
      "to: uint8 holds whole numbers from 0 to 255, got 256; bring it into range first, as with clamp(min, max)",
    );
    expect(() => floats(NaN).to("uint8")).toThrow("got NaN; replace it with nanToNum() first");
    expect(() => ints(1).copy_(floats(3e9))).toThrow(ValueError);
    expect(floats(NaN, 300).to("bool").toArray()).toEqual([true, true]);
    expect(ints(300).to("uint8").toArray()).toEqual([44]);
    expect(() => ints(1).add_(floats(0.5))).toThrow(DTypeError);
  });
});

test("creation refuses what a dtype cannot hold, and cuts fractions off", () => {
  expect(() => tensor([3e9], { dtype: "int32" })).toThrow(ValueError);
  expect(() => tensor([NaN], { dtype: "int32" })).toThrow(ValueError);
  expect(tensor([-0.5, 255.5], { dtype: "uint8" }).toArray()).toEqual([0, 255]);
});

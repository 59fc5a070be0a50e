import { ones, tensor, zeros } from "@lumbre/tensor";
import { expectTensor, randomTensor } from "@lumbre/testing";
import { transforms } from "@lumbre/vision";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { fromImageData, toImageData } from "../index.js";

const exact = { atol: 0, rtol: 0 };
const pixels = (width: number, height: number, ...bytes: number[]) => ({
  data: new Uint8ClampedArray(bytes),
  width,
  height,
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("fromImageData", () => {
  const image = pixels(1, 2, 10, 20, 30, 40, 255, 254, 253, 0);

  test("takes colours, alpha or the luminance", () => {
    const x = fromImageData(image);
    expect([x.dtype, x.toArray()]).toEqual(["uint8", [[[10, 20, 30]], [[255, 254, 253]]]]);
    expect(fromImageData(image, "RGBA").toArray()).toEqual([[[10, 20, 30, 40]], [[255, 254, 253, 0]]]);
    expect(fromImageData(image, { mode: "L" }).toArray()).toEqual([[18], [254]]);
  });

  // Pillow: Image.new("RGB", (1, 1), colour).convert("L").getpixel((0, 0))
  test.each([
    [[255, 255, 255], 255],
    [[255, 0, 0], 76],
    [[0, 255, 0], 150],
    [[0, 0, 255], 29],
    [[1, 2, 3], 2],
    [[200, 100, 50], 124],
    [[7, 133, 91], 91],
  ])("the luminance of %j is Pillow's", (colour, expected) => {
    expect(fromImageData(pixels(1, 1, ...colour, 255), "L").item()).toBe(expected);
  });

  test("shares no memory with the pixels, and takes other arrays of bytes", () => {
    const data = new Uint8Array([1, 2, 3, 4]);
    const x = fromImageData({ data, width: 1, height: 1 }, "RGBA");
    data.fill(9);
    expect(x.toArray()).toEqual([[[1, 2, 3, 4]]]);
  });

  test("refuses what is no picture", () => {
    const wrong = (image: unknown, mode?: unknown) => () => fromImageData(image as never, mode as never);
    expect(wrong(pixels(2, 2, 1, 2, 3, 4))).toThrow(
      "fromImageData: got 4 bytes, expected 16: 4 for each of 2 x 2 pixels",
    );
    const message = "fromImageData: image must be an ImageData, or { data, width, height } with 4 bytes a pixel";
    for (const image of [null, "a.png", { data: [1, 2, 3, 4], width: 1, height: 1 }, pixels(0, 1), ones(2)]) {
      expect(wrong(image)).toThrow(message);
    }
    expect(wrong(pixels(1, 1, 0, 0, 0, 0), "grey")).toThrow('"grey" is not a valid value for mode; expected "RGB"');
  });
});

describe("toImageData", () => {
  test("gives grey, colour and alpha", () => {
    const bytes = (x: Parameters<typeof toImageData>[0]) => [...toImageData(x).data];
    expect(bytes(tensor([[0, 0.5, 1]]))).toEqual([0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255]);
    expect(bytes(tensor([[7]], { dtype: "uint8" }))).toEqual([7, 7, 7, 255]);
    expect(bytes(tensor([[[1]], [[0]], [[0.2]]], { dtype: "float64" }))).toEqual([255, 0, 51, 255]);
    expect(bytes(tensor([[[1], [2]]], { dtype: "uint8" }))).toEqual([1, 1, 1, 255, 2, 2, 2, 255]);
    expect(bytes(tensor([[[1, 2, 3, 4]]], { dtype: "uint8" }))).toEqual([1, 2, 3, 4]);
  });

  test("is the inverse of fromImageData, of toTensor too", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (seed, width, height) => {
        for (const [mode, shape] of [
          ["L", [height, width]],
          ["RGB", [height, width, 3]],
          ["RGBA", [height, width, 4]],
        ] as const) {
          const x = randomTensor(shape, seed, { low: 0, high: 256 }).to("uint8");
          const image = toImageData(x);
          expect([image.width, image.height]).toEqual([width, height]);
          expectTensor(fromImageData(image, mode), x, exact);
          expectTensor(fromImageData(toImageData(new transforms.ToTensor()(x)), mode), x, exact);
        }
      }),
    );
  });

  test("makes the browser's class where there is one", () => {
    class FakeImageData {
      constructor(
        readonly data: Uint8ClampedArray,
        readonly width: number,
        readonly height: number,
      ) {}
    }
    vi.stubGlobal("ImageData", FakeImageData);
    const image = toImageData(zeros(2, 3));
    expect(image).toBeInstanceOf(FakeImageData);
    expect([image.width, image.height, image.data.length]).toEqual([3, 2, 24]);
  });

  test("refuses what is no picture", () => {
    const wrong = (x: unknown) => () => toImageData(x as never);
    expect(wrong(tensor([[1.5]]))).toThrow("toImageData: expected values from 0 to 1, got 1.5");
    expect(wrong(tensor([[Number.NaN]]))).toThrow("toImageData: expected values from 0 to 1, got NaN");
    expect(toImageData(tensor([[1.0000001, -1e-7]])).data[0]).toBe(255);
    expect(wrong(zeros(2, 2, { dtype: "int32" }))).toThrow(
      "toImageData: expected uint8, or float32 or float64 from 0 to 1",
    );
    expect(wrong(zeros(2, 2, 3))).toThrow("got [2, 2, 3]; write x.permute(2, 0, 1)");
    expect(wrong(zeros(3, 2, 2, { dtype: "uint8" }))).toThrow("got [3, 2, 2]; write x.permute(1, 2, 0)");
    expect(wrong(zeros(1, 3, 2, 2))).toThrow("toImageData: expected [H, W] or [C, H, W] of float32 with C = 1, 3 or 4");
    expect(wrong(zeros(0, 2))).toThrow("got [0, 2]");
    expect(wrong([[1]])).toThrow("toImageData: expected a tensor");
  });
});

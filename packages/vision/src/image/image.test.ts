import { arange, ones, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { decode, type EncodedTensor, expectClose, loadFixture, randomTensor } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { convolve2d, edgeKernels, equalizeAdapthist, equalizeHist, makeGrid, rgb2gray, sobel } from "../index.js";

interface Case {
  readonly op: "convolve2d" | "equalizeAdapthist" | "equalizeHist" | "makeGrid" | "rgb2gray" | "sobel";
  readonly name: string;
  readonly attributes: Readonly<Record<string, never>>;
  readonly inputs: readonly EncodedTensor[];
  readonly output: EncodedTensor;
}

const calls: Record<Case["op"], (inputs: readonly Tensor[], attributes: Case["attributes"]) => Tensor> = {
  convolve2d: ([image, kernel], options) => convolve2d(image, kernel, options),
  equalizeAdapthist: ([image], options) => equalizeAdapthist(image, options),
  equalizeHist: ([image, mask = null], options) => equalizeHist(image, { ...options, mask }),
  makeGrid: ([images], options) => makeGrid(images, options),
  rgb2gray: ([rgb], options) => rgb2gray(rgb, options),
  sobel: ([image], options) => sobel(image, options),
};

describe("skimage, scipy and torchvision give the same", () => {
  for (const { op, name, attributes, inputs, output } of loadFixture("vision", "image") as unknown as Case[]) {
    test(`${op}: ${name}`, () => {
      const given = inputs.map((input) => decode(input));
      const found = calls[op](given, attributes);
      expect(found.dtype).toBe(given[0].dtype === "float64" ? "float64" : "float32");
      expectClose(found, decode(output), { atol: 1e-6, rtol: 0 });
    });
  }
});

test("histograms of more bins than memory may hold are refused, and values that a grid cannot hold", () => {
  expect(() => equalizeHist(ones(2, 2), { nbins: 1e9 })).toThrow(
    "equalizeHist: nbins must be at most 16777216, got 1000000000",
  );
  expect(() => equalizeAdapthist(ones(2, 2), { nbins: 1e9 })).toThrow("equalizeAdapthist: nbins must be at most 65536");
  expect(() => makeGrid(ones(2, 1, 2, 2, { dtype: "uint8" }), { padValue: 300 })).toThrow(
    "makeGrid: uint8 holds whole",
  );
});

describe("convolve2d", () => {
  const sizes = fc.integer({ min: 1, max: 6 });

  test("is the sum of its definition", () => {
    fc.assert(
      fc.property(sizes, sizes, sizes, sizes, fc.nat(), (height, width, rows, columns, seed) => {
        const [x, w] = [randomTensor([height, width], seed), randomTensor([rows, columns], seed + 1)];
        const [image, kernel] = [x.toArray() as number[][], w.toArray() as number[][]];
        const expected = Array.from({ length: height + rows - 1 }, (_, y) =>
          Array.from({ length: width + columns - 1 }, (_, x) => {
            let sum = 0;
            for (const [i, row] of kernel.entries()) {
              for (const [j, factor] of row.entries()) sum += factor * (image[y - i]?.[x - j] ?? 0);
            }
            return sum;
          }),
        );
        expectClose(convolve2d(x, w), expected);
      }),
    );
  });

  test("takes its arguments by position, mixed and by name", () => {
    const [x, w] = [arange(20).view(4, 5), edgeKernels.all];
    const expected = convolve2d(x, w, "same", "fill", 2);
    expectClose(convolve2d(x, w, "same", { fillvalue: 2 }), expected);
    expectClose(convolve2d(x, w, { mode: "same", boundary: "fill", fillvalue: 2 }), expected);
    expect(() => convolve2d(x, w, { fillValue: 2 } as never)).toThrow(
      "convolve2d: unknown option fillValue; did you mean fillvalue?",
    );
    expect(() => (convolve2d as (...given: unknown[]) => Tensor)(x, w, "same", "symm", 0, 1)).toThrow("convolve2d");
  });

  test("gives gradients, to strided views too", () => {
    const x = arange(12).view(4, 3).t().requiresGrad_();
    convolve2d(x, ones(2, 2), { mode: "same", boundary: "symm" }).sum().backward();
    expect(x.grad?.toArray()).toEqual([
      [9, 6, 6, 3],
      [6, 4, 4, 2],
      [3, 2, 2, 1],
    ]);
  });

  test("refuses what is no image", () => {
    expect(() => convolve2d(zeros(3, 4, 5), ones(2, 2))).toThrow(
      "convolve2d: expected in1 of shape [H, W], got [3, 4, 5]; write rgb2gray(in1)",
    );
    expect(() => convolve2d(zeros(2, 5), ones(3, 3), "valid")).toThrow(
      'convolve2d: "valid" needs one to be as large as the other in both dimensions, got [2, 5] and [3, 3]',
    );
  });
});

describe("errors", () => {
  test("of channels that might be first or last", () => {
    expect(() => rgb2gray(zeros(3, 4, 3))).toThrow("[3, 4, 3] may have its channels first or last");
    expect(rgb2gray(zeros(3, 4, 3), { channelDim: -3 }).shape).toEqual([4, 3]);
    expect(rgb2gray(zeros(3, 4, 3), { channelDim: -1 }).shape).toEqual([3, 4]);
    expect(() => rgb2gray(zeros(2, 4, 5))).toThrow("expected an image [C, H, W] or [H, W, C] with 3 channels");
    expect(() => rgb2gray(zeros(3, 4, 5), { channelDim: 2 })).toThrow("expected 3 channels in dimension 2");
  });

  test("of histograms", () => {
    expect(() => equalizeHist(tensor([1, Number.NaN]))).toThrow("expected finite values");
    expect(() => equalizeHist(tensor([1, 2]), { mask: tensor([0, 0]) })).toThrow("the mask is 0 everywhere");
    expect(() => equalizeHist(tensor([1, 2]), { mask: tensor([1]) })).toThrow("expected a mask of shape [2], got [1]");
    expect(() => equalizeHist(tensor([0, 2 ** 30], { dtype: "int32" }))).toThrow("write x.to(");
    expect(() => equalizeAdapthist(tensor([[0, 255]]))).toThrow("expected floats from -1 to 1; write x.div(255)");
    expect(() => equalizeAdapthist(zeros(4, 4), [3, 0])).toThrow("expected tiles of 1 to 8 pixels, got [3, 0]");
    expect(() => equalizeAdapthist(zeros(4, 4), { kernelsize: 3 } as never)).toThrow("did you mean kernelSize?");
  });
});

describe("makeGrid", () => {
  test("puts image k into row k / nrow and column k % nrow, and nothing between", () => {
    const small = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), small, small, small, fc.nat(3), (n, height, width, nrow, padding) => {
        const images = arange(1, n * 3 * height * width + 1).view(n, 3, height, width);
        const grid = makeGrid(images, nrow, padding, { padValue: -1 });
        let sum = 0;
        for (let k = 0; k < n; k++) {
          const columns = Math.min(nrow, n);
          const y = padding + Math.floor(k / columns) * (height + padding);
          const x = padding + (k % columns) * (width + padding);
          const found = grid.narrow(1, y, height).narrow(2, x, width);
          expect(found.toArray()).toEqual(images.select(0, k).toArray());
          sum += found.numel();
        }
        expect(grid.lt(0).sum().item()).toBe(grid.numel() - sum);
      }),
    );
  });

  test("takes a list, and refuses images of several sizes", () => {
    expect(
      makeGrid([zeros(1, 1, 2), ones(1, 1, 2)], { padding: 0 })
        .at(0)
        .toArray(),
    ).toEqual([[0, 0, 1, 1]]);
    expect(() => makeGrid([zeros(3, 2, 2), ones(3, 2, 3)])).toThrow("expected images of one size, got [3, 2, 2] and");
    expect(() => makeGrid(zeros(3))).toThrow("makeGrid: expected [N, C, H, W], [C, H, W] or [H, W], got [3]");
    expect(() => makeGrid(zeros(2, 3, 2, 2, { dtype: "uint8" }), { normalize: true })).toThrow('write x.to("float32")');
    expect(() => makeGrid(zeros(2, 3, 2, 2), { valueRange: [1, 0] })).toThrow("valueRange must be [min, max]");
  });

  test("leaves the images as they are and records nothing", () => {
    const x = arange(24).view(2, 3, 2, 2).requiresGrad_();
    expect(makeGrid(x, { normalize: true }).requiresGrad).toBe(false);
    expect(x.max().item()).toBe(23);
  });
});

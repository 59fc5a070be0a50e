import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { decode, type EncodedTensor } from "@lumbre/testing";
import { afterEach, describe, expect, test } from "vitest";
import { createCpuBackend } from "./backends/cpu/cpuBackend.js";
import { ArgumentError, arange, Device, ones, setPrintOptions, tensor, ValueError } from "./index.js";

interface PrintCase {
  readonly tensor: EncodedTensor;
  readonly requiresGrad: boolean;
  readonly text: string;
}

const fixture = new URL("../fixtures/printing.json", import.meta.url);
const cases: PrintCase[] = JSON.parse(readFileSync(fixture, "utf8")).cases;

afterEach(() => setPrintOptions({ profile: "default" }));

describe("prints as PyTorch does", () => {
  test.each(cases.map((item, i) => [`${i}: ${item.tensor.dtype} [${item.tensor.shape}]`, item] as const))(
    "%s",
    (_, item) => {
      const x = decode(item.tensor);
      if (item.requiresGrad) x.requiresGrad = true;
      expect(String(x)).toBe(item.text);
    },
  );
});

// str(torch.tensor(data, dtype=torch.float64)), less its dtype.
test.each([
  [[1000, 1], "[1000.,    1.]"],
  [[1001, 1], "[1.0010e+03, 1.0000e+00]"],
  [[1.5, 1500], "[   1.5000, 1500.0000]"],
  [[1.5, 1501.5], "[1.5000e+00, 1.5015e+03]"],
  [[1e8, 1e6], "[100000000.,   1000000.]"],
  [[100000008, 1e6], "[1.0000e+08, 1.0000e+06]"],
  [[1e-4], "[0.0001]"],
  [[9.9e-5], "[9.9000e-05]"],
  [[0, 0], "[0., 0.]"],
  [[-0, 0.5], "[-0.0000, 0.5000]"],
  [[Number.NaN, 1], "[nan, 1.]"],
  [[-Infinity, Infinity, 0.5], "[  -inf,    inf, 0.5000]"],
])("%j is written without an exponent up to the ends of the ranges for it", (data, text) => {
  expect(String(tensor(data, { dtype: "float64" }))).toBe(`tensor(${text}, dtype=float64)`);
});

test("names the op that made it", () => {
  const x = tensor([1, 2], { requiresGrad: true });
  expect(String(x.mul(2))).toBe("tensor([2., 4.], grad_fn=<MulBackward0>)");
});

test("console.log shows the same", () => {
  expect(inspect(tensor([1, 2]))).toBe("tensor([1., 2.])");
});

describe("options", () => {
  test("change what they name", () => {
    setPrintOptions({ precision: 2, sciMode: true });
    expect(String(tensor([1.5]))).toBe("tensor([1.50e+00])");
    setPrintOptions({ threshold: 5, edgeItems: 1 });
    expect(String(arange(10))).toBe("tensor([0.,  ..., 9.])");
    expect(String(tensor([1.5]))).toBe("tensor([1.50])");
    setPrintOptions({ lineWidth: 20, profile: "default" });
    expect(String(arange(5))).toBe("tensor([0., 1., 2.,\n        3., 4.])");
  });

  test("a tensor of as many elements as the threshold is shown whole, and a larger one summarised", () => {
    expect(String(arange(1000))).not.toContain("...");
    expect(String(arange(1001))).toBe("tensor([   0.,    1.,    2.,  ...,  998.,  999., 1000.])");
    setPrintOptions({ threshold: 6, edgeItems: 2, sciMode: false });
    expect(String(arange(6))).toBe("tensor([0., 1., 2., 3., 4., 5.])");
    expect(String(arange(7))).toBe("tensor([0., 1.,  ..., 5., 6.])");
    // Of a dimension that is no longer than both of its ends, nothing is left out.
    expect(String(arange(8).reshape(4, 2))).toBe(
      "tensor([[0., 1.],\n        [2., 3.],\n        [4., 5.],\n        [6., 7.]])",
    );
    expect(String(arange(10).reshape(2, 5))).toBe("tensor([[0., 1.,  ..., 3., 4.],\n        [5., 6.,  ..., 8., 9.]])");
  });

  // torch.set_printoptions(linewidth=..); str(torch.arange(5., requires_grad=True))
  test.each([
    [0, "tensor([0.,\n        1.,\n        2.,\n        3.,\n        4.],\n       requires_grad=True)"],
    [14, "tensor([0.,\n        1.,\n        2.,\n        3.,\n        4.],\n       requires_grad=True)"],
    [15, "tensor([0., 1.,\n        2., 3.,\n        4.],\n       requires_grad=True)"],
    [18, "tensor([0., 1.,\n        2., 3.,\n        4.],\n       requires_grad=True)"],
    [26, "tensor([0., 1., 2., 3.,\n        4.],\n       requires_grad=True)"],
    [27, "tensor([0., 1., 2., 3., 4.],\n       requires_grad=True)"],
    [48, "tensor([0., 1., 2., 3., 4.],\n       requires_grad=True)"],
    [49, "tensor([0., 1., 2., 3., 4.], requires_grad=True)"],
  ])("a line of %d characters", (lineWidth, text) => {
    setPrintOptions({ lineWidth });
    expect(String(arange(5, { requiresGrad: true }))).toBe(text);
  });

  test("of many small dimensions the first ones are left out, until a hundred thousand elements remain", () => {
    const shownOf = (dims: number): number => String(ones(new Array<number>(dims).fill(2))).match(/1\./g)?.length ?? 0;
    expect(shownOf(16)).toBe(2 ** 16);
    expect(shownOf(18)).toBe(2 ** 16);
  });

  test("by position, mixed and by name", () => {
    const calls: (() => void)[] = [
      () => setPrintOptions(2, 5, 1),
      () => setPrintOptions(2, { threshold: 5, edgeItems: 1 }),
      () => setPrintOptions({ precision: 2, threshold: 5, edgeItems: 1 }),
    ];
    for (const call of calls) {
      setPrintOptions({ profile: "default" });
      call();
      expect(String(arange(1.5, 10))).toBe("tensor([1.50,  ..., 9.50])");
    }
  });

  test("profiles", () => {
    setPrintOptions({ profile: "short" });
    expect(String(arange(0.5, 1002))).toBe("tensor([5.00e-01, 1.50e+00,  ..., 1.00e+03, 1.00e+03])");
    setPrintOptions({ profile: "full" });
    expect(String(arange(1002))).toContain("500");
  });

  test("what is wrong says what to write", () => {
    const wrong = setPrintOptions as (...args: unknown[]) => void;
    expect(() => wrong({ precision: -1 })).toThrow(
      new ValueError("setPrintOptions: precision must be a whole number from 0 to 100, got -1"),
    );
    expect(() => wrong({ lineWidth: Number.NaN })).toThrow(
      new ValueError("setPrintOptions: lineWidth must be a whole number >= 0 or Infinity, got NaN"),
    );
    expect(() => wrong({ precision: "2" })).toThrow(
      new ArgumentError('setPrintOptions: precision must be a whole number from 0 to 100, got "2"'),
    );
    expect(() => wrong({ threshold: "2" })).toThrow(
      new ArgumentError('setPrintOptions: threshold must be a whole number >= 0 or Infinity, got "2"'),
    );
    expect(() => wrong({ sci_mode: true })).toThrow(
      new ArgumentError("setPrintOptions: unknown option sci_mode; did you mean sciMode?"),
    );
    expect(() => wrong({ sciMode: 1 })).toThrow(
      new ArgumentError("setPrintOptions: sciMode must be true or false, got 1"),
    );
  });
});

test("a disposed tensor still prints its shape", () => {
  const x = ones(2, 3);
  x.dispose();
  expect(String(x)).toBe("tensor(..., size=(2, 3))");
});

test("names the device where it is not the default one", () => {
  const device = new Device({ ...createCpuBackend(), name: "mine" });
  expect(String(ones(2, { device }))).toBe("tensor([1., 1.], device='mine')");
  expect(String(ones(2, { device, dtype: "float64" }))).toBe("tensor([1., 1.], device='mine', dtype=float64)");
  device.dispose();
  expect(String(ones(2))).toBe("tensor([1., 1.])");
});

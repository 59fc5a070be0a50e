import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { decode, type EncodedTensor } from "@lumbre/testing";
import { afterEach, describe, expect, test } from "vitest";
import { arange, ones, setPrintOptions, tensor } from "./index.js";

interface PrintCase {
  readonly tensor: EncodedTensor;
  readonly requiresGrad: boolean;
  readonly text: string;
}

const fixture = new URL("../fixtures/printing.json", import.meta.url);
const cases: PrintCase[] = JSON.parse(readFileSync(fixture, "utf8")).cases;

afterEach(() => setPrintOptions({}));

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

test("names the op that made it", () => {
  const x = tensor([1, 2], { requiresGrad: true });
  expect(String(x.mul(2))).toBe("tensor([2., 4.], grad_fn=<MulBackward0>)");
});

test("console.log shows the same", () => {
  expect(inspect(tensor([1, 2]))).toBe("tensor([1., 2.])");
});

test("options", () => {
  setPrintOptions({ precision: 2, sciMode: true });
  expect(String(tensor([1.5]))).toBe("tensor([1.50e+00])");
  setPrintOptions({ threshold: 5, edgeItems: 1 });
  expect(String(arange(10))).toBe("tensor([0.,  ..., 9.])");
  setPrintOptions({ lineWidth: 20 });
  expect(String(arange(5))).toBe("tensor([0., 1., 2.,\n        3., 4.])");
  expect(() => setPrintOptions({ precision: -1 })).toThrow(
    "setPrintOptions: precision must be a whole number >= 0, got -1",
  );
});

test("a disposed tensor still prints its shape", () => {
  const x = ones(2, 3);
  x.dispose();
  expect(String(x)).toBe("tensor(..., size=(2, 3))");
});

import { arange, manualSeed, rand, stack, type Tensor } from "@lumbre/tensor";
import { decode, type EncodedTensor, expectTensor, loadFixture } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import { transforms } from "../index.js";

/** A transform of torchvision, or one of its functions, and what it made of an image. */
interface Case {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly shape: readonly number[];
  readonly dtype: "uint8" | "float32" | "float64";
  readonly times: number;
  readonly output: EncodedTensor;
  /** The random number after it, which tells how much was drawn. */
  readonly after: number;
}

const cases = loadFixture("vision", "transforms") as unknown as Case[];

/** The image that the fixture's script makes, too. */
function image(shape: readonly number[], dtype: Case["dtype"]): Tensor {
  const i = arange(shape.reduce((product, size) => product * size, 1));
  const levels = i.mul(31).mul(i).add(i.mul(17)).add(5).remainder(256).reshape(shape);
  return dtype === "uint8" ? levels.to("uint8") : levels.div(256).to(dtype);
}

/** Of bytes that were interpolated one may be rounded to the other neighbour. */
function tolerance({ name, output: { dtype } }: Case): { readonly atol: number; readonly rtol: number } {
  const isExact = /Crop|Pad|Flip|flip|crop|Convert|Normalize/.test(name) && !name.includes("Resized");
  // The fixture has seven digits.
  if (isExact) return { atol: dtype === "uint8" ? 0 : 1e-6, rtol: 0 };
  return dtype === "uint8" ? { atol: 1, rtol: 0 } : { atol: 2e-5, rtol: 1e-5 };
}

function make(name: string, given: readonly unknown[]): (x: Tensor) => Tensor {
  if (name in transforms.functional) {
    const call = (transforms.functional as unknown as Record<string, (...given: unknown[]) => Tensor>)[name];
    return (x) => call(x, ...given);
  }
  const Transform = (transforms as unknown as Record<string, new (...given: unknown[]) => (x: Tensor) => Tensor>)[name];
  return new Transform(...given);
}

describe("torchvision's images, from the same seed", () => {
  test.each(cases.map((one, i) => [i, one.name, JSON.stringify(one.args), JSON.stringify(one.options), one] as const))(
    "%i: %s %s %s",
    (_, name, _args, _options, one) => {
      const x = image(one.shape, one.dtype);
      const given = Object.keys(one.options).length === 0 ? one.args : [...one.args, one.options];
      const before = x.toArray();
      manualSeed(5);
      const transform = make(name, given);
      const results = Array.from({ length: one.times }, () => transform(x));
      expect(rand(1).item()).toBe(one.after);
      const expected = decode(one.output);
      expectTensor(stack(results), expected, tolerance(one));
      expect(x.toArray()).toEqual(before);
      const { batch } = transform as { batch?: (x: Tensor) => Tensor };
      if (batch === undefined) return;
      manualSeed(5);
      expectTensor(batch.call(transform, stack(Array.from({ length: one.times }, () => x))), stack(results), {
        atol: 0,
        rtol: 0,
      });
      expect(rand(1).item()).toBe(one.after);
    },
  );
});

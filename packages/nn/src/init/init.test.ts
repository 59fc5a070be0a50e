import { manualSeed, ValueError, zeros } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import { init } from "../index.js";

describe("truncNormal_", () => {
  test("draws within its bounds", () => {
    manualSeed(0);
    const x = init.truncNormal_(zeros(1000), 1, 2, 0, 3);
    expect(x.min().item()).toBeGreaterThanOrEqual(0);
    expect(x.max().item()).toBeLessThanOrEqual(3);
    expect(x.std().item()).toBeGreaterThan(0.5);
  });

  test("does not draw forever where no number would be within", () => {
    const x = zeros(2);
    expect(() => init.truncNormal_(x, 7, 0)).toThrow(
      new ValueError("truncNormal_: hardly a number of mean 7 and standard deviation 0 lies in [-2, 2]"),
    );
    expect(x.toArray()).toEqual([0, 0]);
  });
});

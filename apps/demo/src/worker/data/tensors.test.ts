import { cpu } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { pixelsPerImage } from "../../protocol.js";
import { imagesToTensor } from "./tensors.js";

test.each([
  ["mnist", 0.1307, 0.3081],
  ["fashion", 0.286, 0.353],
] as const)("bytes of %s are scaled to 0..1 and normalised", (dataset, mean, standardDeviation) => {
  const pixels = Uint8Array.from({ length: 2 * pixelsPerImage }, (_, i) => i % 256);
  const x = imagesToTensor(pixels, dataset, cpu);
  expect(x.shape).toEqual([2, 1, 28, 28]);
  expect(x.dtype).toBe("float32");
  const values = x.readSync();
  for (let i = 0; i < pixels.length; i++) {
    expect(values[i]).toBeCloseTo((pixels[i] / 255 - mean) / standardDeviation, 5);
  }
});

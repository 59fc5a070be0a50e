import { gradcheck } from "@lumbre/autograd";
import { manualSeed, ones, rand, type Tensor, tensor } from "@lumbre/tensor";
import { expectClose } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import { transforms } from "../index.js";

const { functional } = transforms;
const fill = [0.5, -1, 2];

/** Transforms that compute images which require no gradient in another way. */
const cases: readonly [name: string, transform: (x: Tensor) => Tensor][] = [
  ["resize", (x) => functional.resize(x, [7, 3])],
  ["resize, nearest", (x) => functional.resize(x, 4, { interpolation: "nearest" })],
  ["resize, bicubic and smaller", (x) => functional.resize(x, [3, 3], { interpolation: "bicubic", antialias: true })],
  ["Resize", (x) => new transforms.Resize(9, { antialias: true })(x)],
  ["RandomResizedCrop", (x) => new transforms.RandomResizedCrop([4, 3])(x)],
  ["affine", (x) => functional.affine(x, 20, [1, -1], 1.2, [10, 5], { interpolation: "bilinear", fill })],
  ["affine, nearest", (x) => functional.affine(x, 20, [1, -1], 0.7, 10, { fill })],
  ["rotate", (x) => functional.rotate(x, 30, { interpolation: "bilinear", expand: true })],
  ["RandomAffine", (x) => new transforms.RandomAffine(40, { shear: 20, interpolation: "bilinear" })(x)],
  ["RandomAffine of a batch", (x) => new transforms.RandomAffine(40, { scale: [0.5, 2], fill }).batch(x)],
  ["RandomRotation", (x) => new transforms.RandomRotation(90)(x)],
  ["RandomRotation of a batch", (x) => new transforms.RandomRotation(90, { interpolation: "bilinear", fill }).batch(x)],
  ["GaussianBlur", (x) => new transforms.GaussianBlur([3, 5])(x)],
  ["RandomCrop of a batch", (x) => new transforms.RandomCrop(4, { padding: 1, paddingMode: "reflect" }).batch(x)],
  ["adjustBrightness", (x) => functional.adjustBrightness(x, 1.4)],
  ["adjustContrast", (x) => functional.adjustContrast(x, 1.7)],
  ["adjustSaturation", (x) => functional.adjustSaturation(x, 0.3)],
  ["adjustHue", (x) => functional.adjustHue(x, 0.2)],
  ["adjustHue, the other way", (x) => functional.adjustHue(x, -0.4)],
  ["adjustGamma", (x) => functional.adjustGamma(x, 1.6, { gain: 0.9 })],
  ["rgbToGrayscale", (x) => functional.rgbToGrayscale(x)],
  ["Grayscale of 3 channels", (x) => new transforms.Grayscale(3)(x)],
  ["adjustSharpness", (x) => functional.adjustSharpness(x, 1.5)],
  ["autocontrast", (x) => functional.autocontrast(x)],
  ["invert", (x) => functional.invert(x)],
  ["solarize", (x) => functional.solarize(x, 0.4)],
  ["ColorJitter", (x) => new transforms.ColorJitter(0.4, 0.4, 0.4, 0.2)(x)],
  ["erase", (x) => functional.erase(x, 1, 2, 3, 2, tensor([[0.5], [1], [2]], { dtype: "float64" }).unsqueeze(2))],
  ["erase of nothing", (x) => functional.erase(x, 1, 2, 0, 2, 1)],
  ["RandomErasing", (x) => new transforms.RandomErasing({ p: 1, value: 3 })(x)],
  ["RandomErasing of a batch", (x) => new transforms.RandomErasing({ p: 0.6, value: [1, 2, 3] }).batch(x)],
  ["RandomHorizontalFlip of a batch", (x) => new transforms.RandomHorizontalFlip().batch(x)],
];

describe("images that require a gradient are transformed as others are, and get it", () => {
  test.each(cases)("%s", (_, transform) => {
    manualSeed(2);
    const x = rand(2, 3, 6, 5, { dtype: "float64" });
    const seeded = (image: Tensor): Tensor => {
      manualSeed(4);
      return transform(image);
    };
    const leaf = x.clone().requiresGrad_();
    expectClose(seeded(leaf), seeded(x), { rtol: 1e-6, atol: 1e-6 });
    expect(gradcheck(seeded, leaf).passed).toBe(true);
  });

  test("what is written over them gets one too", () => {
    const value = ones(2, 1, { dtype: "float64" }).requiresGrad_();
    const x = rand(3, 4, { dtype: "float64" });
    expect(gradcheck((v) => functional.erase(x, 1, 0, 2, 3, v), value).passed).toBe(true);
    expect(() => functional.erase(x, 1, 0, 2, 3, value, { inplace: true })).toThrow(
      "erase: an image cannot be written into where a gradient is required; write { inplace: false }",
    );
  });

  test("images without a batch or channels too", () => {
    for (const shape of [
      [6, 5],
      [2, 6, 5],
      [2, 1, 2, 6, 5],
    ] as const) {
      const x = rand([...shape]);
      const leaf = x.clone().requiresGrad_();
      for (const transform of [new transforms.Resize([4, 4]), new transforms.GaussianBlur(3, 1)]) {
        expectClose(transform(leaf), transform(x), { atol: 1e-6 });
      }
      expectClose(functional.rotate(leaf, 20), functional.rotate(x, 20), { atol: 1e-6 });
    }
  });
});

import { Generator, manualSeed, ones, rand, stack, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { expectTensor, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { transforms } from "../index.js";

const { functional } = transforms;
const exact = { atol: 0, rtol: 0 };
const bytes = (shape: readonly number[], seed: number) => randomTensor(shape, seed, { low: 0, high: 256 }).to("uint8");
const levels = (shape: readonly number[], seed: number) =>
  randomTensor(shape, seed, { low: 0, high: 1, dtype: "float32" });

/** Transforms that keep an image's shape, dtype and range. */
const augmentations = (generator: Generator) => [
  new transforms.ColorJitter(0.4, 0.4, 0.4, 0.2, { generator }),
  new transforms.RandomAffine(30, { translate: [0.2, 0.1], scale: [0.8, 1.2], shear: 10, generator }),
  new transforms.RandomRotation(45, { interpolation: "bilinear", generator }),
  new transforms.GaussianBlur(3, { generator }),
  new transforms.RandomGrayscale({ p: 0.5, generator }),
  new transforms.RandomErasing(0.7, { generator }),
  new transforms.RandomInvert({ generator }),
  new transforms.RandomSolarize(0.5, { generator }),
  new transforms.RandomAdjustSharpness(1.5, { generator }),
  new transforms.RandomAutocontrast({ generator }),
];

describe("transforms of images of all shapes", () => {
  const shapes = fc.constantFrom([3, 7, 6], [1, 5, 8], [2, 3, 6, 5], [2, 2, 3, 4, 5]);

  test("keep shape, dtype and range", () => {
    fc.assert(
      fc.property(fc.nat(), shapes, fc.boolean(), (seed, shape, isByte) => {
        const x = isByte ? bytes(shape, seed) : levels(shape, seed);
        for (const transform of augmentations(new Generator().manualSeed(seed))) {
          const y = transform(x);
          expect([y.shape, y.dtype]).toEqual([x.shape, x.dtype]);
          const [least, most] = [y.min().item(), y.max().item()];
          expect(least).toBeGreaterThanOrEqual(-1e-6);
          expect(most).toBeLessThanOrEqual(isByte ? 255 : 1 + 1e-6);
        }
      }),
      { numRuns: sampledRuns(20) },
    );
  });

  test("do to a batch what they do to each image, alone and in a row", () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom([1, 6, 5], [3, 6, 5]), (seed, shape) => {
        const images = stack([0, 1, 2].map((i) => bytes(shape, seed + i)));
        const make = () => {
          const generator = new Generator().manualSeed(seed);
          return [
            ...augmentations(generator),
            new transforms.TrivialAugmentWide({ generator }),
            new transforms.RandomApply(augmentations(generator), { generator }),
            new transforms.RandomOrder(augmentations(generator), { generator }),
            new transforms.RandomChoice(augmentations(generator), { generator }),
            new transforms.RandomResizedCrop(4, { generator }),
          ];
        };
        const all = new transforms.Compose(make());
        const oneByOne = stack(images.unbind(0).map((image) => all(image)));
        expectTensor(new transforms.Compose(make()).batch!(images), oneByOne, exact);
      }),
      { numRuns: 10 },
    );
  });

  test("leave alone what their factors leave", () => {
    fc.assert(
      fc.property(fc.nat(), shapes, (seed, shape) => {
        const x = bytes(shape, seed);
        expectTensor(functional.adjustBrightness(x, 1), x, exact);
        expectTensor(functional.adjustSaturation(x, 1), x, exact);
        expectTensor(functional.adjustContrast(x, 1), x, exact);
        expectTensor(functional.adjustSharpness(x, 1), x, exact);
        expectTensor(functional.adjustHue(x, 0), x, { atol: 1, rtol: 0 });
        expectTensor(functional.invert(functional.invert(x)), x, exact);
        expectTensor(functional.posterize(x, 8), x, exact);
        expectTensor(functional.rotate(x, 0), x, exact);
        expectTensor(functional.affine(x, 0, [0, 0], 1, 0, "bilinear"), x, exact);
        expectTensor(new transforms.ColorJitter()(x), x, exact);
      }),
      { numRuns: sampledRuns(20) },
    );
  });

  test("two quarter turns are two flips, and four are the image", () => {
    const x = bytes([2, 6, 6], 3);
    const twice = functional.rotate(functional.rotate(x, 90), 90);
    expectTensor(twice, x.flip([1, 2]), exact);
    expectTensor(functional.rotate(twice, 180), x, exact);
    expectTensor(
      functional.rotate(bytes([1, 4, 6], 2), 90, { expand: true }),
      bytes([1, 4, 6], 2).transpose(1, 2).flip(1),
      exact,
    );
  });
});

describe("groups of transforms", () => {
  const add = (n: number) => (x: Tensor) => x.add(n);
  const double = (x: Tensor): Tensor => x.mul(2);

  test("RandomApply does all or none, RandomChoice one, RandomOrder all in some order", () => {
    const generator = new Generator().manualSeed(1);
    const seen = (transform: (x: Tensor) => Tensor) =>
      [...new Set(Array.from({ length: 60 }, () => transform(ones(1)).item()))].sort((a, b) => a - b);
    expect(seen(new transforms.RandomApply([add(1), double], 0.5, { generator }))).toEqual([1, 4]);
    expect(seen(new transforms.RandomApply([add(1), double], 1, { generator }))).toEqual([4]);
    expect(seen(new transforms.RandomOrder([add(1), double], { generator }))).toEqual([3, 4]);
    expect(seen(new transforms.RandomChoice([add(1), double, add(5)], { generator }))).toEqual([2, 6]);
    expect(seen(new transforms.RandomChoice([add(1), double, add(5)], { p: [0, 0, 2], generator }))).toEqual([6]);
  });

  test("do no batches of functions, or of what changes the shape", () => {
    expect(new transforms.RandomApply([double]).batch).toBeUndefined();
    expect(new transforms.RandomApply([new transforms.Pad(1)]).batch).toBeUndefined();
    expect(new transforms.Compose([new transforms.RandomApply([double])]).batch).toBeUndefined();
    expect(new transforms.RandomRotation(5, { expand: true }).batch).toBeUndefined();
    expect(new transforms.RandomApply([new transforms.RandomHorizontalFlip()]).batch).toBeDefined();
  });

  test("draw as torchvision's RandomApply does", () => {
    // torch.manual_seed(3); t = RandomApply([RandomHorizontalFlip()]); [t(x) for _ in range(8)]; torch.rand(1)
    manualSeed(3);
    const flip = new transforms.RandomApply([new transforms.RandomHorizontalFlip()]);
    const flipped = Array.from({ length: 8 }, () => flip(tensor([[0, 1]])).toArray()).map(
      (x) => JSON.stringify(x) === "[[1,0]]",
    );
    expect(flipped).toEqual([true, true, true, false, false, false, false, false]);
    expect(rand(1).item()).toBeCloseTo(0.14984089, 7);
  });
});

describe("RandomErasing", () => {
  test("writes into the image where it is told to", () => {
    const x = ones(1, 8, 8);
    new transforms.RandomErasing(1)(x);
    expect(x.sum().item()).toBe(64);
    new transforms.RandomErasing(1, { inplace: true })(x);
    expect(x.sum().item()).toBeLessThan(64);
  });
});

describe("errors", () => {
  const make =
    (Transform: unknown, ...given: unknown[]) =>
    () =>
      new (Transform as new (...given: unknown[]) => unknown)(...given);
  test.each<[() => unknown, string]>([
    [make(transforms.RandomAffine), "RandomAffine: missing argument degrees"],
    [make(transforms.RandomAffine, -1), "RandomAffine: degrees must be >= 0, got -1"],
    [make(transforms.RandomAffine, [1, 2, 3]), "RandomAffine: degrees must be 2 finite numbers, got [1, 2, 3]"],
    [make(transforms.RandomAffine, [30, 10]), "RandomAffine: degrees must be [smallest, largest], got [30, 10]"],
    [make(transforms.RandomAffine, 0, [0.5, 1.5]), "RandomAffine: translate must be between 0 and 1, got 1.5"],
    [make(transforms.RandomAffine, 0, null, [0, 1]), "RandomAffine: scale must be > 0, got 0"],
    [make(transforms.RandomAffine, 0, { shear: [1, 2, 3] }), "RandomAffine: shear must be 2 or 4 finite numbers"],
    [make(transforms.RandomRotation, 5, { center: [1] }), "RandomRotation: center must be 2 finite numbers, got [1]"],
    [make(transforms.ColorJitter, -1), "ColorJitter: if brightness is a single number, it must be >= 0, got -1"],
    [
      make(transforms.ColorJitter, { hue: 0.6 }),
      "ColorJitter: hue must be a number or [smallest, largest], between -0.5 and 0.5",
    ],
    [
      make(transforms.ColorJitter, { contrast: [2, 1] }),
      "ColorJitter: contrast must be a number or [smallest, largest], >= 0",
    ],
    [
      make(transforms.GaussianBlur, 4),
      "GaussianBlur: kernelSize must be an odd number > 0 or [horizontal, vertical], got 4",
    ],
    [make(transforms.GaussianBlur, 3, 0), "GaussianBlur: sigma must be a number > 0 or [smallest, largest], got 0"],
    [make(transforms.RandomErasing, 1, [0.5, 2]), "RandomErasing: scale must be between 0 and 1, got [0.5, 2]"],
    [
      make(transforms.RandomErasing, 1, { value: "noise" }),
      'RandomErasing: value must be a number or a list of numbers or "random"',
    ],
    [make(transforms.RandomResizedCrop, 0), "RandomResizedCrop: size must be a whole number >= 1, got 0"],
    [make(transforms.RandomResizedCrop, 4, { ratio: [0, 1] }), "RandomResizedCrop: ratio must be > 0, got [0, 1]"],
    [make(transforms.RandomPosterize, 9), "RandomPosterize: bits must be between 0 and 8, got 9"],
    [make(transforms.RandomChoice, []), "RandomChoice: expected at least one transform"],
    [
      make(transforms.RandomChoice, [(x: unknown) => x], [1, 2]),
      "RandomChoice: p must be 1 weights >= 0, not all 0, got [1, 2]",
    ],
    [make(transforms.Grayscale, 2), "Grayscale: numOutputChannels must be 1 or 3, got 2"],
    [
      () => new transforms.Grayscale()(zeros(2, 4, 4)),
      "Grayscale: expected images with 1 or 3 channels, got [2, 4, 4]",
    ],
    [
      () => new transforms.RandomAffine(5, { fill: [1, 2] })(zeros(3, 2, 2)),
      "RandomAffine: got 2 values of fill for 3 channels",
    ],
    [
      () => new transforms.RandomRotation(5, { fill: 300 })(bytes([1, 4, 4], 1)),
      "RandomRotation: uint8 cannot hold the fill 300",
    ],
    [
      () => new transforms.RandomAffine(5)(zeros(3)),
      "RandomAffine: expected an image of shape [H, W] or [..., C, H, W], got [3]",
    ],
    [
      () => new transforms.RandomAffine(5).batch(zeros(2, 4)),
      "RandomAffine: expected a batch of images [N, H, W] or [N, C, H, W], got [2, 4]",
    ],
    [
      () => new transforms.RandomErasing(1, { value: "random" })(bytes([1, 9, 9], 1)),
      "cannot hold normal random values",
    ],
    [
      () => new transforms.TrivialAugmentWide()(ones(3, 4, 4)),
      "TrivialAugmentWide: expected a uint8 image, got float32",
    ],
    [
      () => functional.adjustHue(ones(3, 2, 2), 0.6),
      "adjustHue: hueFactor must be a number between -0.5 and 0.5, got 0.6",
    ],
    [
      () => functional.adjustBrightness(ones(3, 2, 2), -1),
      "adjustBrightness: brightnessFactor must be a number >= 0, got -1",
    ],
    [
      () => functional.adjustContrast(ones(2, 2, { dtype: "int32" }), 1),
      "adjustContrast: expected an image of uint8, float32 or float64, got int32",
    ],
    [() => functional.solarize(ones(3, 2, 2), 2), "solarize: threshold must be at most 1 for float32, got 2"],
    [() => functional.equalize(ones(3, 2, 2)), "equalize: expected a uint8 image, got float32"],
    [
      () => functional.gaussianBlur(ones(3, 2, 2), 5),
      "gaussianBlur: a kernel of 5 x 5 pixels wants an image of more than 2 x 2, got [3, 2, 2]",
    ],
    [
      () => functional.erase(ones(3, 2, 2), 1, 1, 2, 1, 0),
      "erase: a rectangle of 2 x 1 at (1, 1) is not inside of an image [3, 2, 2]",
    ],
    [() => functional.affine(ones(2, 2), 0, [0, 0], 0, 0), "affine: scale must be > 0, got 0"],
    [() => functional.affine(ones(2, 2), 0, [0], 1, 0), "affine: translate must be 2 finite numbers, got [0]"],
    [() => functional.rotate(ones(2, 2), Number.NaN), "rotate: angle must be a finite number, got NaN"],
  ])("%#", (run, message) => {
    expect(run).toThrow(message);
  });
});

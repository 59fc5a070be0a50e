import { Generator, manualSeed, ones, rand, randn, stack, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { decode, type EncodedTensor, expectTensor, loadFixture, randomTensor } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DataLoader, MNIST, transforms } from "../index.js";
import type { RandomAffineOptions } from "./randomAffine.js";

const { compose, randomAffine, toTensor } = transforms;
const exact = { atol: 0, rtol: 0 };

interface AffineCase {
  readonly name: string;
  readonly options: RandomAffineOptions & { readonly degrees: number | [number, number] };
  readonly input: EncodedTensor;
  readonly output: EncodedTensor;
  /** The random number after them, which tells how much was drawn. */
  readonly after: number;
}

const cases = loadFixture("datasets", "affine") as unknown as AffineCase[];

describe("torchvision's images, from the same seed", () => {
  test.each(cases.map((one) => [one.name, one] as const))("%s", (_, { options, input, output, after }) => {
    const images = decode(input);
    const { degrees, ...rest } = options;
    manualSeed(11);
    const moved = randomAffine(degrees, rest)(images);
    expectTensor(moved, decode(output), { atol: 2e-5, rtol: 1e-5 });
    expect(rand(1).item()).toBe(after);
    manualSeed(11);
    expectTensor(stack(images.unbind(0).map((image) => randomAffine(degrees, rest)(image))), moved, exact);
  });
});

describe("properties", () => {
  const seeds = fc.nat();
  const modes = fc.constantFrom("nearest" as const, "bilinear" as const);

  test("without any range the image stays as it is", () => {
    fc.assert(
      fc.property(seeds, modes, fc.constantFrom([5, 4], [3, 4, 5], [2, 3, 1, 7]), (seed, interpolation, shape) => {
        const x = randomTensor(shape, seed);
        expectTensor(randomAffine(0, { interpolation })(x), x, exact);
      }),
    );
  });

  test("two quarter turns of a square are flips, and four are the image", () => {
    const x = randomTensor([2, 6, 6], 3);
    const turn = randomAffine([90, 90]);
    const twice = turn(turn(x));
    expectTensor(twice, x.flip([1, 2]), exact);
    expectTensor(turn(turn(twice)), x, exact);
  });

  test("a clockwise turn brings the top to the right", () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    expect(randomAffine([90, 90])(x).toArray()).toEqual([
      [3, 1],
      [4, 2],
    ]);
  });

  test("bilinear values lie between those of the image and the fill", () => {
    fc.assert(
      fc.property(seeds, fc.float({ min: -1, max: 1, noNaN: true }), (seed, fill) => {
        const x = randomTensor([2, 1, 7, 5], seed);
        const options = { translate: [0.3, 0.3], scale: [0.5, 2], shear: 30, interpolation: "bilinear", fill } as const;
        const y = randomAffine(90, { ...options, generator: new Generator().manualSeed(seed) })(x);
        const bound = Math.max(x.abs().max().item(), Math.abs(fill)) + 1e-6;
        expect(y.abs().max().item()).toBeLessThanOrEqual(bound);
      }),
    );
  });

  test("leaves its input, and the default generator where it has its own", () => {
    const x = ones(1, 3, 3);
    manualSeed(0);
    randomAffine(30, { fill: 5, generator: new Generator() })(x);
    expect(x.toArray()).toEqual(ones(1, 3, 3).toArray());
    const after = rand(1).item();
    manualSeed(0);
    expect(rand(1).item()).toBe(after);
  });

  test("takes a view of an image", () => {
    const x = randomTensor([6, 4, 2], 1).permute(2, 1, 0);
    expectTensor(randomAffine([20, 20])(x), randomAffine([20, 20])(x.contiguous()), exact);
  });
});

test("batches of a dataset equal the images one by one", () => {
  const images = randomTensor([6, 28, 28], 5, { low: 0, high: 256 }).to("uint8");
  const make = (seed: number) => {
    const generator = new Generator().manualSeed(seed);
    const augment = randomAffine(10, [0.1, 0.1], { interpolation: "bilinear", generator });
    return new MNIST(images, zeros(6), { transform: compose(augment, toTensor()) });
  };
  const [[x]] = new DataLoader(make(1), { batchSize: 6 });
  const single = make(1);
  expectTensor(x, stack([...Array(6).keys()].map((i) => single.get(i)[0])), exact);
});

test("arguments by position, by name and mixed", () => {
  const x = randn(1, 5, 6);
  const run = (...given: unknown[]): Tensor => {
    manualSeed(4);
    return (randomAffine as (...given: unknown[]) => (x: Tensor) => Tensor)(...given)(x);
  };
  const expected = run(20, [0.1, 0.2], [0.9, 1.1], 5, "bilinear", 0.5, [1, 2]);
  const rest = { shear: 5, interpolation: "bilinear", fill: 0.5, center: [1, 2] };
  expectTensor(run(20, [0.1, 0.2], { scale: [0.9, 1.1], ...rest }), expected, exact);
  expectTensor(run({ degrees: 20, translate: [0.1, 0.2], scale: [0.9, 1.1], ...rest }), expected, exact);
});

describe("errors", () => {
  const wrong =
    (...given: unknown[]) =>
    () =>
      (randomAffine as (...given: unknown[]) => unknown)(...given);
  test.each<[unknown[], string]>([
    [[], "randomAffine: missing argument degrees"],
    [[-1], "randomAffine: degrees must be >= 0, got -1"],
    [[[1, 2, 3]], "randomAffine: degrees must be 2 finite numbers, got [1, 2, 3]"],
    [[[30, 10]], "randomAffine: degrees must be [smallest, largest], got [30, 10]"],
    [[0, [0.5, 1.5]], "randomAffine: translate must be between 0 and 1, got 1.5"],
    [[0, 0.1], "randomAffine: translate must be a list of numbers, got 0.1"],
    [[0, null, [0, 1]], "randomAffine: scale must be > 0, got 0"],
    [[0, { shear: [1, 2, 3] }], "randomAffine: shear must be 2 or 4 finite numbers, got [1, 2, 3]"],
    [[0, { center: [1] }], "randomAffine: center must be 2 finite numbers, got [1]"],
    [
      [0, { interpolation: "cubic" }],
      '"cubic" is not a valid value for interpolation; expected "nearest" or "bilinear"',
    ],
    [[0, { translation: [0, 0] }], "randomAffine: unknown option translation"],
    [[0, null, null, null, "nearest", 0, null, new Generator()], "generator is given by name"],
  ])("%j", (given, message) => {
    expect(wrong(...given)).toThrow(message);
  });

  test("of inputs", () => {
    expect(() => randomAffine(5)(zeros(3))).toThrow(
      "randomAffine: expected an image of shape [H, W] or [C, H, W], or a batch of them, got [3]",
    );
    expect(() => randomAffine(5)(zeros(2, 2, { dtype: "bool" }))).toThrow('write x.to("uint8")');
    expect(() => randomAffine(5)(zeros(2, 2, { requiresGrad: true }))).toThrow("write x.detach()");
    expect(() => randomAffine(5, { fill: [1, 2] })(zeros(3, 2, 2))).toThrow("got 2 values of fill for 3 channels");
    expect(() => randomAffine(5, { fill: 300 })(zeros(2, 2, { dtype: "uint8" }))).toThrow(
      "uint8 cannot hold the fill 300",
    );
    expect(() => randomAffine(5).batch?.(zeros(2, 4))).toThrow("or a batch of them, got [2, 4]");
    expect(() => randomAffine(5)(zeros(1, 2, 1, 4, 4))).toThrow("or a batch of them, got [1, 2, 1, 4, 4]");
    expect(randomAffine(5)(zeros(0, 1, 4, 4)).shape).toEqual([0, 1, 4, 4]);
  });
});

import { CIFAR10, DataLoader, MNIST } from "@lumbre/datasets";
import { Generator, manualSeed, ones, rand, stack, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { expectTensor, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { transforms } from "../index.js";

const { Compose, Lambda, Normalize, Pad, RandomApply, RandomCrop, RandomHorizontalFlip } = transforms;
const { RandomOrder, RandomVerticalFlip, Resize, ToTensor } = transforms;
const exact = { atol: 0, rtol: 0 };
const bytes = (shape: readonly number[], seed: number) => randomTensor(shape, seed, { low: 0, high: 256 }).to("uint8");
const labels = (count: number) => zeros(count, { dtype: "int32" });

describe("ToTensor", () => {
  test("puts channels first and scales bytes", () => {
    const image = tensor(
      [
        [
          [0, 51],
          [255, 102],
        ],
      ],
      { dtype: "uint8" },
    );
    const x = new ToTensor()(image);
    expectTensor(x, tensor([[[0, 1]], [[51 / 255, 0.4]]]), exact);
    expect(x.isContiguous()).toBe(true);
    expect(image.toArray()).toEqual([
      [
        [0, 51],
        [255, 102],
      ],
    ]);
  });

  test("takes the pixels of a canvas", () => {
    const image = { data: new Uint8ClampedArray([255, 0, 51, 255]), width: 1, height: 1 };
    expectTensor(new ToTensor()(image), tensor([[[1]], [[0]], [[0.2]]]), exact);
  });

  test("refuses what has its channels first", () => {
    const message =
      'got [3, 8, 9], which has its channels first; write ConvertImageDtype("float32") in place of ToTensor';
    const image = bytes([3, 8, 9], 1);
    expect(() => new ToTensor()(image)).toThrow(`ToTensor: expected an image of shape [H, W, C], ${message}`);
    expect(() => new Compose([new Resize(4), new ToTensor()])(image)).toThrow(`Compose: expected`);
    expect(new Compose([new Resize(4), new transforms.ConvertImageDtype("float32")])(image).shape).toEqual([3, 4, 4]);
  });

  test("keeps the values of other dtypes", () => {
    const x = new ToTensor()(tensor([[1, 300]], { dtype: "int32" }));
    expect([x.dtype, x.toArray()]).toEqual(["int32", [[[1, 300]]]]);
  });

  test("refuses other ranks", () => {
    expect(() => new ToTensor()(zeros(3))).toThrow("ToTensor: expected an image of shape [H, W] or [H, W, C], got [3]");
  });
});

describe("Normalize", () => {
  test("rounds a single mean as it rounds several", () => {
    const x = randomTensor([2, 5, 5], 3, { dtype: "float32", low: 0 });
    expectTensor(new Normalize([0.1307], [0.3081])(x), new Normalize([0.1307, 0.1307], [0.3081, 0.3081])(x), exact);
  });

  test("writes into the image where it is told to", () => {
    const x = tensor([[[1, 2]]]);
    new Normalize([1], [2])(x);
    expect(x.toArray()).toEqual([[[1, 2]]]);
    new Normalize([1], [2], { inplace: true })(x);
    expect(x.toArray()).toEqual([[[0, 0.5]]]);
  });

  test("refuses what does not fit", () => {
    expect(() => new Normalize([0], [0])).toThrow("Normalize: std must be > 0, got 0 for channel 0");
    expect(() => new Normalize([], [1])).toThrow("Normalize: expected at least one mean and one std");
    expect(() => new Normalize([0, 0], [1])(zeros(3, 1, 1))).toThrow(
      "Normalize: expected an image of shape [..., C, H, W] for 2 means and 1 standard deviations, got [3, 1, 1]",
    );
    expect(() => new Normalize([0], [1])(zeros(1, 1, 1, { dtype: "uint8" }))).toThrow(
      "Normalize: expected a float32 or float64 image, got uint8; put ToTensor or ConvertImageDtype before it",
    );
  });
});

describe("Compose", () => {
  const augment = (generator: Generator) => [
    new RandomCrop(8, { padding: 2, generator }),
    new RandomHorizontalFlip({ generator }),
    new RandomVerticalFlip({ p: 0.4, generator }),
  ];

  test("does the same to a batch as to each image, with the same random numbers", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), fc.constantFrom([], [1], [3]), (seed, count, channels) => {
        const images = bytes([count, 8, 8, ...channels], seed);
        const make = () => {
          const generator = new Generator().manualSeed(seed);
          return new Compose([...augment(generator), new ToTensor(), new Normalize([0.5], [0.25])]);
        };
        const one = make();
        const oneByOne = stack(images.unbind(0).map((image) => one(image)));
        const transform = make();
        if (transform.batch === undefined) expect.unreachable();
        expectTensor(transform.batch(images), oneByOne, exact);
      }),
      { numRuns: sampledRuns(50) },
    );
  });

  test("pictures before ToTensor become what tensors become behind it", () => {
    const images = bytes([4, 8, 8, 3], 1);
    const before = new Compose([...augment(new Generator().manualSeed(3)), new ToTensor()]);
    const behind = new Compose([new ToTensor(), new Compose(augment(new Generator().manualSeed(3)))]);
    for (const image of images.unbind(0)) expectTensor(before(image), behind(image), exact);
    expectTensor(before.batch!(images), behind.batch!(images), exact);
  });

  test("functions get pictures as they are, and so does no batch without theirs", () => {
    const shapes: (readonly number[])[] = [];
    const see = (x: Tensor): Tensor => {
      shapes.push(x.shape);
      return x;
    };
    const transform = new Compose([see, new RandomHorizontalFlip(0), see, new ToTensor(), see]);
    transform(bytes([5, 6, 3], 1));
    expect(shapes).toEqual([
      [5, 6, 3],
      [5, 6, 3],
      [3, 5, 6],
    ]);
    expect(transform.batch).toBeUndefined();
    const lambda = new Lambda(see, (x: Tensor) => x);
    expect(new Compose([lambda, new ToTensor()]).batch).toBeDefined();
    expect(new Compose([lambda, new RandomHorizontalFlip()]).batch).toBeUndefined();
  });

  test("has the type of its last transform", () => {
    const transform = new Compose([new ToTensor(), (x: Tensor) => x.sum().item()]);
    expectTypeOf(transform(ones(2, 2))).toEqualTypeOf<number>();
    expect(transform(ones(2, 2))).toBe(4);
    expectTypeOf(new MNIST(zeros(1, 2, 2), labels(1), { transform }).get(0)).toEqualTypeOf<[number, number]>();
  });

  test("of nothing is the identity, as in torchvision", () => {
    const identity = new Compose([]);
    const x = bytes([2, 4, 4], 1);
    expect(identity(x)).toBe(x);
    expect(identity(7)).toBe(7);
    const images = bytes([5, 4, 4], 2);
    const loader = new DataLoader(new MNIST(images, labels(5), { transform: identity }), { batchSize: 5 });
    expect([...loader][0][0].equal(images)).toBe(true);
    expect(new Compose([identity, new ToTensor(), new Compose([])])(x).shape).toEqual([4, 2, 4]);
    manualSeed(1);
    const drawn = rand(1).item();
    manualSeed(1);
    expect(new RandomApply([])(x)).toBe(x);
    expect(rand(1).item()).not.toBe(drawn);
    expect(new RandomOrder([])(x)).toBe(x);
  });

  test("refuses what is no list of transforms", () => {
    const wrong = (given: unknown) => () => new Compose(given as never);
    expect(wrong(new ToTensor())).toThrow("Compose: transforms must be a list of transforms");
    expect(wrong([new ToTensor(), 3])).toThrow("Compose: transform 1 must be a function of an item, got 3");
    expect(wrong([ToTensor])).toThrow("write new ToTensor(...)");
  });
});

describe("in a dataset", () => {
  test("batches of CIFAR-10 equal its images one by one", () => {
    const images = bytes([6, 32, 32, 3], 5);
    const make = () => {
      const generator = new Generator().manualSeed(4);
      return new CIFAR10(images, labels(6), {
        transform: new Compose([
          new RandomCrop(32, { padding: 4, generator }),
          new RandomHorizontalFlip({ generator }),
          new ToTensor(),
          new Normalize([0.4914, 0.4822, 0.4465], [0.247, 0.2435, 0.2616]),
        ]),
      });
    };
    const [[x]] = new DataLoader(make(), { batchSize: 6 });
    const single = make();
    expectTensor(x, stack([0, 1, 2, 3, 4, 5].map((i) => single.get(i)[0])), exact);
  });

  test("bytes of images without channels are looked up", () => {
    const images = bytes([6, 8, 8], 5);
    const transform = new Compose([new ToTensor(), new Normalize([0.1307], [0.3081])]);
    const [[x]] = new DataLoader(new MNIST(images, labels(6), { transform }), { batchSize: 6 });
    expectTensor(x, stack(images.unbind(0).map((image) => transform(image))), exact);
  });
});

describe("images of all shapes", () => {
  const shapes = fc.constantFrom([5, 6], [1, 5, 6], [3, 7, 4], [2, 3, 6, 5], [2, 1, 2, 5, 5]);

  test("leading dimensions stay, and height and width are the transform's", () => {
    fc.assert(
      fc.property(fc.nat(), shapes, fc.integer({ min: 1, max: 9 }), (seed, shape, size) => {
        const x = randomTensor(shape, seed);
        const leading = shape.slice(0, -2);
        expect(new transforms.CenterCrop([size, 4])(x).shape).toEqual([...leading, size, 4]);
        expect(new Resize([size, 3])(x).shape).toEqual([...leading, size, 3]);
        expect(new RandomCrop([2, size], { padIfNeeded: true })(x).shape).toEqual([...leading, 2, size]);
        expect(new Pad([1, size, 0, 2])(x).shape).toEqual([...leading, shape.at(-2)! + size + 2, shape.at(-1)! + 1]);
      }),
      { numRuns: sampledRuns(40) },
    );
  });

  test("resized values stay between the smallest and the largest", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        shapes,
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom("nearest" as const, "bilinear" as const),
        fc.boolean(),
        (seed, shape, size, interpolation, antialias) => {
          const x = randomTensor(shape, seed);
          const y = new Resize([size, 5], interpolation, { antialias: antialias && interpolation === "bilinear" })(x);
          expect(y.max().item()).toBeLessThanOrEqual(x.max().item() + 1e-6);
          expect(y.min().item()).toBeGreaterThanOrEqual(x.min().item() - 1e-6);
        },
      ),
      { numRuns: sampledRuns(40) },
    );
  });

  test("flips twice, and crops of what was padded, are the image", () => {
    fc.assert(
      fc.property(fc.nat(), shapes, (seed, shape) => {
        const x = randomTensor(shape, seed);
        const flip = new RandomHorizontalFlip(1);
        expectTensor(flip(flip(x)), x, exact);
        expectTensor(new Pad(-2)(new Pad(2)(x)), x, exact);
      }),
      { numRuns: sampledRuns(20) },
    );
  });

  test("views are taken as they are", () => {
    const x = randomTensor([6, 4, 2], 1).permute(2, 1, 0);
    for (const transform of [new Resize(3), new Pad(1, { paddingMode: "edge" }), new transforms.CenterCrop(2)]) {
      expectTensor(transform(x), transform(x.contiguous()), exact);
    }
  });
});

test("a generator of one's own leaves the default one as it is", () => {
  manualSeed(0);
  const expected = rand(1).item();
  manualSeed(0);
  const generator = new Generator();
  new RandomCrop(2, { generator })(ones(4, 4));
  new RandomHorizontalFlip({ generator })(ones(4, 4));
  expect(rand(1).item()).toBe(expected);
});

test("arguments by position, by name and mixed", () => {
  const x = bytes([3, 6, 7], 2);
  const crop = (...given: unknown[]): Tensor => {
    manualSeed(4);
    return new (RandomCrop as new (...given: unknown[]) => (x: Tensor) => Tensor)(...given)(x);
  };
  const expected = crop([5, 6], [1, 2], true, 9, "edge");
  expectTensor(crop([5, 6], [1, 2], { padIfNeeded: true, fill: 9, paddingMode: "edge" }), expected, exact);
  expectTensor(crop({ size: [5, 6], padding: [1, 2], padIfNeeded: true, paddingMode: "edge" }), expected, exact);
});

describe("errors", () => {
  const wrong =
    (Transform: unknown, ...given: unknown[]) =>
    () =>
      new (Transform as new (...given: unknown[]) => unknown)(...given);
  test.each<[() => unknown, string]>([
    [wrong(transforms.CenterCrop, 0), "CenterCrop: size must be a whole number >= 1, got 0"],
    [wrong(transforms.CenterCrop, [1, 2, 3]), "CenterCrop: size must be a number or [height, width], got [1, 2, 3]"],
    [wrong(Resize, -4), "Resize: size must be a whole number >= 1, got -4"],
    [wrong(Resize, 8, { maxSize: 8 }), "maxSize = 8 must be strictly greater than the requested size"],
    [wrong(Resize, [8, 8], { maxSize: 9 }), "Resize: maxSize is for a size that is one number"],
    [wrong(Resize, 8, "nearest", { antialias: true }), 'Resize: antialias is for "bilinear" and "bicubic"'],
    [wrong(Pad, [1, 2, 3]), "Pad: padding must be a number, [horizontal, vertical] or [left, top, right, bottom]"],
    [wrong(Pad, 0.5), "Pad: padding must be whole pixels, got 0.5"],
    [wrong(Pad, 1, { mode: "edge" }), "Pad: unknown option mode"],
    [wrong(RandomHorizontalFlip, 2), "RandomHorizontalFlip: p must be a number between 0 and 1, got 2"],
    [wrong(RandomCrop, 2, 1, true, 0, "edge", new Generator()), "generator is given by name"],
    [() => new RandomCrop(8)(zeros(3, 6, 7)), "required crop size [8, 8] is larger than input image size [6, 7]"],
    [
      () => new Pad(5, { paddingMode: "reflect" })(zeros(3, 4, 4)),
      'Pad: expected padding of at most 3 in the mode "reflect"',
    ],
    [() => new Pad(-2)(zeros(3, 4, 4)), "Pad: padding of -2 and -2 leaves nothing of an image [3, 4, 4]"],
    [() => new Pad(1)(zeros(3)), "Pad: expected an image of shape [H, W] or [..., C, H, W], got [3]"],
    [() => new Pad(1)(zeros(3, 0, 2)), "Pad: expected an image with height and width > 0, got [3, 0, 2]"],
    [() => new RandomHorizontalFlip()(bytes([32, 32, 3], 1)), "put it into a Compose with ToTensor"],
    [() => transforms.functional.hflip([[1]] as never), "hflip: expected a tensor"],
    [() => new transforms.ConvertImageDtype("int32")(ones(2, 2)), "cannot be performed safely"],
    // Sizes that no memory holds, before anything is done for them.
    [() => transforms.functional.resize(ones(3, 5, 5), 1e9), "out of memory"],
    [() => transforms.functional.pad(ones(3, 5, 5), 2 ** 30 - 3), "out of memory"],
    [() => transforms.functional.crop(ones(3, 5, 5), 0, 0, 2 ** 31, 2 ** 31), "makes too large an image"],
    // Values that the image's dtype does not hold.
    [() => new RandomCrop(5, { padding: 1, fill: 300 }).batch(bytes([1, 3, 5, 5], 1)), "RandomCrop: uint8 holds"],
    [() => transforms.functional.erase(bytes([5, 5], 1), 0, 0, 2, 2, 300), "erase: uint8 holds whole numbers"],
    [
      () => transforms.functional.rotate(ones(1, 5, 5, { dtype: "int32" }), 45, { fill: 1e10 }),
      "rotate: int32 holds whole numbers from -2147483648 to 2147483647, got 10000000000",
    ],
  ])("%#", (run, message) => {
    expect(run).toThrow(message);
  });

  test("a NaN has no hue, and makes its pixel NaN", () => {
    const x = tensor([[[0.5, Number.NaN]], [[0.25, 0.1]], [[0, 0.2]]]);
    const y = transforms.functional.adjustHue(x, 0.5);
    expect(y.isnan().toArray()).toEqual([[[false, true]], [[false, true]], [[false, true]]]);
  });
});

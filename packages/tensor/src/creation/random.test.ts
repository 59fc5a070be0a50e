import { readFileSync } from "node:fs";
import { decode, type EncodedTensor, expectClose, expectTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  arange,
  full,
  Generator,
  initialSeed,
  manualSeed,
  multinomial,
  normal,
  ones,
  rand,
  randint,
  randintLike,
  randLike,
  randn,
  randnLike,
  randperm,
  type SizesAndOptions,
  seed,
  type Tensor,
  tensor,
  zeros,
} from "../index.js";

import { randomMask } from "./sampling.js";

interface RandomCase {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly seed: number;
  readonly results: EncodedTensor[];
}

const url = new URL("../../fixtures/random.json", import.meta.url);
const cases: RandomCase[] = JSON.parse(readFileSync(url, "utf8")).cases;

type Draw = (...args: unknown[]) => Tensor;
const functions = { rand, randn, randint, randperm } as unknown as Readonly<Record<string, Draw | undefined>>;

function draw({ name, args }: RandomCase): Tensor {
  const fn = functions[name];
  if (fn !== undefined) return fn(...args);
  const [shape, ...rest] = args as [SizesAndOptions, ...never[]];
  const x = zeros(...shape);
  return ((x as unknown as Record<string, Draw>)[name] as Draw).call(x, ...rest);
}

describe("a seed gives PyTorch's numbers", () => {
  test.each(
    cases.map((item) => [`seed ${item.seed}: ${item.name}(${JSON.stringify(item.args).slice(1, -1)})`, item] as const),
  )("%s", (_, item) => {
    manualSeed(item.seed);
    // The second draw shows that the first left the generator where PyTorch's does.
    for (const expected of item.results) expectTensor(draw(item), decode(expected), { rtol: 2e-6, atol: 1e-6 });
  });
});

// torch.manual_seed(0); torch.empty(3, dtype=torch.float64).uniform_(), and so on.
test.each<[string, (x: Tensor) => Tensor, number[]]>([
  ["uniform_", (x) => x.uniform_(), [0.9700530018, 0.7078198644, 0.4593829431]],
  ["normal_", (x) => x.normal_(), [1.540996108, -0.2934289058, -2.178789382]],
  ["cauchy_", (x) => x.cauchy_(), [10.59772933, 0.7647672596, -0.1282993421]],
  ["exponential_", (x) => x.exponential_(), [3.508326187, 1.230384764, 0.6150440939]],
  ["logNormal_", (x) => x.logNormal_(), [59.26341788, 1.511559937, 0.0348194631]],
])("%s has PyTorch's defaults", (_, fill, expected) => {
  manualSeed(0);
  expectClose(fill(zeros(3, { dtype: "float64" })), expected, { rtol: 1e-9, atol: 0 });
});

test.each([
  ["uint8", 0, 255],
  ["int32", -(2 ** 31), 2 ** 31 - 1],
] as const)("randint of %s goes from %d to %d", (dtype, least, most) => {
  expect(randint(least, least + 1, [2], { dtype }).toArray()).toEqual([least, least]);
  expect(randint(most, most + 1, [2], { dtype }).toArray()).toEqual([most, most]);
  expect(() => randint(least - 1, most, [2], { dtype })).toThrow(`${dtype} holds ${least} to ${most}`);
  expect(() => randint(least, most + 2, [2], { dtype })).toThrow(`${dtype} holds ${least} to ${most}`);
});

// torch.manual_seed(0), then the same calls
describe("PyTorch's numbers at the ends of ranges", () => {
  const double = { dtype: "float64" } as const;
  test("a range of 2^32 takes two draws a number, a smaller one a single draw", () => {
    manualSeed(0);
    expect(randint(0, 2 ** 32, [3], double).toArray()).toEqual([2546248239, 3626093760, 3684848379]);
    expect(randint(0, 2 ** 32 - 1, [3], double).toArray()).toEqual([2340255427, 3638918503, 1819583497]);
    expect(randint(5, 10, [2]).toArray()).toEqual([8, 6]);
  });

  test("bernoulli draws 24 bits for float32 and 53 for float64, and takes 0 and 1", () => {
    manualSeed(0);
    expect(full([8], 0.5).bernoulli().toArray()).toEqual([1, 0, 1, 1, 1, 0, 1, 0]);
    manualSeed(0);
    expect(full([8], 0.5, double).bernoulli().toArray()).toEqual([0, 0, 1, 0, 0, 0, 1, 1]);
    manualSeed(0);
    expect(tensor([0, 1, 0, 1]).bernoulli().toArray()).toEqual([0, 1, 0, 1]);
    expectClose(rand(1), [0.30742282]);
  });

  test("uniform_ takes one number for both ends", () => {
    manualSeed(0);
    expectClose(zeros(3).uniform_(2, 3), [2.49625659, 2.76822186, 2.08847737]);
    expect(zeros(3).uniform_(2, 2).toArray()).toEqual([2, 2, 2]);
    expectClose(zeros(3, double).uniform_(-1, 3), [2.682990736487841, 1.580096480491059, 2.1645915687212147]);
  });

  // PyTorch's log(1 - p) has lost digits of so small a chance, so its float64 numbers begin with 30405240556.
  test.each([
    ["float64", [30404567940, 345565646475]],
    ["float32", [30404567040, 345565659136]],
    ["int32", [2 ** 31 - 1, 2 ** 31 - 1]],
    ["uint8", [255, 255]],
  ] as const)("geometric_ counts as far as %s does", (dtype, expected) => {
    manualSeed(0);
    expect(zeros(2, { dtype }).geometric_(1e-12).toArray()).toEqual(expected);
  });

  test.each([
    ["float64", [307219314442800, 2582726356426969, 6961798910534005]],
    ["float32", [71389, 1771142, 4795460]],
    ["int32", [218175338, 303761048, 893988089]],
    ["uint8", [106, 152, 249]],
    ["bool", [false, false, true]],
  ] as const)("random_ takes all that %s holds", (dtype, expected) => {
    manualSeed(3);
    expect(zeros(3, { dtype }).random_().toArray()).toEqual(expected);
  });

  test("random_ from a number on goes to the end of the dtype", () => {
    const bytes = (): Tensor => zeros(3, { dtype: "uint8" });
    for (const draw of [() => bytes().random_(250, null), () => bytes().random_({ from: 250 })]) {
      manualSeed(3);
      expect(draw().toArray()).toEqual([254, 252, 251]);
    }
  });

  test.each<[string, Tensor, number[]]>([
    ["15 elements", zeros(5, 3), [1.54099607, -0.2934289, -2.17878938]],
    ["16 elements", zeros(4, 4), [-1.12583983, -1.1523602, -0.25057858]],
    ["16 elements in another order", zeros(4, 4).T, [1.54099607, -1.08452237, -0.71925759]],
    ["16 elements with gaps", zeros(4, 8).slice(1, 0, 8, 2), [-1.12583983, -1.1523602, -0.25057858]],
    ["one row", zeros(20, 1).T, [-1.12583983, -1.1523602, -0.25057858]],
    ["one column", zeros(1, 20).T, [-1.12583983, -1.1523602, -0.25057858]],
    ["16 elements shown twice", zeros(1, 16).expand(2, 16), [-1.12583983, -1.1523602, -0.25057858]],
    ["a column shown eight times", zeros(2, 1).expand(2, 8), [-1.12583983, -1.1523602, -0.25057858]],
  ])("randnLike of %s", (_, like, first) => {
    manualSeed(0);
    expectClose(randnLike(like).flatten().slice(0, 0, 3), first);
  });

  test.each<[string, Tensor, number[]]>([
    ["a row shown twice", zeros(1, 3).expand(2, 3), [0.49625659, 0.7682218, 0.08847743]],
    ["a column shown twice, transposed", zeros(3, 1).expand(3, 2).T, [0.49625659, 0.7682218, 0.08847743]],
    [
      "a transpose stretched in the middle",
      zeros(2, 3).T.unsqueeze(1).expand(3, 2, 2),
      [0.49625659, 0.49009341, 0.13203049],
    ],
    ["a transpose shown twice", zeros(3, 2).T.unsqueeze(0).expand(2, 2, 3), [0.49625659, 0.08847743, 0.30742282]],
  ])("randLike of %s", (_, like, first) => {
    manualSeed(0);
    expectClose(randLike(like).flatten().slice(0, 0, 3), first);
  });

  test("multinomial draws one, all and many", () => {
    const x = tensor([1, 2, 3, 4]);
    manualSeed(0);
    expect(x.multinomial(1).toArray()).toEqual([2]);
    manualSeed(0);
    expect(x.multinomial(1, true).toArray()).toEqual([3]);
    const many = arange(1, 41);
    manualSeed(0);
    const all = [33, 22, 32, 29, 24, 20, 39, 17, 11, 37, 34, 36, 6, 16, 23, 31, 25, 26, 12, 9].concat([
      15, 38, 27, 14, 28, 21, 30, 7, 10, 18, 35, 13, 19, 8, 2, 4, 5, 1, 3, 0,
    ]);
    expect(many.multinomial(40).toArray()).toEqual(all);
    manualSeed(0);
    expect(many.multinomial(5).toArray()).toEqual(all.slice(0, 5));
    expect(many.multinomial(5, true).toArray()).toEqual([20, 7, 34, 23, 29]);
    const rows = tensor([
      [0, 0, 1, 0],
      [2, 0, 0, 0],
    ]);
    expect(rows.multinomial(3, true).toArray()).toEqual([
      [2, 2, 2],
      [0, 0, 0],
    ]);
  });
});

test("multinomial draws no index that there is not where the sum of the weights is infinite", () => {
  const drawn = tensor([1e308, 1e308, 0], { dtype: "float64" }).multinomial(9, true);
  expect(drawn.max().item()).toBeLessThan(2);
});

describe("Generator", () => {
  test("chooses as numbers of 53 bits do, from any state", () => {
    const probability = fc.oneof(
      fc.constantFrom(0, 2 ** -53, 0.5, 1 - 2 ** -53, 1),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.nat(700), fc.nat(1300), probability, fc.nat(), (skipped, n, p, from) => {
        const [one, other] = [0, 1].map(() => new Generator().manualSeed(from));
        for (let i = 0; i < skipped; i++) expect(one.random32()).toBe(other.random32());
        const chosen = new Float32Array(n);
        one.fillBernoulli(chosen, p, 3);
        expect([...chosen]).toEqual(Array.from({ length: n }, () => (other.uniform53() < p ? 3 : 0)));
        expect(one.random32()).toBe(other.random32());
      }),
      { numRuns: sampledRuns(50) },
    );
  });

  test("chooses by all of the 53 bits", () => {
    for (let seed = 0; seed < 20; seed++) {
      const draws = new Generator().manualSeed(seed);
      const numbers = Array.from({ length: 10 }, () => draws.uniform53());
      const chosen = (p: number): number[] => {
        const data = new Float64Array(numbers.length);
        new Generator().manualSeed(seed).fillBernoulli(data, p, 1);
        return [...data];
      };
      for (const [i, number] of numbers.entries()) {
        expect(chosen(number)[i]).toBe(0);
        expect(chosen(number + 2 ** -53)[i]).toBe(1);
      }
    }
  });

  test("states can be kept and gone back to", () => {
    const generator = new Generator().manualSeed(3);
    generator.normal();
    const state = generator.getState();
    const first = Array.from({ length: 700 }, () => generator.normal());
    generator.setState(state);
    expect(Array.from({ length: 700 }, () => generator.normal())).toEqual(first);
    expect(generator.initialSeed()).toBe(3);
  });

  test("one generator does not disturb another", () => {
    manualSeed(0);
    const expected = rand(4).toArray();
    manualSeed(0);
    rand(3, { generator: new Generator() });
    expect(rand(4).toArray()).toEqual(expected);
  });

  test("an unforeseen seed can be asked for", () => {
    const drawn = seed();
    expect(initialSeed()).toBe(drawn);
    const first = rand(2).toArray();
    manualSeed(drawn);
    expect(rand(2).toArray()).toEqual(first);
    manualSeed(0);
  });
});

describe("distributions", () => {
  test("a permutation has every number once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer(), (n, from) => {
        const order = randperm(n, { generator: new Generator().manualSeed(from) });
        expect([...order.readSync()].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });

  test("means and deviations", () => {
    manualSeed(1);
    expect(rand(100_000).mean().item()).toBeCloseTo(0.5, 2);
    expect(randn(100_000).std().item()).toBeCloseTo(1, 2);
    expect(randint(2, 5, [10_000]).min().item()).toBe(2);
    expect(randint(2, 5, [10_000]).max().item()).toBe(4);
    expect(tensor([0.2]).expand(10_000).bernoulli().mean().item()).toBeCloseTo(0.2, 1);
  });

  test("multinomial draws what PyTorch draws", () => {
    // torch.manual_seed(0), then the same calls
    manualSeed(0);
    expect(tensor([1, 2, 3, 4]).multinomial(4).toArray()).toEqual([2, 1, 3, 0]);
    const rows = tensor([
      [1, 2, 0],
      [0, 1, 5],
    ]);
    expect(rows.multinomial(2).toArray()).toEqual([
      [1, 0],
      [2, 1],
    ]);
    expect(tensor([1, 0, 3]).multinomial(6, true).toArray()).toEqual([2, 0, 2, 2, 2, 2]);
  });

  test("normal draws around tensors what PyTorch draws", () => {
    // torch.manual_seed(0), then the same calls
    manualSeed(0);
    expectClose(normal(tensor([0, 100]), 0.1), [0.15409961, 99.97065734]);
    expectClose(normal(1, tensor([1, 0, 2])), [-1.17878937, 1, -1.16904473]);
    const double = { dtype: "float64" } as const;
    expectClose(normal(tensor([[0], [0]], double), tensor([1, 10], double)), [
      [-1.3985953953708767, 4.033468476292993],
      [0.8380263329976598, -7.1925757846935925],
    ]);
    expect(() => normal(1, 2)).toThrow("normal: missing argument size; write normal(mean, std, [2, 3])");
    expect(() => normal(tensor([1]), 2, { dtype: "float64" })).toThrow("are those of the tensors");
    expect(() => normal(0, tensor([-1]))).toThrow("normal: expected all elements of std >= 0");
  });

  test("multinomial follows the weights", () => {
    manualSeed(1);
    const counts = tensor([1, 0, 3])
      .multinomial(8000, { replacement: true })
      .bincount({ minlength: 3 })
      .toArray() as number[];
    expect(counts[1]).toBe(0);
    expect(counts[2] / counts[0]).toBeCloseTo(3, 0);
    const rows = tensor([
      [1, 1, 0],
      [0, 1, 1],
    ]).multinomial(2);
    expect((rows.toArray() as number[][]).map((row) => row.sort())).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });
});

describe("bad input", () => {
  test.each([
    [() => rand(-1), "rand: sizes must be whole numbers >= 0, got [-1]"],
    [() => randn(2.5), "randn: sizes must be whole numbers >= 0, got [2.5]"],
    [() => randn(Number.NaN), "randn: sizes must be whole numbers >= 0, got [NaN]"],
    [() => rand(2, { dtype: "int32" }), "rand: dtype must be float32 or float64, got int32"],
    [() => randint(0, 3, [1], { dtype: "bool" }), "randint: bool holds 0 to 1, got low 0 and high 3 (exclusive)"],
    [() => randint(-1, 3, [1], { dtype: "uint8" }), "randint: uint8 holds 0 to 255, got low -1 and high 3 (exclusive)"],
    [() => randint(5, 5, [1]), "randint: expected whole numbers with low < high, got low 5 and high 5"],
    [() => randperm(-1), "randperm: n must be an integer >= 0, got -1"],
    [() => manualSeed(0.5), "manualSeed: expected a whole number, got 0.5"],
    [() => tensor([2]).bernoulli(), "bernoulli: expected probabilities in [0, 1], got 2"],
    [() => zeros(2).uniform_(1, 0), "uniform_: expected from <= to, got 1 and 0"],
    [() => zeros(2).normal_(0, -1), "normal_: std must be a number >= 0, got -1"],
    [
      () => tensor([1, 0]).multinomial(2),
      "multinomial: cannot draw 2 without replacement from 1 positions of positive weight",
    ],
    [() => tensor([0, 0]).multinomial(1), "multinomial: the weights sum to 0"],
    [() => tensor([-1, 2]).multinomial(1), "multinomial: weights must be finite and >= 0"],
    [() => tensor([1, Infinity]).multinomial(1), "multinomial: weights must be finite and >= 0"],
    [() => tensor([1, NaN]).multinomial(1), "multinomial: weights must be finite and >= 0"],
    [() => tensor(1).multinomial(1), "multinomial: weights must have 1 or 2 dimensions, got []"],
    [() => ones(1, 1, 1).multinomial(1), "multinomial: weights must have 1 or 2 dimensions, got [1, 1, 1]"],
    [() => tensor([-0.5]).bernoulli(), "bernoulli: expected probabilities in [0, 1], got -0.5"],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
  });
});

// Dropout, which calls it, has looked at its own argument before.
test.each([-0.1, 1.1, NaN])("randomMask refuses a probability of %d", (p) => {
  expect(() => randomMask([2], p, 1)).toThrow(`randomMask: expected a probability in [0, 1], got ${p}`);
});

// biome-ignore lint/suspicious/noExplicitAny: calls as plain JavaScript makes them
const js = (fn: unknown) => fn as (...given: any[]) => any;

describe("arguments", () => {
  const seeded = (run: () => Tensor): string => {
    manualSeed(3);
    return String(run());
  };

  test.each<[string, () => Tensor, () => Tensor]>([
    ["rand", () => rand(2, 3), () => rand([2, 3], { generator: new Generator().manualSeed(3) })],
    ["randint", () => randint(0, 9, [4]), () => randint(9, [4])],
    ["randint by name", () => randint(2, 9, [4]), () => randint(2, { high: 9, size: [4] })],
    ["randint, the size by name", () => randint(2, 9, [4]), () => randint(2, 9, { size: [4] })],
    ["randint, high and the size by name", () => randint(0, 9, [4]), () => randint(9, { size: [4] })],
    ["randintLike", () => randintLike(zeros(3), 0, 9), () => randintLike(zeros(3), 9)],
    ["normal", () => normal(1, 2, [3]), () => normal(1, 2, { size: [3] })],
    ["uniform_", () => zeros(3).uniform_(0, 2), () => zeros(3).uniform_({ to: 2 })],
    ["normal_", () => zeros(3).normal_(0, 2), () => zeros(3).normal_({ std: 2 })],
    ["bernoulli_", () => zeros(3).bernoulli_(0.3), () => zeros(3).bernoulli_({ p: 0.3 })],
    ["multinomial", () => ones(3).multinomial(5, true), () => ones(3).multinomial(5, { replacement: true })],
  ])("%s by position and by name", (_, one, other) => {
    expect(seeded(one)).toBe(seeded(other));
  });

  test.each<[unknown, unknown[], string]>([
    [rand, [2, { seed: 1 }], "rand: unknown option seed; did you mean generator?"],
    [randn, [2, { generator: 3 }], "randn: generator must be a generator"],
    [randint, [0, 9, [1], "int32"], 'randint: "int32" is one argument too many'],
    [randint, [9], "randint: missing argument size"],
    [randint, [0.5, 2, [1]], "randint: low must be an integer, got 0.5"],
    [randintLike, [zeros(1), 5, 5], "randintLike: expected whole numbers with low < high, got low 5 and high 5"],
    [randLike, [zeros(1, { dtype: "int32" })], "randLike: expected a float32 or float64 tensor, got int32"],
    [normal, [0, 1, 3], "normal: size must be a list of numbers, got 3"],
    [multinomial, [ones(2), 1.5], "multinomial: numSamples must be an integer >= 1, got 1.5"],
    [multinomial, [ones(2), 1, { replace: true }], "multinomial: unknown option replace"],
  ])("%#", (fn, given, message) => {
    expect(() => js(fn)(...given)).toThrow(message);
  });
});

import { describe, expect, test } from "vitest";
import {
  ArgumentError,
  cat,
  Generator,
  initialSeed,
  manualSeed,
  rand,
  randint,
  randn,
  randperm,
  seed,
  type Tensor,
  ValueError,
  zeros,
} from "./index.js";

test("a state brings back the numbers that followed it", () => {
  const generator = new Generator().manualSeed(3);
  rand(5, { generator });
  const state = generator.getState();
  const numbers = rand(700, { generator }).toArray();
  expect(rand(700, { generator: new Generator().setState(state) }).toArray()).toEqual(numbers);
});

test("a seed begins anew, also behind an odd number of normal numbers", () => {
  const generator = new Generator().manualSeed(3);
  const numbers = randn(3, { generator }).toArray();
  for (const drawn of [1, 2, 3, 16, 17]) {
    randn(drawn, { generator });
    generator.manualSeed(3);
    expect(randn(3, { generator }).toArray()).toEqual(numbers);
  }
  manualSeed(3);
  randn(5);
  manualSeed(3);
  expect(randn(3).toArray()).toEqual(numbers);
});

test("many numbers at once are those that come one by one", () => {
  const [one, many] = [new Generator().manualSeed(5), new Generator().manualSeed(5)];
  for (const most of [1, 600, 100, 700, 624, 3]) {
    const words = [...many.words32(most)];
    expect(words.length).toBeLessThanOrEqual(most);
    expect(words).toEqual(Array.from(words, () => one.random32()));
  }
  expect(many.getState()).toEqual(one.getState());
});

// A generator makes 624 words at a time.
test.each<[string, number, (n: number, generator: Generator) => Tensor]>([
  ["rand", 1, (n, generator) => rand(n, { generator })],
  ["rand of float64", 2, (n, generator) => rand(n, { generator, dtype: "float64" })],
  ["randint", 1, (n, generator) => randint(9, [n], { generator })],
  ["randint of a large range", 2, (n, generator) => randint(0, 2 ** 40, [n], { generator, dtype: "float64" })],
  ["random_", 1, (n, generator) => zeros(n).random_({ generator })],
  ["bernoulli_", 2, (n, generator) => zeros(n).bernoulli_({ generator })],
])("%s takes %d words for each of many numbers, in one go or in several", (_, words, draw) => {
  const [one, many, counted] = [0, 1, 2].map(() => new Generator().manualSeed(5));
  const parts = [100, 700, 1, 699].map((n) => draw(n, many));
  expect(draw(1500, one).equal(cat(parts))).toBe(true);
  for (let i = 0; i < words * 1500; i++) counted.random32();
  expect(one.getState()).toEqual(counted.getState());
  expect(many.getState()).toEqual(counted.getState());
});

test("randperm takes a word for each number but the last", () => {
  const [one, counted] = [0, 1].map(() => new Generator().manualSeed(5));
  randperm(1500, { generator: one });
  for (let i = 0; i < 1499; i++) counted.random32();
  expect(one.getState()).toEqual(counted.getState());
});

test("a state holds what is left of a pair of normal numbers", () => {
  const generator = new Generator().manualSeed(3);
  randn(3, { generator });
  const state = generator.getState();
  const numbers = randn(4, { generator }).toArray();
  expect(randn(4, { generator: new Generator().setState(state) }).toArray()).toEqual(numbers);
});

test("a seed may stand by name", () => {
  expect((manualSeed as unknown as (options: object) => Generator)({ seed: 5 }).initialSeed()).toBe(5);
  expect(initialSeed()).toBe(5);
});

describe("what is wrong says what to write, and changes nothing", () => {
  const generator = new Generator().manualSeed(9) as unknown as Record<string, (...args: unknown[]) => unknown>;
  const wrong = manualSeed as (...args: unknown[]) => void;
  test.each<[() => unknown, string]>([
    [() => wrong("1"), 'manualSeed: expected a whole number, got "1"'],
    [() => wrong(), "manualSeed: missing argument seed; write manualSeed(seed)"],
    [() => wrong(null), "manualSeed: expected a whole number, got null"],
    [() => wrong(1, 2), "manualSeed: 1 argument(s) too many, got 2; write manualSeed(seed)"],
    [() => wrong({ sed: 1 }), "manualSeed: unknown option sed; did you mean seed?"],
    [() => generator.manualSeed("1"), 'manualSeed: expected a whole number, got "1"'],
    [() => generator.setState([1]), "setState: state must be what getState() returned, got [1]"],
    [() => generator.setState({}), "setState: missing argument state; write setState(state)"],
    [
      () => generator.setState({ words: new Uint32Array(3), next: 0, seed: 0, spareNormal: null }),
      "setState: unknown option words",
    ],
    [() => generator.getState(1), "getState: 1 argument(s) too many, got 1; write getState()"],
    [() => generator.initialSeed(1), "initialSeed: 1 argument(s) too many, got 1"],
    [() => generator.seed(1), "seed: 1 argument(s) too many, got 1"],
    [() => (seed as (...args: unknown[]) => void)(1), "seed: 1 argument(s) too many, got 1"],
    [() => (initialSeed as (...args: unknown[]) => void)(1), "initialSeed: 1 argument(s) too many, got 1"],
    [() => new (Generator as unknown as new (...args: unknown[]) => object)(1), "Generator: 1 argument(s) too many"],
    [() => generator.below("3"), 'below: range must be an integer >= 1, got "3"'],
  ])("%#", (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
    expect(generator.initialSeed()).toBe(9);
  });

  test("a state with a wrong part", () => {
    const state = new Generator().manualSeed(9).getState();
    for (const right of [{ next: 0 }, { next: 624 }, { spareNormal: 0.5 }, { seed: -1 }])
      expect(new Generator().setState({ ...state, ...right }).getState()).toEqual({ ...state, ...right });
    for (const part of [
      { words: Array.from(state.words) },
      { words: state.words.slice(1) },
      { next: -1 },
      { next: 625 },
      { next: 0.5 },
      { next: undefined },
      { seed: 0.5 },
      { seed: undefined },
      { spareNormal: undefined },
    ]) {
      expect(() => generator.setState({ state: { ...state, ...part } })).toThrow(
        "setState: state must be what getState() returned, got an object with",
      );
      expect(generator.initialSeed()).toBe(9);
    }
  });

  test("numbers out of range", () => {
    expect(() => manualSeed(2 ** 60)).toThrow(
      new ValueError("manualSeed: expected a number of at most 53 bits, got 1152921504606847000"),
    );
    expect(() => manualSeed(Number.NaN)).toThrow(new ValueError("manualSeed: expected a whole number, got NaN"));
    expect(() => new Generator().below(0)).toThrow(new ValueError("below: range must be an integer >= 1, got 0"));
  });
});

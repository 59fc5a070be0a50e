import { defaultGenerator, type Generator } from "@lumbre/tensor";
import { aGenerator, aNumberBetween, named, nullable, optional } from "@lumbre/tensor/engine";

/** What a random transform draws from. */
export const generatorParameter = named("generator", nullable(aGenerator), null);

/** How probable a random transform is. */
/* @__NO_SIDE_EFFECTS__ */
export function probability(initial = 0.5) {
  return optional("p", aNumberBetween(0, 1), initial);
}

/** The generator that was given, or the default one. */
export function sourceOf(generator: Generator | null): Generator {
  return generator ?? defaultGenerator;
}

/** A number uniform in [from, to], as PyTorch draws a float32. */
export function uniform(generator: Generator, from: number, to: number): number {
  const start = Math.fround(from);
  return Math.fround(generator.uniform24() * Math.fround(Math.fround(to) - start) + start);
}

/** True with a probability, which is compared as a float32. */
export function happens(generator: Generator, p: number): boolean {
  return generator.uniform24() < Math.fround(p);
}

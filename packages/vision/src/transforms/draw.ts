import { defaultGenerator, type Generator, ValueError } from "@lumbre/tensor";
import { aGenerator, aNumberBetween, named, nullable, optional } from "@lumbre/tensor/engine";
import { requireFinite } from "./functional/image.js";

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

/** Throws unless numbers are a smallest and a largest one, or two such pairs. */
export function requireInterval(op: string, name: string, values: readonly number[], ...lengths: number[]): void {
  requireFinite(op, name, values, ...lengths);
  for (let i = 0; i < values.length; i += 2) {
    if (values[i] > values[i + 1]) {
      throw new ValueError(`${op}: ${name} must be [smallest, largest], got [${values.join(", ")}]`);
    }
  }
}

/** A smallest and a largest angle; a number d stands for -d to d. */
export function intervalOf(
  op: string,
  name: string,
  given: number | readonly number[],
  ...lengths: number[]
): readonly number[] {
  if (typeof given !== "number") {
    requireInterval(op, name, given, ...lengths);
    return given;
  }
  if (!(given >= 0 && given < Infinity)) throw new ValueError(`${op}: ${name} must be >= 0, got ${given}`);
  return [-given, given];
}

/** The logarithms of a smallest and a largest ratio, as float32. */
export function logInterval(ratio: readonly number[]): readonly [from: number, to: number] {
  const log = (value: number): number => Math.fround(Math.log(Math.fround(value)));
  return [log(ratio[0]), log(ratio[1])];
}

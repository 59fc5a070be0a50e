import type { Tensor } from "@lumbre/tensor";
import * as library from "@lumbre/tensor";
import type { FixtureCase } from "./fixtureCase.js";

type Call = (...args: unknown[]) => Tensor | readonly Tensor[];

/** Puts tensors in the place of `{ input: i }` and `{ inputs: [i, ...] }`, wherever they stand. */
function place(argument: unknown, inputs: readonly Tensor[]): unknown {
  if (typeof argument !== "object" || argument === null || Array.isArray(argument)) return argument;
  const { input, inputs: several } = argument as { input?: number; inputs?: number[] };
  if (input !== undefined) return inputs[input];
  if (several !== undefined) return several.map((i) => inputs[i]);
  return Object.fromEntries(Object.entries(argument).map(([key, value]) => [key, place(value, inputs)]));
}

/** Arguments as a fixture of calls.py has them, with the tensors in place. */
export function placeInputs(args: readonly unknown[], inputs: readonly Tensor[]): unknown[] {
  return args.map((argument) => place(argument, inputs));
}

/** Makes the call that a fixture of calls.py describes: a function when it names its first operand, else a method. */
export function callNamed(inputs: readonly Tensor[], item: FixtureCase): Tensor | readonly Tensor[] {
  const { name, args } = item.attributes as { readonly name: string; readonly args: readonly unknown[] };
  const [first, ...others] = args as readonly { readonly input?: number; readonly inputs?: readonly number[] }[];
  const isFunction = [first, ...others].some((one) => one?.input === 0) || first?.inputs !== undefined;
  const owner = (isFunction ? library : inputs[0]) as unknown as Record<string, Call>;
  return owner[name].call(owner, ...placeInputs(args, inputs));
}

import type { SignAndLog, Tensor, ValuesAndIndices } from "@lumbre/tensor";
import type { FixtureCase } from "./fixtureCase.js";

type Method = (...args: unknown[]) => Tensor | ValuesAndIndices | SignAndLog;

/**
 * Calls the method that a fixture's attributes name, with the other inputs and then `args` as arguments. Values with
 * indices become a list of two.
 */
export function callMethod(inputs: readonly Tensor[], item: FixtureCase): Tensor | readonly Tensor[] {
  const { method, args } = item.attributes as { readonly method: string; readonly args: readonly unknown[] };
  const [x, ...others] = inputs;
  // JSON has no Infinity: it travels as a string.
  const decoded = args.map((argument) => (typeof argument === "string" ? Number(argument) : argument));
  const result = ((x as unknown as Record<string, Method>)[method] as Method).call(x, ...others, ...decoded);
  if ("logabsdet" in result) return [...result];
  return "values" in result ? [result.values, result.indices] : result;
}

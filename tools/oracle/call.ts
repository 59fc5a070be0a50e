import * as nn from "@lumbre/nn";
import * as lumbre from "@lumbre/tensor";
import { manualSeed, Tensor } from "@lumbre/tensor";
import { absent } from "@lumbre/tensor/engine";
import { decode, type Layout, type ModuleCase, type OracleCase } from "./oracleCase.js";

type Callable = (...args: unknown[]) => unknown;

/** Lumbre's functions and methods that PyTorch's databases are searched for. */
export function exportedNames(): Record<"tensor" | "functional" | "modules", string[]> {
  const functions = Object.entries(lumbre)
    .filter(([name, value]) => typeof value === "function" && /^[a-z]/.test(name))
    .map(([name]) => name);
  const methods = Object.getOwnPropertyNames(Tensor.prototype).filter((name) => !(name in absent));
  return {
    tensor: [...new Set([...functions, ...methods])],
    functional: Object.keys(nn.functional),
    modules: Object.keys(nn),
  };
}

/** Arguments in the order of the database where that is not the order of PyTorch's own function. */
const reordered: Readonly<Record<string, (args: unknown[]) => unknown[]>> = {
  where: ([x, condition, other]) => [condition, x, other],
  embedding: ([weight, indices, ...others]) => [indices, weight, ...others],
  polygamma: ([x, n]) => [n, x],
  einsum: ([operands, equation]) => [equation, ...(operands as unknown[])],
  "normal/number_mean": ([std, mean, ...others]) => [mean, std, ...others],
  blockDiag: (args) => [args],
  cartesianProd: (args) => [args],
  meshgrid: (args) => (Array.isArray(args[0]) ? args : [args]),
};

/** Arguments of a call, decoded: those by position, and those by name in one object at their end. */
export function decodeArguments(item: OracleCase, layout: Layout): unknown[] {
  const args = item.args.map((value) => decode(value, layout));
  const named = Object.entries(item.kwargs).map(([key, value]) => [key, decode(value, layout)] as const);
  const reorder = reordered[item.torch] ?? reordered[item.name];
  const isOwnOrder = item.kind === "module" || item.torch.startsWith("F.") || reorder === undefined;
  const ordered = isOwnOrder ? args : reorder(args);
  return withNames(ordered, Object.fromEntries(named));
}

/** Arguments with those by name in one object at their end, if there are any. */
export function withNames(args: readonly unknown[], named: Readonly<Record<string, unknown>>): unknown[] {
  return Object.keys(named).length === 0 ? [...args] : [...args, named];
}

/** The function of that name, or undefined where there is a method only. */
export function functionOf({ of, name }: OracleCase): Callable | undefined {
  const owner = (of === "functional" ? nn.functional : lumbre) as unknown as Record<string, Callable | undefined>;
  return owner[name];
}

/** True if tensors have a method of that name. */
export function hasMethod(name: string): boolean {
  return name in Tensor.prototype;
}

/** Calls the method, or reads the property, of the first argument. */
export function callMethod(name: string, [x, ...others]: readonly unknown[]): unknown {
  const value = (x as Record<string, unknown>)[name];
  return typeof value === "function" ? seeded(() => value.call(x, ...others)) : value;
}

/** Makes a call from the generator's state that the script has given PyTorch's. */
export function seeded<T>(call: () => T): T {
  manualSeed(42);
  return call();
}

/** The layer or loss of a case, with its state. */
export function buildModule(item: ModuleCase): nn.Module {
  const Layer = (nn as unknown as Record<string, new (...args: unknown[]) => nn.Module>)[item.name];
  const module = new Layer(...decodeArguments(item, "dense")).to(item.dtype as "float64").train(item.train);
  const state = Object.entries(item.state).map(([key, value]) => [key, decode(value, "dense") as Tensor] as const);
  module.loadStateDict(Object.fromEntries(state));
  return module;
}

/** What a call returned as a flat list, in PyTorch's order: `{ values, indices }` is two tensors. */
export function flatten(result: unknown): unknown[] {
  if (result instanceof Tensor || typeof result !== "object" || result === null) return [result];
  return (Array.isArray(result) ? result : Object.values(result)).flatMap(flatten);
}

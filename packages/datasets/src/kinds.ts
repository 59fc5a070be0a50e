import { type Generator, ValueError } from "@lumbre/tensor";
import {
  aGenerator,
  aNumber,
  bind,
  defineKind,
  defineSignature,
  type Kind,
  nullable,
  numbers,
  positional,
} from "@lumbre/tensor/engine";
import type { Dataset, IterableDataset } from "./dataset.js";
import type { Sampler, Sized } from "./samplers.js";

const isObject = (value: unknown): value is object =>
  (typeof value === "object" && value !== null) || typeof value === "function";
const isSized = (value: unknown): boolean =>
  (isObject(value) || typeof value === "string") && typeof (value as Partial<Sized>).length === "number";
const isMapStyle = (value: unknown): boolean =>
  Array.isArray(value) || (isSized(value) && typeof (value as Partial<Dataset>).get === "function");
const isIterable = (value: unknown): boolean =>
  isObject(value) && (Symbol.iterator in value || Symbol.asyncIterator in value);

/** Throws unless something's length counts what is in it. @throws {ValueError} */
export function requireLength(op: string, { length }: Sized): void {
  if (Number.isInteger(length) && length >= 0) return;
  throw new ValueError(`${op}: a dataset's length must be a whole number >= 0, got ${length}`);
}

export const aMapStyleDataset: Kind<Dataset<unknown>> = defineKind(
  "a dataset with length and get(index), or an array",
  (value) => isMapStyle(value),
);

export const aDataset: Kind<Dataset<unknown> | readonly unknown[] | IterableDataset<unknown>> = defineKind(
  "a dataset with length and get(index), an array, or an iterable",
  (value) => isMapStyle(value) || isIterable(value),
);

export const iterableDatasets: Kind<readonly IterableDataset<unknown>[]> = defineKind(
  "a list of iterable datasets (ConcatDataset takes those with length and get(index))",
  (value) => Array.isArray(value) && value.every((one) => isIterable(one) && !isMapStyle(one)),
);

export const aSized: Kind<Sized> = defineKind("something with a length, such as a dataset", isSized);

// biome-ignore lint/suspicious/noExplicitAny: a sampler of indices, or of batches of them
export const aSampler: Kind<Sampler<any>> = defineKind(
  "a sampler: an iterable with a length",
  (value) => isSized(value) && isIterable(value),
);

export const maybeGenerator: Kind<Generator | null> = nullable(aGenerator);

/** Checks the arguments of a dataset's `get`, item by item the hot way. @throws {ArgumentError} */
export function bindGet(name: string, given: ArrayLike<unknown>): void {
  if (given.length === 1 && typeof given[0] === "number") return;
  bind(defineSignature(`${name}.get`, positional("index", aNumber)), given);
}

/** Checks the arguments of a dataset's `getBatch`. @throws {ArgumentError} */
export function bindGetBatch(name: string, given: ArrayLike<unknown>): void {
  bind(defineSignature(`${name}.getBatch`, positional("indices", numbers)), given);
}

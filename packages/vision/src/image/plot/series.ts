import { ArgumentError, Tensor, ValueError } from "@lumbre/tensor";
import { defineKind, describe, formatShape, isPlainObject } from "@lumbre/tensor/engine";

/** Values of a series: numbers, or a tensor of one dimension. */
export type SeriesValues = readonly number[] | Tensor;

const isValues = (value: unknown): boolean =>
  value instanceof Tensor || (Array.isArray(value) && value.every((one) => typeof one === "number"));

export const someSeries = defineKind<Readonly<Record<string, SeriesValues>>>(
  "an object of lists of numbers by name",
  (value) => isPlainObject(value) && Object.values(value).every(isValues),
);

export const someBars = defineKind<Readonly<Record<string, number | SeriesValues>>>(
  "an object of numbers, or of lists of numbers, by name",
  (value) => isPlainObject(value) && Object.values(value).every((one) => typeof one === "number" || isValues(one)),
);

/** The numbers of each series by name. */
export async function numbersOf(
  op: string,
  series: Readonly<Record<string, number | SeriesValues>>,
): Promise<[name: string, values: number[]][]> {
  const entries = Object.entries(series);
  if (entries.length === 0) throw new ArgumentError(`${op}: expected a series, got ${describe(series)}`);
  return Promise.all(entries.map(async ([name, values]) => [name, await valuesOf(op, name, values)]));
}

async function valuesOf(op: string, name: string, values: number | SeriesValues): Promise<number[]> {
  if (typeof values === "number") return [values];
  if (!(values instanceof Tensor)) return [...values];
  if (values.ndim !== 1) {
    throw new ValueError(`${op}: expected ${JSON.stringify(name)} as [N], got ${formatShape(values.shape)}`);
  }
  return Array.from(await values.read());
}

import { ShapeError, ValueError } from "../errors.js";
import { formatShape, type Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";

// What convolutions and poolings share: reading options that may be one number for all directions, and the
// arithmetic of windows that slide over a plane.

/** One whole number for both directions, or `[vertical, horizontal]`. */
export type Pair = number | readonly [number, number];

/** One whole number for all directions, or a list with one for each: a {@link Pair} or a {@link Single}. */
export type Sizes = number | readonly number[];

/** One whole number, or a list of just one, as PyTorch's 1-d functions take it too. */
export type Single = number | readonly [number];

/** Sizes from here on are refused: kernels count in int32, and add two of them. */
const sizeLimit = 2 ** 30;

/** Throws unless sizes, which options or their products gave, are small enough for the kernels to count with. */
export function requireCountable(op: string, name: string, sizes: readonly number[]): void {
  if (sizes.every((size) => size < sizeLimit)) return;
  throw new ValueError(
    `${op}: ${name} must be less than 2 ** 30, got ${describe(sizes.length === 1 ? sizes[0] : sizes)}`,
  );
}

/** Reads an option of `count` whole numbers, each at least `minimum`. @throws {ValueError} for anything else. */
export function readSizes(
  op: string,
  name: string,
  value: number | readonly number[],
  count: number,
  minimum: number,
): readonly number[] {
  const sizes = typeof value === "number" ? new Array<number>(count).fill(value) : value;
  if (
    !Array.isArray(sizes) ||
    sizes.length !== count ||
    !sizes.every((size) => Number.isInteger(size) && size >= minimum)
  ) {
    const expected = count === 1 ? `a whole number >= ${minimum}` : `a whole number >= ${minimum}, or ${count} of them`;
    throw new ValueError(`${op}: ${name} must be ${expected}, got ${describe(value)}`);
  }
  requireCountable(op, name, sizes);
  return sizes;
}

/** An argument of whatever type, as error messages show it. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(describe).join(", ")}]`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

const planeNames = [
  ["C", "L"],
  ["C", "H", "W"],
];

/** Throws unless `x` has channels and `spatial` dimensions, with or without a batch in front. */
export function requirePlanes(op: string, x: Pick<Tensor, "shape" | "ndim">, spatial: number): void {
  if (x.ndim === spatial + 1 || x.ndim === spatial + 2) return;
  const names = planeNames[spatial - 1].join(", ");
  const remedy = x.ndim === spatial ? "; write x.unsqueeze(0) for one channel" : "";
  throw new ShapeError(
    `${op}: input must have shape [${names}] or [N, ${names}], got ${formatShape(x.shape)}${remedy}`,
  );
}

/** Brings `x` to `[N, C, H, W]`: adds the batch where there is none, and a height of 1 to the lines of 1-d forms. */
export function toPlanes(x: Tensor, spatial: number): Tensor {
  const batched = x.ndim === spatial + 2 ? x : x.unsqueeze(0);
  return spatial === 2 ? batched : batched.unsqueeze(2);
}

/** Undoes {@link toPlanes} for a result of it. */
export function fromPlanes(y: Tensor, spatial: number, ndim: number): Tensor {
  const flat = spatial === 2 ? y : y.squeeze(2);
  return ndim === spatial + 2 ? flat : flat.squeeze(0);
}

/** A list per direction as [vertical, horizontal]; 1-d forms are 2-d ones with `vertical` in the first direction. */
export function asPair(sizes: readonly number[], vertical: number): readonly [number, number] {
  return sizes.length === 1 ? [vertical, sizes[0]] : [sizes[0], sizes[1]];
}

/** How many elements of the input a window reaches over. @throws {ValueError} for more than kernels can count. */
export function windowSpans(op: string, kernel: readonly number[], dilation: readonly number[]): number[] {
  const spans = kernel.map((size, d) => (size - 1) * dilation[d] + 1);
  requireCountable(op, "what the dilated kernel spans", spans);
  return spans;
}

/** Throws when a window does not fit into the padded input even once. */
export function requireFit(
  op: string,
  input: Shape,
  padding: readonly number[],
  kernel: readonly number[],
  dilation: readonly number[],
): void {
  const spans = windowSpans(op, kernel, dilation);
  const padded = input.map((size, d) => size + padding[d]);
  if (spans.every((span, d) => span <= padded[d])) return;
  const dilated = dilation.some((step) => step > 1) ? ` (dilation ${formatShape(dilation)})` : "";
  throw new ShapeError(
    `${op}: kernel of size ${formatShape(kernel)}${dilated} must not be larger than the padded input, ${formatShape(padded)}`,
  );
}

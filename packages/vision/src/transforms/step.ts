import { ArgumentError } from "@lumbre/tensor";
import { describe } from "@lumbre/tensor/engine";

/** A transform as those see it that are made of others: a function, and what it may know beside that. */
export interface Step {
  (x: never): unknown;
  batch?(x: never): unknown;
  readonly isPixelwise?: boolean;
  readonly takesImages?: boolean;
  readonly startsWithImages?: boolean;
  readonly keepsShape?: boolean;
  outputShape?(shape: readonly number[]): readonly number[] | null;
  draw?(shape: readonly number[]): unknown;
  applyOne?(x: never, drawn: never): unknown;
  applyEach?(x: never, drawn: readonly never[]): unknown;
}

/** Throws unless a value is a list of transforms. */
export function requireSteps(op: string, transforms: unknown): asserts transforms is readonly Step[] {
  if (!Array.isArray(transforms)) {
    throw new ArgumentError(`${op}: transforms must be a list of transforms, got ${describe(transforms)}`);
  }
  for (const [i, transform] of transforms.entries()) {
    if (typeof transform === "function" && !isClass(transform)) continue;
    const hint = typeof transform === "function" ? `; write new ${transform.name}(...)` : "";
    throw new ArgumentError(`${op}: transform ${i} must be a function of an item, got ${describe(transform)}${hint}`);
  }
}

const isClass = (value: object): boolean => /^class\b/.test(Function.prototype.toString.call(value));

import { formatShape, isFloat, numel } from "@lumbre/tensor/backend";
import type { HostTensor } from "./hostTensor.js";

/** How close results have to be. */
export interface Closeness {
  /** The largest error, relative to what {@link Closeness.scale} says. */
  readonly tolerance: number;
  /** What errors are relative to: each element, or 1 where all are smaller, or the tensor's largest one. */
  readonly scale: "element" | "tensor";
  /** Integers of a larger magnitude are not compared. */
  readonly maxInteger: number;
}

/** Results that are not what was expected. */
export class ConformanceError extends Error {
  override name = "ConformanceError";
}

/** The largest finite magnitude. */
function largestOf({ data }: HostTensor): number {
  let largest = 0;
  for (const value of data) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  return largest;
}

/** How wrong one element is: 0 when they are the same, and infinitely when only one of them is a number. */
function errorOf(actual: number, expected: number, scale: number): number {
  if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return 0;
  const error = Math.abs(actual - expected) / scale;
  return Number.isNaN(error) ? Infinity : error;
}

function scaleOf(expected: number, largest: number, { scale }: Closeness): number {
  const floor = scale === "tensor" ? largest : Math.min(1, largest);
  return Math.max(Math.abs(expected), floor, Number.MIN_VALUE);
}

function describe(x: HostTensor): string {
  const shown = Array.from(x.data.subarray(0, 12), (value) => String(value)).join(", ");
  return `[${shown}${x.data.length > 12 ? ", ..." : ""}]`;
}

/**
 * The largest relative error of float results; integers and bools have to be the same.
 * @throws {ConformanceError} that names the first wrong element.
 */
export function compareTensors(actual: HostTensor, expected: HostTensor, what: string, closeness: Closeness): number {
  const kind = (x: HostTensor): string => `${x.dtype} ${formatShape(x.shape)}`;
  if (kind(actual) !== kind(expected)) {
    throw new ConformanceError(`${what}: got ${kind(actual)}, expected ${kind(expected)}`);
  }
  if (actual.data.length !== numel(expected.shape)) {
    throw new ConformanceError(`${what}: ${kind(actual)} has ${actual.data.length} elements`);
  }
  const largest = largestOf(expected);
  const isExact = !isFloat(expected.dtype);
  let worst = 0;
  for (let i = 0; i < expected.data.length; i++) {
    const [a, b] = [actual.data[i], expected.data[i]];
    if (isExact && Math.abs(b) > closeness.maxInteger) continue;
    const error = errorOf(a, b, scaleOf(b, largest, closeness));
    if (error > (isExact ? 0 : closeness.tolerance)) {
      const allowed = isExact
        ? ""
        : ` (error ${error.toExponential(1)}, allowed ${closeness.tolerance.toExponential(1)})`;
      throw new ConformanceError(
        `${what}: element ${i} is ${a}, expected ${b}${allowed}; got ${describe(actual)}, expected ${describe(expected)}`,
      );
    }
    worst = Math.max(worst, error);
  }
  return worst;
}

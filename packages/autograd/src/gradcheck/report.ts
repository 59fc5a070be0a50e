import type { Shape } from "@lumbre/tensor";
import type { Settings } from "./options.js";
import type { Checked } from "./subject.js";

/** One derivative of one output, from backward and from differences. */
export interface GradcheckEntry {
  /** The tensor with respect to which it is: "input 0", or a parameter's name. */
  readonly name: string;
  /** The index among the inputs; null for a parameter. */
  readonly input: number | null;
  /** The index of the element, row by row; null: all elements at once, in a random direction. */
  readonly inputIndex: number | null;
  /** The index of the output; null: a weighted sum of all. */
  readonly output: number | null;
  /** The index of the output's element, row by row; null: a weighted sum of all. */
  readonly outputIndex: number | null;
  /** The derivative as backward computes it. */
  readonly analytical: number;
  /** The derivative as the central difference gives it. */
  readonly numerical: number;
  /**
   * `|analytical - numerical| / max(|analytical|, |numerical|, atol / rtol)`: relative to the larger of both, except
   * where both are so small that the differences' rounding is all there is.
   */
  readonly relativeError: number;
}

/** What {@link gradcheck} found of one input or parameter. */
export interface GradcheckTensor {
  /** "input 0", or the parameter's name. */
  readonly name: string;
  readonly shape: Shape;
  /** How many derivatives were compared, a random direction counted as one. */
  readonly compared: number;
  /** The one that differs most, relative to the tolerance; null where there was none. */
  readonly worst: GradcheckEntry | null;
}

/** What {@link gradcheck} found. */
export interface GradcheckReport {
  readonly passed: boolean;
  /** The derivative that differs most of all, relative to the tolerance; null where there was none. */
  readonly worst: GradcheckEntry | null;
  /** Each input and each parameter that was checked. */
  readonly tensors: readonly GradcheckTensor[];
}

/** A derivative before it is judged. */
export type Found = Omit<GradcheckEntry, "name" | "input" | "relativeError">;

/** Collects what was compared, and keeps the worst of each tensor. */
export class Tally {
  private readonly rows: {
    readonly checked: Checked;
    compared: number;
    worst: GradcheckEntry | null;
    excess: number;
  }[] = [];

  constructor(private readonly settings: Settings) {}

  /** Begins with the next tensor. */
  begin(checked: Checked): void {
    this.rows.push({ checked, compared: 0, worst: null, excess: -Infinity });
  }

  /**
   * Adds a derivative with respect to the tensor that was begun last. `scaleBy` enlarges the absolute tolerance, where
   * many elements' errors add up.
   */
  add(found: Found, scaleBy = 1): void {
    const row = this.rows[this.rows.length - 1];
    const { rtol } = this.settings;
    const atol = this.settings.atol * scaleBy;
    const excess = excessOf(found, atol, rtol);
    row.compared++;
    if (excess <= row.excess) return;
    const { name, input } = row.checked;
    row.excess = excess;
    row.worst = { name, input, ...found, relativeError: relativeErrorOf(found, atol, rtol) };
  }

  report(): GradcheckReport {
    let [worst, worstExcess]: [GradcheckEntry | null, number] = [null, -Infinity];
    for (const row of this.rows) if (row.excess > worstExcess) [worst, worstExcess] = [row.worst, row.excess];
    const tensors = this.rows.map(({ checked, compared, worst }) => {
      return { name: checked.name, shape: checked.tensor.shape, compared, worst };
    });
    return { passed: worstExcess <= 1, worst, tensors };
  }
}

/** How many times the tolerance two values differ by; a NaN or an infinity on one side alone is infinitely wrong. */
function excessOf({ analytical, numerical }: Found, atol: number, rtol: number): number {
  if (Object.is(analytical, numerical)) return 0;
  const excess = Math.abs(analytical - numerical) / (atol + rtol * Math.abs(numerical));
  return Number.isNaN(excess) ? Infinity : excess;
}

function relativeErrorOf({ analytical, numerical }: Found, atol: number, rtol: number): number {
  if (analytical === numerical || Object.is(analytical, numerical)) return 0;
  const floor = rtol === 0 ? 0 : atol / rtol;
  const error = Math.abs(analytical - numerical) / Math.max(Math.abs(analytical), Math.abs(numerical), floor);
  return Number.isNaN(error) ? Infinity : error;
}

/** The text of the error for a derivative that is wrong. */
export function describeWorst(worst: GradcheckEntry): string {
  const { name, inputIndex, output, outputIndex, analytical, numerical, relativeError } = worst;
  const of = output === null ? "a weighted sum of the outputs" : `output ${output} [element ${outputIndex}]`;
  const at = inputIndex === null ? ", in a random direction," : ` [element ${inputIndex}]`;
  return (
    `the gradient of ${of} with respect to ${name}${at} is ${analytical}, but differences give ${numerical}` +
    ` (relative error ${relativeError.toPrecision(2)})`
  );
}

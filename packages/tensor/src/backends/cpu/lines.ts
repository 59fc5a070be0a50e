import type { View } from "../../backend/contract.js";
import { forEachRun, mergeDims, rowMajor } from "./strided.js";

/**
 * Calls `visit` once per line of elements along `dim`, in row-major order of the other dimensions: `i` is where the
 * line starts in x, `o` where it starts in a row-major output of the same shape.
 */
export function forEachLine(x: View, dim: number, visit: (i: number, o: number) => void): void {
  const others = x.shape.map((_, d) => d).filter((d) => d !== dim);
  const { strides } = rowMajor(x.shape);
  const runs = mergeDims(
    others.map((d) => x.shape[d]),
    [
      { strides: others.map((d) => x.strides[d]), offset: x.offset },
      { strides: others.map((d) => strides[d]), offset: 0 },
    ],
  );
  const [stepFrom, stepTo] = runs.steps;
  forEachRun(runs, ([i, o]) => {
    for (let n = 0; n < runs.length; n++) visit(i + n * stepFrom, o + n * stepTo);
  });
}

/** The step between neighbours along `dim` in a row-major output of this shape. */
export function outputStep(shape: readonly number[], dim: number): number {
  let step = 1;
  for (let d = dim + 1; d < shape.length; d++) step *= shape[d];
  return step;
}

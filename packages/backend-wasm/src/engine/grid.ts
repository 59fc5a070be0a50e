import type { Shape } from "@lumbre/tensor/backend";

/** How many dimensions of runs a kernel walks over by itself. */
const kernelDims = 3;

/** Where a run lies in one operand, in elements. */
export class GridOperand {
  /** Inside of a run. */
  step = 0;
  /** From run to run, along the three dimensions that kernels walk over. */
  step0 = 0;
  step1 = 0;
  step2 = 0;
  /** Along the merged dimensions, outermost first. */
  readonly steps: number[] = [];
}

/**
 * Elementwise work over operands of one shape and any layout, as runs: neighbouring dimensions are merged where all
 * operands allow it, the last one left is the run, and kernels walk over the three before it. The object is used anew
 * for every call, so that nothing has to be collected.
 */
export class Grid {
  /** Elements in a run. */
  length = 0;
  /** Runs that one call of a kernel walks over, as `.. x size1 x size2`. */
  runs = 0;
  size1 = 1;
  size2 = 1;
  readonly operands: readonly GridOperand[];
  private readonly sizes: number[] = [];
  private rank = 0;

  constructor(count: number) {
    this.operands = Array.from({ length: count }, () => new GridOperand());
  }

  /** Takes the layouts of the operands, whose strides are in elements. */
  plan(shape: Shape, strides: readonly (readonly number[])[]): void {
    this.merge(shape, strides);
    const { operands, sizes } = this;
    const inner = this.rank - 1;
    this.length = sizes[inner];
    this.size2 = inner > 0 ? sizes[inner - 1] : 1;
    this.size1 = inner > 1 ? sizes[inner - 2] : 1;
    this.runs = this.size1 * this.size2 * (inner > 2 ? sizes[inner - 3] : 1);
    for (const operand of operands) {
      const { steps } = operand;
      operand.step = steps[inner];
      operand.step2 = inner > 0 ? steps[inner - 1] : 0;
      operand.step1 = inner > 1 ? steps[inner - 2] : 0;
      operand.step0 = inner > 2 ? steps[inner - 3] : 0;
    }
  }

  private merge(shape: Shape, strides: readonly (readonly number[])[]): void {
    const { operands, sizes } = this;
    let rank = 0;
    for (let d = 0; d < shape.length; d++) {
      const size = shape[d];
      if (size === 1) continue;
      const isMergeable = rank > 0 && this.continues(rank - 1, size, strides, d);
      if (isMergeable) rank--;
      sizes[rank] = isMergeable ? sizes[rank] * size : size;
      for (let i = 0; i < operands.length; i++) operands[i].steps[rank] = strides[i][d];
      rank++;
    }
    if (rank === 0) {
      sizes[rank++] = 1;
      for (const { steps } of operands) steps[0] = 1;
    }
    this.rank = rank;
  }

  /** True if dimension d goes on where the merged one before it makes its next step, in all operands. */
  private continues(last: number, size: number, strides: readonly (readonly number[])[], d: number): boolean {
    const { operands } = this;
    for (let i = 0; i < operands.length; i++) if (operands[i].steps[last] !== strides[i][d] * size) return false;
    return true;
  }

  /**
   * Calls `visit` once per group of runs that a kernel walks over by itself, with each operand's first element, in
   * elements from its view's own.
   */
  forEach(visit: (starts: readonly number[]) => void): void {
    const outer = Math.max(0, this.rank - 1 - kernelDims);
    if (this.runs === 0 || this.length === 0) return;
    this.walk(
      0,
      outer,
      this.operands.map(() => 0),
      visit,
    );
  }

  private walk(d: number, outer: number, starts: number[], visit: (starts: readonly number[]) => void): void {
    if (d === outer) {
      visit(starts);
      return;
    }
    for (let k = 0; k < this.sizes[d]; k++) {
      this.walk(
        d + 1,
        outer,
        starts.map((start, i) => start + k * this.operands[i].steps[d]),
        visit,
      );
    }
  }
}

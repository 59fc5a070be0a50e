import { contiguousStrides, numel, type View } from "@lumbre/tensor/backend";
import { TRANSPOSE_ROWS } from "../generated/constants.js";
import type { WasmBuffer } from "../memory/heap.js";
import type { Engine } from "./engine.js";
import { Grid } from "./grid.js";
import { addressOf, likeView, wordsOf } from "./operands.js";

/** The minimum number of elements for sharing a copy between threads. */
const sharedFrom = 2 ** 17;
const grain = 2 ** 15;

/** Copies of elements of four or eight bytes between layouts, for the kernels that read only row-major operands. */
export class Copier {
  private readonly grid = new Grid(2);

  constructor(private readonly engine: Engine) {}

  /** The elements in row-major order, in memory that the caller releases. Only for dtypes of four and eight bytes. */
  rowMajor(x: View): WasmBuffer {
    const { shape, dtype } = x;
    const buffer = this.engine.heap.allocate(numel(shape), dtype);
    const target: View = { buffer, shape, strides: contiguousStrides(shape), offset: 0, dtype };
    if (dtype === "float64") this.copyWords(wordsOf(x), wordsOf(target));
    else this.copyWords(x, target);
    return buffer;
  }

  /** What `work` makes of a row-major copy, whose memory is given back. */
  lend<Result>(x: View, work: (copy: View) => Result): Result {
    const buffer = this.rowMajor(x);
    const result = work(likeView(x, buffer));
    this.engine.heap.release(buffer);
    return result;
  }

  /** Copies a view to another of the same shape. Only for dtypes of four bytes. */
  copyWords(source: View, target: View): void {
    const { grid } = this;
    const order = writingOrder(target.strides);
    if (order === null) grid.plan(source.shape, [source.strides, target.strides]);
    else {
      const pick = (list: readonly number[]): number[] => order.map((d) => list[d]);
      grid.plan(pick(source.shape), [pick(source.strides), pick(target.strides)]);
    }
    const [from, to] = grid.operands;
    const isTransposed = to.step === 1 && from.step > 1 && from.step2 === 1 && grid.size2 >= 4;
    grid.forEach(([i, o]) => {
      const [read, write] = [addressOf(source) + i * 4, addressOf(target) + o * 4];
      if (isTransposed) this.transposePlanes(read, write);
      else this.copyGrid(read, write);
    });
  }

  private copyGrid(read: number, write: number): void {
    const { length, size1, size2, runs, operands } = this.grid;
    const [from, to] = operands;
    const args = [length, size1, size2];
    args.push(read, from.step0 * 4, from.step1 * 4, from.step2 * 4, from.step * 4);
    args.push(write, to.step0 * 4, to.step1 * 4, to.step2 * 4, to.step * 4);
    if (runs * length < sharedFrom) (this.engine.wasm.copyRuns as (...args: number[]) => void)(...args, 0, runs);
    else this.engine.team.run("copyRuns", args, runs, Math.max(1, Math.floor(grain / length)));
  }

  /** Transposes the last two dimensions; the two before them are planes. */
  private transposePlanes(read: number, write: number): void {
    const { length, size1, size2, runs, operands } = this.grid;
    const [from, to] = operands;
    const shared = size2 * length >= sharedFrom;
    for (let plane = 0; plane < runs / size2; plane++) {
      const i1 = plane % size1;
      const i0 = (plane - i1) / size1;
      const source = read + (i0 * from.step0 + i1 * from.step1) * 4;
      const target = write + (i0 * to.step0 + i1 * to.step1) * 4;
      if (!shared) this.engine.wasm.transpose(source, from.step * 4, target, to.step2 * 4, length, 0, size2);
      else {
        const rows = TRANSPOSE_ROWS * Math.max(1, Math.floor(grain / length / TRANSPOSE_ROWS));
        this.engine.team.run("transpose", [source, from.step * 4, target, to.step2 * 4, length], size2, rows);
      }
    }
  }
}

/** The dimensions in the order in which the target lies in memory, or null where that is their own. */
function writingOrder(strides: readonly number[]): number[] | null {
  for (let d = 1; d < strides.length; d++) {
    if (strides[d] > strides[d - 1]) return strides.map((_, k) => k).sort((a, b) => strides[b] - strides[a] || a - b);
  }
  return null;
}

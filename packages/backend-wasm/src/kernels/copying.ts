import { contiguousStrides, type DeviceBuffer, itemSize, type Kernels, numel, type View } from "@lumbre/tensor";
import type { Team } from "../engine/team.js";
import type { WasmFunctions } from "../generated/functions.js";
import type { Heap, WasmBuffer } from "../memory/heap.js";
import { Grid } from "./grid.js";
import { addressOf, byteAddressOf, isRowMajor } from "./operands.js";

/** From so many elements on, a copy is worth sharing. */
const sharedFrom = 2 ** 17;
const grain = 2 ** 15;

type Copying = Pick<Kernels, "copy" | "fill">;

/** Copies and fills, and what other kernels need for layouts that they cannot read. */
export class Copier implements Copying {
  private readonly grid = new Grid(2);

  constructor(
    private readonly heap: Heap,
    private readonly wasm: WasmFunctions,
    private readonly team: Team,
    private readonly others: Copying,
  ) {}

  /** The elements in row-major order, in memory that the caller releases. Only for dtypes of four bytes. */
  rowMajor(x: View): WasmBuffer {
    const { shape, dtype } = x;
    const buffer = this.heap.allocate(numel(shape), dtype);
    this.copyWords(x, { buffer, shape, strides: contiguousStrides(shape), offset: 0, dtype });
    return buffer;
  }

  readonly copy = (source: View, target: View): void => {
    const bytes = itemSize(source.dtype);
    if (isRowMajor(source) && isRowMajor(target)) {
      const [from, to] = [source, target].map((view) => (view.buffer as WasmBuffer).address + view.offset * bytes);
      this.wasm.copyBytes(from, to, numel(source.shape) * bytes);
    } else if (bytes === 4) this.copyWords(source, target);
    else this.others.copy(source, target);
  };

  readonly fill = (target: View, value: number): void => {
    const { wasm, team } = this;
    const { dtype } = target;
    if (dtype === "float64" || (itemSize(dtype) === 1 && !isRowMajor(target))) {
      this.others.fill(target, value);
      return;
    }
    if (!isRowMajor(target)) {
      this.fillWords(target, value);
      return;
    }
    const n = numel(target.shape);
    if (dtype === "float32" && n > sharedFrom) team.run("fill", [value, addressOf(target)], n, grain);
    else if (dtype === "float32") wasm.fill(value, addressOf(target), 0, n);
    else if (dtype === "int32") wasm.fillInt(value, addressOf(target), 0, n);
    else wasm.fillBytes(dtype === "bool" ? Number(value !== 0) : value, byteAddressOf(target), n);
  };

  /** Copies one element to all of a target's, of four bytes each. */
  private fillWords(target: View, value: number): void {
    const { shape, dtype } = target;
    const buffer = this.heap.allocate(1, dtype);
    buffer.array[0] = value;
    this.copyWords({ buffer, shape, strides: shape.map(() => 0), offset: 0, dtype }, target);
    this.heap.release(buffer);
  }

  private copyWords(source: View, target: View): void {
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
    if (runs * length < sharedFrom) (this.wasm.copyRuns as (...args: number[]) => void)(...args, 0, runs);
    else this.team.run("copyRuns", args, runs, Math.max(1, Math.floor(grain / length)));
  }

  /** The last two dimensions change places; the two before them are planes. */
  private transposePlanes(read: number, write: number): void {
    const { length, size1, size2, runs, operands } = this.grid;
    const [from, to] = operands;
    const shared = size2 * length >= sharedFrom;
    for (let plane = 0; plane < runs / size2; plane++) {
      const i1 = plane % size1;
      const i0 = (plane - i1) / size1;
      const source = read + (i0 * from.step0 + i1 * from.step1) * 4;
      const target = write + (i0 * to.step0 + i1 * to.step1) * 4;
      if (!shared) this.wasm.transpose(source, from.step * 4, target, to.step2 * 4, length, 0, size2);
      else {
        const rows = Math.max(16, Math.floor(grain / length / 16) * 16);
        this.team.run("transpose", [source, from.step * 4, target, to.step2 * 4, length], size2, rows);
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

/** A buffer as a row-major view like another. */
export function likeView(x: View, buffer: DeviceBuffer): View {
  return { buffer, shape: x.shape, strides: contiguousStrides(x.shape), offset: 0, dtype: x.dtype };
}

/** A view with its dimensions in another order. */
export function permuted({ buffer, shape, strides, offset, dtype }: View, order: readonly number[]): View {
  return { buffer, shape: order.map((d) => shape[d]), strides: order.map((d) => strides[d]), offset, dtype };
}

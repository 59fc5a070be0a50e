import { type DeviceBuffer, type Kernels, numel, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { Grid, type GridOperand } from "../engine/grid.js";
import { Numbers } from "../engine/numbers.js";
import { addressIn, addressOf, byteAddressOf, isRowMajor } from "../engine/operands.js";
import { runParts } from "../engine/team.js";

/** The minimum number of elements for sharing the work between threads. */
const sharedFrom = 2 ** 16;

/** Choices by a condition, for dtypes of four and eight bytes. */
export function whereKernel(engine: Engine): Kernels["where"] {
  const { heap, copier, reference } = engine;
  const choice = new Grid(3);
  const numbers = new Numbers(heap, 2);

  function where(condition: View, a: View | number, b: View | number): DeviceBuffer {
    const { dtype } = (typeof a === "object" ? a : b) as View;
    const isWide = dtype === "float64";
    if (!isWide && dtype !== "float32" && dtype !== "int32") return reference.where(condition, a, b);
    if (!isRowMajor(condition)) {
      if (isWide) return reference.where(condition, a, b);
    } else if (isRowOrNumber(a) && isRowOrNumber(b)) return chooseDense(condition, a, b);
    if (isWide) {
      if (!isRowOrNumber(a)) return copier.lend(a as View, (copy) => where(condition, copy, b));
      return copier.lend(b as View, (copy) => where(condition, a, copy));
    }
    return (
      choose(condition, asView(a, 0, condition, b), asView(b, 1, condition, a)) ?? reference.where(condition, a, b)
    );
  }

  function asView(value: View | number, slot: number, { shape }: View, other: View | number): View {
    if (typeof value !== "number") return value;
    const { dtype } = other as View;
    const buffer = { address: numbers.store(value, slot, dtype) };
    return { buffer, shape, strides: shape.map(() => 0), offset: 0, dtype };
  }

  function chooseDense(condition: View, a: View | number, b: View | number): DeviceBuffer {
    const { dtype } = (typeof a === "object" ? a : b) as View;
    const size = dtype === "float64" ? 8 : 4;
    const n = numel(condition.shape);
    const out = heap.allocate(n, dtype);
    const stepA = typeof a === "number" ? 0 : size;
    const stepB = typeof b === "number" ? 0 : size;
    const yes = typeof a === "number" ? numbers.store(a, 0, dtype) : addressIn(a);
    const no = typeof b === "number" ? numbers.store(b, 1, dtype) : addressIn(b);
    const test = byteAddressOf(condition);
    const kernel = size === 4 ? "select" : "selectDouble";
    runParts(engine, kernel, [test, yes, stepA, no, stepB, out.address], n, 1, sharedFrom);
    return out;
  }

  /** Null for layouts of the condition that have no kernel. */
  function choose(condition: View, a: View, b: View): DeviceBuffer | null {
    choice.plan(condition.shape, [condition.strides, a.strides, b.strides]);
    const [test, yes, no] = choice.operands;
    if (test.step > 1) return null;
    if (yes.step > 1) return copier.lend(a, (copy) => choose(condition, copy, b));
    if (no.step > 1) return copier.lend(b, (copy) => choose(condition, a, copy));
    const out = heap.allocate(numel(condition.shape), a.dtype);
    const { length, size1, size2, runs } = choice;
    let to = out.address;
    choice.forEach(([c, i, j]) => {
      const args = [length, size1, size2, byteAddressOf(condition) + c, test.step0, test.step1, test.step2, test.step];
      pushSteps(args, addressOf(a) + i * 4, yes, 4);
      args.push(yes.step * 4);
      pushSteps(args, addressOf(b) + j * 4, no, 4);
      args.push(no.step * 4, to);
      runParts(engine, "selectRuns", args, runs, length, sharedFrom);
      to += runs * length * 4;
    });
    return out;
  }

  return where;
}

/** Where an operand's first run lies, and the bytes to the next one along the three dimensions of a grid. */
export function pushSteps(args: number[], address: number, { step0, step1, step2 }: GridOperand, size: number): void {
  args.push(address, step0 * size, step1 * size, step2 * size);
}

function isRowOrNumber(value: View | number): boolean {
  return typeof value === "number" || isRowMajor(value);
}

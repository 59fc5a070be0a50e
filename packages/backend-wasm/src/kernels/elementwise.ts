import {
  type BinaryOp,
  type Declining,
  type DeviceBuffer,
  type FusedKernels,
  type Kernels,
  numel,
  type UnaryOp,
  type View,
} from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { Grid, type GridOperand } from "../engine/grid.js";
import { addressOf, byteAddressOf, isFloat32, isRowMajor, likeView } from "../engine/operands.js";
import {
  BinaryOp as BinaryOps,
  CompareOp as CompareOps,
  LogicOp,
  UnaryOp as UnaryOps,
} from "../generated/constants.js";
import type { WasmBuffer } from "../memory/heap.js";
import { RangeTest } from "./range.js";

/** The minimum number of elements for sharing cheap work between threads. */
const sharedFrom = 2 ** 16;
const grain = 2 ** 14;

/** An op of the assembly. */
interface BinaryCode {
  readonly op: number;
  /** The op that gives the same with its operands in the other order. */
  readonly swapped: number;
  readonly isComparison: boolean;
}

function arithmetic(op: number, swapped = op): BinaryCode {
  return { op, swapped, isComparison: false };
}

function comparison(op: number, swapped = op): BinaryCode {
  return { op, swapped, isComparison: true };
}

const binaryCodes = new Map<BinaryOp, BinaryCode>([
  ["add", arithmetic(BinaryOps.add)],
  ["sub", arithmetic(BinaryOps.sub, BinaryOps.reverseSub)],
  ["mul", arithmetic(BinaryOps.mul)],
  ["div", arithmetic(BinaryOps.div, BinaryOps.reverseDiv)],
  ["maximum", arithmetic(BinaryOps.maximum)],
  ["minimum", arithmetic(BinaryOps.minimum)],
  ["eq", comparison(CompareOps.eq)],
  ["ne", comparison(CompareOps.ne)],
  ["lt", comparison(CompareOps.lt, CompareOps.gt)],
  ["le", comparison(CompareOps.le, CompareOps.ge)],
  ["gt", comparison(CompareOps.gt, CompareOps.lt)],
  ["ge", comparison(CompareOps.ge, CompareOps.le)],
]);
const logicCodes = new Map<BinaryOp, number>([
  ["logicalAnd", LogicOp.and],
  ["logicalOr", LogicOp.or],
  ["logicalXor", LogicOp.xor],
]);
const unaryCodes = new Map<UnaryOp, number>([
  ["neg", UnaryOps.neg],
  ["abs", UnaryOps.abs],
  ["sqrt", UnaryOps.sqrt],
  ["square", UnaryOps.square],
  ["reciprocal", UnaryOps.reciprocal],
  ["relu", UnaryOps.relu],
  ["rsqrt", UnaryOps.rsqrt],
  ["floor", UnaryOps.floor],
  ["ceil", UnaryOps.ceil],
  ["round", UnaryOps.round],
  ["trunc", UnaryOps.trunc],
  ["sign", UnaryOps.sign],
]);

/** Tests of an element as comparisons: with itself, and of its absolute value with infinity. */
const isNotItself = comparison(CompareOps.ne);
const limitCodes = new Map<UnaryOp, number>([
  ["isinf", CompareOps.eq],
  ["isfinite", CompareOps.lt],
]);

/** What comes back through a ReLU. */
const reluInputGradCode = arithmetic(BinaryOps.reluInputGrad);

/** Functions that the assembly has under the same name. */
const mathOps = [
  "exp",
  "expm1",
  "log",
  "log1p",
  "tanh",
  "sigmoid",
  "erf",
  "sin",
  "cos",
] as const satisfies readonly UnaryOp[];
type MathOp = (typeof mathOps)[number];
const mathNames: ReadonlySet<UnaryOp> = new Set(mathOps);
/** Angles from here on are left to the reference, for their reduction takes more digits than float64 has. */
const largestAngle = 2 ** 20;
const angleOps: ReadonlySet<UnaryOp> = new Set(["sin", "cos"]);
/** Powers that are one of the cheap functions. */
const powerCodes = new Map<number, number>([
  [2, UnaryOps.square],
  [3, UnaryOps.cube],
  [0.5, UnaryOps.powerOfHalf],
  [-1, UnaryOps.reciprocal],
]);
/** The same limits for functions that take ten times as long. */
const sharedMathFrom = 2 ** 14;
const mathGrain = 2 ** 12;

type Elementwise = Pick<Kernels, "unary" | "binary" | "where">;
type ReluInputGrad = Declining<Pick<FusedKernels, "reluInputGrad">>;

/** Elementwise kernels for float32, and logic on bool; the reference does the rest. */
export function elementwiseKernels(engine: Engine): Elementwise & ReluInputGrad {
  const { heap, wasm, team, copier, reference } = engine;
  const range = new RangeTest(engine);
  const pair = new Grid(2);
  const choice = new Grid(3);
  const slots = heap.reserve(64);
  let numbers = new Float32Array(heap.memory.buffer, slots, 2);

  function binary(op: BinaryOp, a: View | number, b: View | number): DeviceBuffer {
    const code = binaryCodes.get(op);
    if (code === undefined) return op === "pow" ? pow(a, b) : logic(op, a, b);
    if (typeof b === "number") {
      const x = a as View;
      return x.dtype === "float32" ? withScalar(code.isComparison, code.op, x, b) : reference.binary(op, a, b);
    }
    if (typeof a === "number") {
      return b.dtype === "float32" ? withScalar(code.isComparison, code.swapped, b, a) : reference.binary(op, a, b);
    }
    if (a.dtype !== "float32" || b.dtype !== "float32") return reference.binary(op, a, b);
    return isRowMajor(a) && isRowMajor(b) ? dense(code, a, b) : broadcast(code, a, b);
  }

  function dense({ op, isComparison }: BinaryCode, a: View, b: View): DeviceBuffer {
    const n = numel(a.shape);
    const out = heap.allocate(n, isComparison ? "bool" : "float32");
    const left = addressOf(a);
    const right = addressOf(b);
    if (n > sharedFrom) team.run(isComparison ? "compare" : "binary", [op, left, right, out.address], n, grain);
    else if (isComparison) wasm.compare(op, left, right, out.address, 0, n);
    else wasm.binary(op, left, right, out.address, 0, n);
    return out;
  }

  function withScalar(isComparison: boolean, op: number, x: View, value: number): DeviceBuffer {
    const n = numel(x.shape);
    const copy = isRowMajor(x) ? null : copier.rowMajor(x);
    const from = copy === null ? addressOf(x) : copy.address;
    const out = isComparison ? heap.allocate(n, "bool") : (copy ?? heap.allocate(n, "float32"));
    const args = n > sharedFrom ? [op, from, value, out.address] : null;
    if (args !== null) team.run(isComparison ? "compareScalar" : "binaryScalar", args, n, grain);
    else if (isComparison) wasm.compareScalar(op, from, value, out.address, 0, n);
    else wasm.binaryScalar(op, from, value, out.address, 0, n);
    if (copy !== null && isComparison) heap.release(copy);
    return out;
  }

  /** A run of the operands has to be without gaps in one of them, and without gaps or one element in the other. */
  function broadcast(code: BinaryCode, a: View, b: View): DeviceBuffer {
    pair.plan(a.shape, [a.strides, b.strides]);
    const [left, right] = pair.operands;
    if (left.step > 1 || (left.step === 0 && right.step === 0)) return withCopy(a, (copy) => broadcast(code, copy, b));
    if (right.step > 1) return withCopy(b, (copy) => broadcast(code, a, copy));
    const isSwapped = left.step === 0;
    const [x, y] = isSwapped ? [b, a] : [a, b];
    const [first, second] = isSwapped ? [right, left] : [left, right];
    const isStill = Number(second.step === 0);
    const { op, isComparison } = code;
    const out = heap.allocate(numel(a.shape), isComparison ? "bool" : "float32");
    const { length, size1, size2, runs } = pair;
    let to = out.address;
    pair.forEach(([i, j]) => {
      const args = [isSwapped ? code.swapped : op, isStill, length, size1, size2];
      pushSteps(args, addressOf(x) + (isSwapped ? j : i) * 4, first);
      pushSteps(args, addressOf(y) + (isSwapped ? i : j) * 4, second);
      args.push(to);
      runGrid(isComparison ? "compareRuns" : "binaryRuns", args, runs, length);
      to += runs * length * (isComparison ? 1 : 4);
    });
    return out;
  }

  /** Works on a row-major copy of an operand. */
  function withCopy(x: View, work: (copy: View) => DeviceBuffer): DeviceBuffer {
    const buffer = copier.rowMajor(x);
    const result = work(likeView(x, buffer));
    heap.release(buffer);
    return result;
  }

  function logic(op: BinaryOp, a: View | number, b: View | number): DeviceBuffer {
    const code = logicCodes.get(op);
    const isNative = isBoolRow(a) && isBoolRow(b);
    if (code === undefined || !isNative) return reference.binary(op, a, b);
    const n = numel((a as View).shape);
    const out = heap.allocate(n, "bool");
    wasm.logic(code, byteAddressOf(a as View), byteAddressOf(b as View), out.address, 0, n);
    return out;
  }

  function reluInputGrad(grad: View, result: View): DeviceBuffer | null {
    return grad.dtype === "float32" ? holdBack(grad, result) : null;
  }

  function holdBack(grad: View, result: View): DeviceBuffer {
    if (!isRowMajor(grad)) return withCopy(grad, (copy) => holdBack(copy, result));
    if (!isRowMajor(result)) return withCopy(result, (copy) => holdBack(grad, copy));
    return dense(reluInputGradCode, grad, result);
  }

  function unary(op: UnaryOp, x: View): DeviceBuffer {
    const code = unaryCodes.get(op);
    if (op === "logicalNot" && isBoolRow(x)) return logicalNot(x);
    if (x.dtype === "float32") {
      if (code !== undefined) return simple(code, x);
      if (mathNames.has(op)) return math(op as MathOp, x);
      if (op === "isnan") return isRowMajor(x) ? dense(isNotItself, x, x) : withCopy(x, (copy) => unary(op, copy));
      const limitCode = limitCodes.get(op);
      if (limitCode !== undefined) return compareWithInfinity(limitCode, x);
    }
    return reference.unary(op, x);
  }

  function compareWithInfinity(code: number, x: View): DeviceBuffer {
    const sizes = simple(UnaryOps.abs, x) as WasmBuffer;
    const out = withScalar(true, code, likeView(x, sizes), Number.POSITIVE_INFINITY);
    heap.release(sizes);
    return out;
  }

  function simple(code: number, x: View): DeviceBuffer {
    const n = numel(x.shape);
    const copy = isRowMajor(x) ? null : copier.rowMajor(x);
    const from = copy === null ? addressOf(x) : copy.address;
    const out = copy ?? heap.allocate(n, "float32");
    if (n > sharedFrom) team.run("unary", [code, from, out.address], n, grain);
    else wasm.unary(code, from, out.address, 0, n);
    return out;
  }

  function math(op: MathOp, x: View): DeviceBuffer {
    const n = numel(x.shape);
    const copy = isRowMajor(x) ? null : copier.rowMajor(x);
    const from = copy === null ? addressOf(x) : copy.address;
    if (angleOps.has(op) && !range.isBelow({ address: from, count: 1, size: n }, largestAngle)) {
      if (copy !== null) heap.release(copy);
      return reference.unary(op, x);
    }
    const out = copy ?? heap.allocate(n, "float32");
    if (n > sharedMathFrom) team.run(op, [from, out.address], n, mathGrain);
    else wasm[op](from, out.address, 0, n);
    return out;
  }

  function pow(a: View | number, b: View | number): DeviceBuffer {
    if (!isFloat32(a) || !isFloat32(b)) return reference.binary("pow", a, b);
    const code = typeof b === "number" ? powerCodes.get(b) : undefined;
    if (code !== undefined) return simple(code, a as View);
    if (typeof a === "object" && !isRowMajor(a)) return withCopy(a, (copy) => pow(copy, b));
    if (typeof b === "object" && !isRowMajor(b)) return withCopy(b, (copy) => pow(a, copy));
    const out = heap.allocate(numel(((typeof a === "object" ? a : b) as View).shape), "float32");
    const [x, stepX] = typeof a === "object" ? [addressOf(a), 4] : [storeNumber(a, 0), 0];
    const [y, stepY] = typeof b === "object" ? [addressOf(b), 4] : [storeNumber(b, 1), 0];
    if (out.length > sharedMathFrom) team.run("pow", [x, stepX, y, stepY, out.address], out.length, mathGrain);
    else wasm.pow(x, stepX, y, stepY, out.address, 0, out.length);
    return out;
  }

  function logicalNot(x: View): WasmBuffer {
    const out = heap.allocate(numel(x.shape), "bool");
    wasm.logicalNot(byteAddressOf(x), out.address, 0, out.length);
    return out;
  }

  function where(condition: View, a: View | number, b: View | number): DeviceBuffer {
    if (!isFloat32(a) || !isFloat32(b)) return reference.where(condition, a, b);
    const isDense = isRowMajor(condition) && isRowOrNumber(a) && isRowOrNumber(b);
    if (isDense) return chooseDense(condition, a, b);
    return choose(condition, asView(a, 0, condition), asView(b, 1, condition)) ?? reference.where(condition, a, b);
  }

  /** Stores a number in memory, for kernels that read it there. */
  function storeNumber(value: number, slot: number): number {
    if (numbers.buffer !== heap.memory.buffer) numbers = new Float32Array(heap.memory.buffer, slots, 2);
    numbers[slot] = value;
    return slots + slot * 4;
  }

  function asView(value: View | number, slot: number, { shape }: View): View {
    if (typeof value !== "number") return value;
    const buffer = { address: storeNumber(value, slot) };
    return { buffer, shape, strides: shape.map(() => 0), offset: 0, dtype: "float32" };
  }

  function chooseDense(condition: View, a: View | number, b: View | number): DeviceBuffer {
    const n = numel(condition.shape);
    const out = heap.allocate(n, "float32");
    const stepA = typeof a === "number" ? 0 : 4;
    const stepB = typeof b === "number" ? 0 : 4;
    const yes = typeof a === "number" ? storeNumber(a, 0) : addressOf(a);
    const no = typeof b === "number" ? storeNumber(b, 1) : addressOf(b);
    const test = byteAddressOf(condition);
    if (n > sharedFrom) team.run("select", [test, yes, stepA, no, stepB, out.address], n, grain);
    else wasm.select(test, yes, stepA, no, stepB, out.address, 0, n);
    return out;
  }

  /** Null for layouts of the condition that have no kernel. */
  function choose(condition: View, a: View, b: View): DeviceBuffer | null {
    choice.plan(condition.shape, [condition.strides, a.strides, b.strides]);
    const [test, yes, no] = choice.operands;
    if (test.step > 1) return null;
    if (yes.step > 1) return withCopy(a, (copy) => choose(condition, copy, b) as DeviceBuffer);
    if (no.step > 1) return withCopy(b, (copy) => choose(condition, a, copy) as DeviceBuffer);
    const out = heap.allocate(numel(condition.shape), "float32");
    const { length, size1, size2, runs } = choice;
    let to = out.address;
    choice.forEach(([c, i, j]) => {
      const args = [length, size1, size2, byteAddressOf(condition) + c, test.step0, test.step1, test.step2, test.step];
      pushSteps(args, addressOf(a) + i * 4, yes);
      args.push(yes.step * 4);
      pushSteps(args, addressOf(b) + j * 4, no);
      args.push(no.step * 4, to);
      runGrid("selectRuns", args, runs, length);
      to += runs * length * 4;
    });
    return out;
  }

  function runGrid(kernel: "binaryRuns" | "compareRuns" | "selectRuns", args: number[], runs: number, length: number) {
    if (runs * length > sharedFrom) team.run(kernel, args, runs, Math.max(1, Math.floor(grain / length)));
    else (wasm[kernel] as (...args: number[]) => void)(...args, 0, runs);
  }

  return { binary, unary, where, reluInputGrad };
}

/** Where an operand's first run lies, and the bytes to the next one along the three dimensions of a grid. */
function pushSteps(args: number[], address: number, { step0, step1, step2 }: GridOperand): void {
  args.push(address, step0 * 4, step1 * 4, step2 * 4);
}

function isRowOrNumber(value: View | number): boolean {
  return typeof value === "number" || isRowMajor(value);
}

function isBoolRow(value: View | number): boolean {
  return typeof value === "object" && value.dtype === "bool" && isRowMajor(value);
}

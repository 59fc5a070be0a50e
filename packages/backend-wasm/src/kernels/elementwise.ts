import {
  type BinaryOp,
  type Declining,
  type DeviceBuffer,
  type DType,
  type FusedKernels,
  type Kernels,
  numel,
  type View,
} from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { Grid } from "../engine/grid.js";
import { addressAt, byteAddressOf, isBoolRow, isFloat32, isRowMajor } from "../engine/operands.js";
import { BinaryOp as BinaryOps, CompareOp as CompareOps, LogicOp } from "../generated/constants.js";
import type { WasmFunctions } from "../generated/functions.js";
import { pushSteps, whereKernel } from "./choosing.js";
import { isPairOp, pairFunctions } from "./pairFunctions.js";
import { unaryKernel } from "./unary.js";

/** The minimum number of elements for sharing cheap work between threads. */
const sharedFrom = 2 ** 16;
const grain = 2 ** 14;

/** The kernels of a dtype: for operands of one layout without gaps, with a number, and over runs. */
interface BinaryKernels {
  /** Bytes of an element. */
  readonly size: number;
  readonly result: DType;
  readonly dense: keyof WasmFunctions;
  readonly scalar: keyof WasmFunctions;
  readonly runs: keyof WasmFunctions | null;
}

const floatArithmetic: BinaryKernels = {
  size: 4,
  result: "float32",
  dense: "binary",
  scalar: "binaryScalar",
  runs: "binaryRuns",
};
const floatComparison: BinaryKernels = {
  size: 4,
  result: "bool",
  dense: "compare",
  scalar: "compareScalar",
  runs: "compareRuns",
};
const byteComparison: BinaryKernels = {
  size: 1,
  result: "bool",
  dense: "compareByte",
  scalar: "compareByteScalar",
  runs: null,
};
const otherArithmetic = new Map<DType, BinaryKernels>([
  [
    "float64",
    { size: 8, result: "float64", dense: "binaryDouble", scalar: "binaryDoubleScalar", runs: "binaryDoubleRuns" },
  ],
  ["int32", { size: 4, result: "int32", dense: "binaryInt", scalar: "binaryIntScalar", runs: "binaryIntRuns" }],
]);
const otherComparison = new Map<DType, BinaryKernels>([
  [
    "float64",
    { size: 8, result: "bool", dense: "compareDouble", scalar: "compareDoubleScalar", runs: "compareDoubleRuns" },
  ],
  ["int32", { size: 4, result: "bool", dense: "compareInt", scalar: "compareIntScalar", runs: "compareIntRuns" }],
  ["uint8", byteComparison],
  ["bool", byteComparison],
]);

/** An op of the assembly. */
interface BinaryCode {
  readonly op: number;
  /** The op that gives the same with its operands in the other order. */
  readonly swapped: number;
  readonly isComparison: boolean;
  readonly ofFloat32: BinaryKernels;
}

function arithmetic(op: number, swapped = op): BinaryCode {
  return { op, swapped, isComparison: false, ofFloat32: floatArithmetic };
}

function comparison(op: number, swapped = op): BinaryCode {
  return { op, swapped, isComparison: true, ofFloat32: floatComparison };
}

/** The kernels for a dtype, or null. */
function kernelsFor({ op, isComparison, ofFloat32 }: BinaryCode, dtype: DType): BinaryKernels | null {
  if (dtype === "float32") return ofFloat32;
  if (isComparison) return otherComparison.get(dtype) ?? null;
  // A quotient of integers is none of theirs.
  if (op === BinaryOps.div && dtype === "int32") return null;
  return otherArithmetic.get(dtype) ?? null;
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

/** What comes back through a ReLU. */
const reluInputGradCode = arithmetic(BinaryOps.reluInputGrad);

type RangeKernel = (...args: number[]) => void;
type Elementwise = Pick<Kernels, "unary" | "binary" | "where">;
type ReluInputGrad = Declining<Pick<FusedKernels, "reluInputGrad">>;

/** Elementwise kernels for float32, float64 and int32, comparisons of bytes, and logic on bool; the reference does the rest. */
export function elementwiseKernels(engine: Engine): Elementwise & ReluInputGrad {
  const { heap, wasm, team, copier, reference } = engine;
  const pair = new Grid(2);
  const pairFunction = pairFunctions(engine);

  function binary(op: BinaryOp, a: View | number, b: View | number): DeviceBuffer {
    const code = binaryCodes.get(op);
    if (code === undefined) {
      if (isPairOp(op) && isFloat32(a) && isFloat32(b)) return pairFunction(op, a, b);
      return logic(op, a, b);
    }
    if (typeof b === "number") return withNumber(code, code.op, a as View, b) ?? reference.binary(op, a, b);
    if (typeof a === "number") return withNumber(code, code.swapped, b, a) ?? reference.binary(op, a, b);
    const kernels = kernelsFor(code, a.dtype);
    if (kernels === null) return reference.binary(op, a, b);
    if (isRowMajor(a) && isRowMajor(b)) return dense(kernels, code, a, b);
    return kernels.runs === null ? reference.binary(op, a, b) : broadcast(kernels, code, a, b);
  }

  function withNumber(code: BinaryCode, op: number, x: View, value: number): DeviceBuffer | null {
    const { dtype } = x;
    if (dtype === "float32") return withScalar(code.ofFloat32, op, x, value);
    const kernels = kernelsFor(code, dtype);
    if (kernels === null || (kernels.size === 1 && !(isRowMajor(x) && isByte(value)))) return null;
    return withScalar(kernels, op, x, value);
  }

  function dense(kernels: BinaryKernels, { op }: BinaryCode, a: View, b: View): DeviceBuffer {
    const n = numel(a.shape);
    const out = heap.allocate(n, kernels.result);
    const left = addressAt(a, kernels.size);
    const right = addressAt(b, kernels.size);
    if (n > sharedFrom) team.run(kernels.dense, [op, left, right, out.address], n, grain);
    else if (kernels === floatArithmetic) wasm.binary(op, left, right, out.address, 0, n);
    else (wasm[kernels.dense] as RangeKernel)(op, left, right, out.address, 0, n);
    return out;
  }

  function withScalar(kernels: BinaryKernels, op: number, x: View, value: number): DeviceBuffer {
    const { size, result } = kernels;
    const n = numel(x.shape);
    const copy = isRowMajor(x) ? null : copier.rowMajor(x);
    const from = copy === null ? addressAt(x, size) : copy.address;
    const out = copy !== null && result !== "bool" ? copy : heap.allocate(n, result);
    if (n > sharedFrom) team.run(kernels.scalar, [op, from, value, out.address], n, grain);
    else if (kernels === floatArithmetic) wasm.binaryScalar(op, from, value, out.address, 0, n);
    else (wasm[kernels.scalar] as RangeKernel)(op, from, value, out.address, 0, n);
    if (copy !== null && copy !== out) heap.release(copy);
    return out;
  }

  /** A run of the operands has to be without gaps in one of them, and without gaps or one element in the other. */
  function broadcast(kernels: BinaryKernels, code: BinaryCode, a: View, b: View): DeviceBuffer {
    pair.plan(a.shape, [a.strides, b.strides]);
    const [left, right] = pair.operands;
    if (left.step > 1 || (left.step === 0 && right.step === 0)) {
      return copier.lend(a, (copy) => broadcast(kernels, code, copy, b));
    }
    if (right.step > 1) return copier.lend(b, (copy) => broadcast(kernels, code, a, copy));
    const isSwapped = left.step === 0;
    const [x, y] = isSwapped ? [b, a] : [a, b];
    const [first, second] = isSwapped ? [right, left] : [left, right];
    const isStill = Number(second.step === 0);
    const { op, isComparison } = code;
    const { size } = kernels;
    const out = heap.allocate(numel(a.shape), kernels.result);
    const { length, size1, size2, runs } = pair;
    let to = out.address;
    pair.forEach(([i, j]) => {
      const args = [isSwapped ? code.swapped : op, isStill, length, size1, size2];
      pushSteps(args, addressAt(x, size) + (isSwapped ? j : i) * size, first, size);
      pushSteps(args, addressAt(y, size) + (isSwapped ? i : j) * size, second, size);
      args.push(to);
      const kernel = kernels.runs as keyof WasmFunctions;
      if (runs * length > sharedFrom) team.run(kernel, args, runs, Math.max(1, Math.floor(grain / length)));
      else (wasm[kernel] as RangeKernel)(...args, 0, runs);
      to += runs * length * (isComparison ? 1 : size);
    });
    return out;
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
    if (!isRowMajor(grad)) return copier.lend(grad, (copy) => holdBack(copy, result));
    if (!isRowMajor(result)) return copier.lend(result, (copy) => holdBack(grad, copy));
    return dense(floatArithmetic, reluInputGradCode, grad, result);
  }

  return { binary, unary: unaryKernel(engine), where: whereKernel(engine), reluInputGrad };
}

function isByte(value: number): boolean {
  return value >= 0 && value <= 255;
}

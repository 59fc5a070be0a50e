import { type DeviceBuffer, type DType, type Kernels, numel, type UnaryOp, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { addressIn, addressOf, byteAddressOf, isBoolRow, isRowMajor } from "../engine/operands.js";
import { runParts } from "../engine/team.js";
import { CompareOp as CompareOps, UnaryOp as UnaryOps } from "../generated/constants.js";
import type { WasmBuffer } from "../memory/heap.js";
import { RangeTest } from "./range.js";

/** The minimum number of elements for sharing cheap work between threads. */
const sharedFrom = 2 ** 16;
const grain = 2 ** 14;
/** The same for functions that take ten times as long. */
const sharedMathFrom = 2 ** 14;

const unaryCodes = new Map<UnaryOp, number>([
  ["neg", UnaryOps.neg],
  ["abs", UnaryOps.abs],
  ["square", UnaryOps.square],
  ["relu", UnaryOps.relu],
  ["sign", UnaryOps.sign],
]);
/** Those of floats. */
const floatCodes = new Map<UnaryOp, number>([
  ...unaryCodes,
  ["sqrt", UnaryOps.sqrt],
  ["reciprocal", UnaryOps.reciprocal],
  ["rsqrt", UnaryOps.rsqrt],
  ["floor", UnaryOps.floor],
  ["ceil", UnaryOps.ceil],
  ["round", UnaryOps.round],
  ["trunc", UnaryOps.trunc],
]);
/** What each dtype has. */
const codesOf = new Map<DType, ReadonlyMap<UnaryOp, number>>([
  ["float32", floatCodes],
  ["float64", floatCodes],
  ["int32", unaryCodes],
]);

/** Tests of an element's absolute value as comparisons with infinity. */
const limitCodes = new Map<UnaryOp, number>([
  ["isinf", CompareOps.eq],
  ["isfinite", CompareOps.lt],
]);

/** Functions that the assembly has under the same name. */
const mathOps = [
  "exp",
  "expm1",
  "log",
  "log1p",
  "log2",
  "log10",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "sinh",
  "cosh",
  "tanh",
  "sigmoid",
  "erf",
] as const satisfies readonly UnaryOp[];
type MathOp = (typeof mathOps)[number];
const mathNames: ReadonlySet<UnaryOp> = new Set(mathOps);
/** Angles from here on are computed one by one, for their reduction takes more digits than float64 has. */
const largestAngle = 2 ** 20;
const ofLargeAngles = new Map<UnaryOp, (angle: number) => number>([
  ["sin", Math.sin],
  ["cos", Math.cos],
  ["tan", Math.tan],
]);

/** Functions of one element. */
export function unaryKernel(engine: Engine): Kernels["unary"] {
  const { heap, wasm, copier, reference } = engine;
  const range = new RangeTest(engine);

  function unary(op: UnaryOp, x: View): DeviceBuffer {
    if (op === "logicalNot" && isBoolRow(x)) return logicalNot(x);
    const { dtype } = x;
    if (dtype === "float32" && mathNames.has(op)) return math(op as MathOp, x);
    if (dtype === "float64" && op === "exp") return expDouble(x);
    const code = codesOf.get(dtype)?.get(op);
    if (code !== undefined) return cheapFunction(engine, code, x);
    if (dtype !== "float32") return reference.unary(op, x);
    if (op === "isnan") return isNan(x);
    const limitCode = limitCodes.get(op);
    return limitCode === undefined ? reference.unary(op, x) : compareWithInfinity(limitCode, x);
  }

  function compared(kernel: "compare" | "compareScalar", args: readonly number[], n: number): WasmBuffer {
    const out = heap.allocate(n, "bool");
    runParts(engine, kernel, [...args, out.address], n, 1, sharedFrom);
    return out;
  }

  /** What is not equal to itself. */
  function isNan(x: View): WasmBuffer {
    if (!isRowMajor(x)) return copier.lend(x, isNan);
    return compared("compare", [CompareOps.ne, addressOf(x), addressOf(x)], numel(x.shape));
  }

  function compareWithInfinity(code: number, x: View): WasmBuffer {
    const sizes = cheapFunction(engine, UnaryOps.abs, x);
    const out = compared("compareScalar", [code, sizes.address, Number.POSITIVE_INFINITY], sizes.length);
    heap.release(sizes);
    return out;
  }

  function math(op: MathOp, x: View): WasmBuffer {
    if (!isRowMajor(x)) return copier.lend(x, (copy) => math(op, copy));
    const n = numel(x.shape);
    const from = addressOf(x);
    const out = heap.allocate(n, "float32");
    runParts(engine, op, [from, out.address], n, 1, sharedMathFrom);
    const ofLarge = ofLargeAngles.get(op);
    if (ofLarge !== undefined && !range.isBelow({ address: from, count: 1, size: n }, largestAngle)) {
      mendLargeAngles(ofLarge, new Float32Array(heap.memory.buffer, from, n), out.array);
    }
    return out;
  }

  function expDouble(x: View): WasmBuffer {
    const copy = isRowMajor(x) ? null : copier.rowMajor(x);
    const out = copy ?? heap.allocate(numel(x.shape), "float64");
    const from = copy?.address ?? addressIn(x);
    runParts(engine, "expDouble", [from, out.address], out.length, 1, sharedMathFrom);
    return out;
  }

  function logicalNot(x: View): WasmBuffer {
    const out = heap.allocate(numel(x.shape), "bool");
    wasm.logicalNot(byteAddressOf(x), out.address, 0, out.length);
    return out;
  }

  return unary;
}

function mendLargeAngles(ofLarge: (angle: number) => number, angles: Float32Array, out: { [i: number]: number }): void {
  for (let i = 0; i < angles.length; i++) if (Math.abs(angles[i]) >= largestAngle) out[i] = ofLarge(angles[i]);
}

/** A function by its number in the assembly, which has it for the dtype. */
export function cheapFunction({ heap, wasm, team, copier }: Engine, code: number, x: View): WasmBuffer {
  const { dtype } = x;
  const n = numel(x.shape);
  const copy = isRowMajor(x) ? null : copier.rowMajor(x);
  const from = copy === null ? addressIn(x) : copy.address;
  const out = copy ?? heap.allocate(n, dtype);
  const kernel = dtype === "float32" ? "unary" : dtype === "float64" ? "unaryDouble" : "unaryInt";
  if (n > sharedFrom) team.run(kernel, [code, from, out.address], n, grain);
  else wasm[kernel](code, from, out.address, 0, n);
  return out;
}

import type { BinaryOp, DeviceBuffer, Kernels, UnaryOp, View } from "@lumbre/tensor";
import { numel } from "@lumbre/tensor";
import type { Heap } from "./heap.js";
import type { WasmFunctions } from "./module.js";
import { addressOf, isFloat32, isRowMajor, planRuns } from "./operands.js";

// The numbers that assembly/elementwise.ts knows the ops by.
const binaryOps: readonly BinaryOp[] = ["add", "sub", "mul", "div", "maximum", "minimum"];
const comparisons: readonly BinaryOp[] = ["eq", "ne", "lt", "le", "gt", "ge"];
const unaryOps: readonly UnaryOp[] = ["neg", "abs", "sqrt", "square", "reciprocal", "relu"];

/** Runs shorter than this cost more to start than they save. */
const shortestRun = 8;

type Elementwise = Pick<Kernels, "unary" | "binary" | "where">;

/** A number as a view of the shape that it broadcasts to. Its one element lies at a fixed place. */
function scalarView(heap: Heap, place: number, value: number, like: View): View {
  new Float32Array(heap.memory.buffer, place, 1)[0] = value;
  const buffer = { address: place };
  return { buffer, shape: like.shape, strides: like.shape.map(() => 0), offset: 0, dtype: "float32" };
}

/** Elementwise kernels for float32; the rest goes to `others`. */
export function elementwiseKernels(heap: Heap, wasm: WasmFunctions, others: Elementwise): Elementwise {
  const places = [heap.reserve(64), heap.reserve(64)];
  const asView = (value: View | number, i: number, like: View): View =>
    typeof value === "number" ? scalarView(heap, places[i], value, like) : value;

  function binary(op: BinaryOp, a: View | number, b: View | number): DeviceBuffer {
    const arithmetic = binaryOps.indexOf(op);
    const comparison = comparisons.indexOf(op);
    if (!isFloat32(a) || !isFloat32(b) || (arithmetic < 0 && comparison < 0)) return others.binary(op, a, b);
    const like = (typeof a === "number" ? b : a) as View;
    const { shape } = like;
    const plan = planRuns(shape, [asView(a, 0, like), asView(b, 1, like)], [4, 4]);
    if (plan === null || (plan.runs > 1 && plan.length < shortestRun)) return others.binary(op, a, b);
    const out = heap.allocate(numel(shape), arithmetic < 0 ? "bool" : "float32");
    const [left, right] = plan.operands;
    const run = arithmetic < 0 ? wasm.compare : wasm.binary;
    const outBytes = plan.length * (arithmetic < 0 ? 1 : 4);
    for (let r = 0; r < plan.runs; r++) {
      const x = left.start + r * left.outer;
      const y = right.start + r * right.outer;
      run(Math.max(arithmetic, comparison), x, left.step, y, right.step, out.address + r * outBytes, plan.length);
    }
    return out;
  }

  function unary(op: UnaryOp, x: View): DeviceBuffer {
    const number = unaryOps.indexOf(op);
    if (number < 0 || !isFloat32(x) || !isRowMajor(x)) return others.unary(op, x);
    const out = heap.allocate(numel(x.shape), "float32");
    wasm.unary(number, addressOf(x), out.address, out.length);
    return out;
  }

  function where(condition: View, a: View | number, b: View | number): DeviceBuffer {
    if (!isFloat32(a) || !isFloat32(b) || !isRowMajor(condition)) return others.where(condition, a, b);
    const { shape } = condition;
    const plan = planRuns(shape, [condition, asView(a, 0, condition), asView(b, 1, condition)], [1, 4, 4]);
    if (plan === null || (plan.runs > 1 && plan.length < shortestRun)) return others.where(condition, a, b);
    const out = heap.allocate(numel(shape), "float32");
    const [test, yes, no] = plan.operands;
    for (let r = 0; r < plan.runs; r++) {
      wasm.select(
        test.start + r * test.outer,
        yes.start + r * yes.outer,
        yes.step,
        no.start + r * no.outer,
        no.step,
        out.address + r * plan.length * 4,
        plan.length,
      );
    }
    return out;
  }

  return { binary, unary, where };
}

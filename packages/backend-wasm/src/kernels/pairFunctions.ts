import { type DeviceBuffer, numel, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { Numbers } from "../engine/numbers.js";
import { addressOf, isRowMajor } from "../engine/operands.js";
import { runParts } from "../engine/team.js";
import { UnaryOp } from "../generated/constants.js";
import { cheapFunction } from "./unary.js";

/** Functions that the assembly has under the same name. */
const pairOps = ["pow", "fmod", "remainder", "floorDivide", "atan2"] as const;
export type PairOp = (typeof pairOps)[number];
const pairNames: ReadonlySet<string> = new Set(pairOps);

export function isPairOp(op: string): op is PairOp {
  return pairNames.has(op);
}

/** Powers that are one of the cheap functions. */
const powerCodes = new Map<number, number>([
  [2, UnaryOp.square],
  [3, UnaryOp.cube],
  [0.5, UnaryOp.powerOfHalf],
  [-1, UnaryOp.reciprocal],
]);

/** The minimum number of elements for sharing the work between threads. */
const sharedFrom = 2 ** 14;

export type PairFunction = (op: PairOp, a: View | number, b: View | number) => DeviceBuffer;

/** Functions of two float32 operands that take a division or more. */
export function pairFunctions(engine: Engine): PairFunction {
  const { heap, copier } = engine;
  const numbers = new Numbers(heap, 2);

  return function pair(op: PairOp, a: View | number, b: View | number): DeviceBuffer {
    const code = op === "pow" && typeof b === "number" ? powerCodes.get(b) : undefined;
    if (code !== undefined) return cheapFunction(engine, code, a as View);
    if (typeof a === "object" && !isRowMajor(a)) return copier.lend(a, (copy) => pair(op, copy, b));
    if (typeof b === "object" && !isRowMajor(b)) return copier.lend(b, (copy) => pair(op, a, copy));
    const n = numel(((typeof a === "object" ? a : b) as View).shape);
    const out = heap.allocate(n, "float32");
    const [x, stepX] = typeof a === "object" ? [addressOf(a), 4] : [numbers.store(a, 0), 0];
    const [y, stepY] = typeof b === "object" ? [addressOf(b), 4] : [numbers.store(b, 1), 0];
    runParts(engine, op, [x, stepX, y, stepY, out.address], n, 1, sharedFrom);
    return out;
  };
}

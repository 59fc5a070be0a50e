import { type Declining, type DeviceBuffer, type HostKernels, numel, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { addressOf } from "../engine/operands.js";
import { runParts } from "../engine/team.js";
import { PLACE_MOST } from "../generated/constants.js";

/** The minimum number of elements for sharing the work between threads. */
const sharedFrom = 2 ** 15;
/** The most first elements of a row that are kept in order while the others pass by, and their largest share of it. */
const mostFirst = 64;
const firstShare = 1 / 4;
/** The most bins that are counted here: each has four counters. */
const mostBins = 2 ** 16;

/** Fills, selection and counting, for float32 and int32. */
export function hostWorkKernels(engine: Engine): Declining<HostKernels> {
  const { heap, team } = engine;
  const isOwn = ({ dtype }: View): boolean => dtype === "float32" || dtype === "int32";

  function fillEvenly(target: View, base: number, shift: number, step: number): void | null {
    if (!isOwn(target)) return null;
    const n = numel(target.shape);
    const kernel = target.dtype === "float32" ? "fillEvenly" : "fillEvenlyInt";
    runParts(engine, kernel, [addressOf(target), base, shift, step], n, 1, sharedFrom);
  }

  function firstOfRows(x: View, k: number, descending: boolean): DeviceBuffer | null {
    const [rows, n] = x.shape;
    if (!isOwn(x) || k > mostFirst || k > firstShare * n) return null;
    const out = heap.allocate(rows * k, "int32");
    const kernel = x.dtype === "float32" ? "firstOfRows" : "firstOfIntRows";
    runParts(engine, kernel, [addressOf(x), n, k, descending ? -1 : 0, out.address], rows, n, sharedFrom);
    return out;
  }

  function placeOfRows(x: View, k: number, nanFirst: boolean): DeviceBuffer | null {
    const [rows, n] = x.shape;
    if (!isOwn(x) || n > PLACE_MOST) return null;
    const out = heap.allocate(rows, "int32");
    const kernel = x.dtype === "float32" ? "placeOfRows" : "placeOfIntRows";
    runParts(engine, kernel, [addressOf(x), n, k, Number(nanFirst), out.address], rows, n, sharedFrom);
    return out;
  }

  function countNumbers(x: View, bins: number): DeviceBuffer | null {
    if (x.dtype !== "int32" || bins > mostBins || numel(x.shape) === 0) return null;
    const out = heap.allocate(bins, "int32");
    team.run("countNumbers", [addressOf(x), out.address, bins], numel(x.shape), numel(x.shape));
    return out;
  }

  return { fillEvenly, firstOfRows, placeOfRows, countNumbers };
}

import * as library from "@lumbre/tensor";
import { expect, test } from "vitest";
import { samples } from "./index.js";

/** What computes nothing: it tells of a tensor, reads it, belongs to autograd or to JavaScript, or makes ops. */
const methodsThatAreNoOps =
  "constructor dim size numel isContiguous coversStorage isFloatingPoint requiresGrad_ dataSync data compactBuffer item " +
  "toArray elementSize setData dispose backward registerHook retainGrad toString";
const functionsThatAreNoOps =
  "Device Generator Storage Tensor LumbreError ShapeError DTypeError DeviceError GradError IndexError ValueError " +
  "getDefaultDevice setDefaultDevice bestDevice canCast isFloat itemSize promoteTypes resultType initialSeed manualSeed seed keep " +
  "memory scope apply applyInPlace applyMulti applyView defineMultiOp defineOp defineViewOp getEngine installEngine " +
  "noGradient tensorFromBuffer writeInto setPrintOptions broadcastShapes contiguousStrides formatShape normalizeDim " +
  "normalizeDims numel sameShape isInScope requireTensor whereMethod";

const sampled = new Set(samples.map(({ op }) => op));

function without(names: readonly string[], excluded: string): string[] {
  const list = excluded.split(" ");
  return names.filter((name) => !list.includes(name) && !sampled.has(name));
}

test("every method of Tensor that computes has a sample", () => {
  const { prototype } = library.Tensor;
  const isMethod = (name: string): boolean =>
    typeof Object.getOwnPropertyDescriptor(prototype, name)?.value === "function";
  expect(without(Object.getOwnPropertyNames(prototype).filter(isMethod), methodsThatAreNoOps)).toEqual([]);
});

test("every exported function that computes has a sample", () => {
  const functions = Object.entries(library).filter(([, value]) => typeof value === "function");
  expect(
    without(
      functions.map(([name]) => name),
      functionsThatAreNoOps,
    ),
  ).toEqual([]);
});

test("samples are of ops that there are, and have ids of their own", () => {
  const isThere = (op: string): boolean => op in library || op in library.Tensor.prototype;
  expect([...sampled].filter((op) => !isThere(op))).toEqual([]);
  const ids = samples.map(({ op, id }) => `${op}/${id}`);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  expect(ids.filter((id) => !/^\w+\/[\w-]+$/.test(id))).toEqual([]);
});

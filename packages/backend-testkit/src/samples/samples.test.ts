import * as library from "@lumbre/tensor";
import * as engine from "@lumbre/tensor/engine";
import { expect, test } from "vitest";
import { samples } from "./index.js";

/** What computes nothing: it tells of a tensor, reads it, belongs to autograd or to JavaScript, or makes ops. */
const methodsThatAreNoOps =
  "constructor dim size stride storageOffset nelement ndimension detach_ numel isContiguous coversStorage isFloatingPoint " +
  "requiresGrad_ readSync read compactBuffer numpy item toArray tolist toJSON float double int long bool byte cpu typeAs newEmpty newZeros newOnes newFull newTensor " +
  "squeeze_ unsqueeze_ t_ transpose_ elementSize setData dispose backward registerHook retainGrad toString";
const functionsThatAreNoOps =
  "Device Generator Tensor detach_ asTensor fromNumpy getDefaultDevice setDefaultDevice bestDevice canCast promoteTypes resultType initialSeed " +
  "isTensor numel manualSeed seed keep memory scope setPrintOptions";
/** Ops that only siblings call: layers, losses and fused sequences. */
const {
  conv2dActivation,
  conv2dRelu,
  conv2dReluMaxPool2d,
  labelCrossEntropy,
  linearRelu,
  normalizeGroups,
  normalizeGroupsRelu,
  randomMask,
  scaleChannels,
  scaleChannelsRelu,
} = engine;
const fused = {
  conv2dActivation,
  conv2dRelu,
  conv2dReluMaxPool2d,
  labelCrossEntropy,
  linearRelu,
  normalizeGroups,
  normalizeGroupsRelu,
  randomMask,
  scaleChannels,
  scaleChannelsRelu,
};

const sampled = new Set(samples.map(({ op }) => op));

function without(names: readonly string[], excluded: string): string[] {
  const list = excluded.split(" ");
  return names.filter(
    (name) => !list.includes(name) && !sampled.has(name) && !engine.originals.has(name) && !(name in engine.absent),
  );
}

test("every method of Tensor that computes has a sample", () => {
  const { prototype } = library.Tensor;
  const isMethod = (name: string): boolean =>
    typeof Object.getOwnPropertyDescriptor(prototype, name)?.value === "function";
  expect(without(Object.getOwnPropertyNames(prototype).filter(isMethod), methodsThatAreNoOps)).toEqual([]);
});

test("every exported function that computes has a sample", () => {
  const isError = (value: unknown): boolean => (value as { prototype?: unknown }).prototype instanceof Error;
  const functions = Object.entries({ ...library, ...fused }).filter(
    ([, value]) => typeof value === "function" && !isError(value),
  );
  expect(
    without(
      functions.map(([name]) => name),
      functionsThatAreNoOps,
    ),
  ).toEqual([]);
});

test("samples are of ops that there are, and have ids of their own", () => {
  const isThere = (op: string): boolean => op in library || op in fused || op in library.Tensor.prototype;
  expect([...sampled].filter((op) => !isThere(op))).toEqual([]);
  const ids = samples.map(({ op, id }) => `${op}/${id}`);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  expect(ids.filter((id) => !/^\w+\/[\w-]+$/.test(id))).toEqual([]);
});

import { expect, test } from "vitest";
import type { DType } from "../index.js";
import type { View } from "./contract.js";
import { type KernelName, kernels } from "./kernelTable.js";

const view = (dtype: DType): View => ({ buffer: {}, shape: [1], strides: [1], offset: 0, dtype });
const [x, mask] = [view("float64"), view("bool")];

test.each<[KernelName, unknown[], DType[]]>([
  ["normalizeGrad", [x, x, null, x, x, {}, true], ["float64", "float64", "float64"]],
  ["normalizeGrad", [x, x, null, x, x, {}, false], ["float64"]],
  ["normalizeRelu", [x, null, null, null, {}], ["float64", "float64", "float64", "bool"]],
  [
    "normalizeReluGrad",
    [x, mask, x, null, x, x, { isAffine: true, hasAddend: true }],
    ["float64", "float64", "float64", "float64"],
  ],
  [
    "normalizeReluGrad",
    [x, mask, x, null, x, x, { isAffine: true, hasAddend: false }],
    ["float64", "float64", "float64"],
  ],
  ["normalizeReluGrad", [x, mask, x, null, x, x, { isAffine: false, hasAddend: true }], ["float64", "float64"]],
  ["normalizeReluGrad", [x, mask, x, null, x, x, { isAffine: false, hasAddend: false }], ["float64"]],
  ["binary", ["add", 2, x], ["float64"]],
  ["binary", ["lt", x, 2], ["bool"]],
  ["unary", ["isnan", x], ["bool"]],
  ["reduce", ["any", x, [0]], ["bool"]],
  ["reduce", ["sum", x, [0]], ["float64"]],
  ["where", [mask, 1, x], ["float64"]],
  ["cast", [x, "int32"], ["int32"]],
  ["randomMask", [{}, 3, "float64", 0.5, 2], ["float64"]],
  ["sgdStep", [[x], [x], null, {}], []],
])("%s of %j has results of these dtypes", (name, args, expected) => {
  expect(kernels[name].resultDTypes(...args)).toEqual(expected);
});

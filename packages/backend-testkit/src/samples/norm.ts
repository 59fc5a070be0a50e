import {
  labelCrossEntropy,
  normalizeGroups,
  normalizeGroupsRelu,
  scaleChannels,
  scaleChannelsRelu,
} from "@lumbre/tensor/engine";
import { data, indices, type Sample, sample } from "./sample.js";

const sums = { scale: "tensor", checksOperands: false } as const;
const norms = ["batchNorm", "layerNorm", "groupNorm", "instanceNorm"] as const;

/** The elements as [3, 2, 2, 4], with statistics across the batch or not. */
function normalization(id: string, name: (typeof norms)[number], acrossBatch: boolean): Sample {
  const geometry = { batch: 3, groups: 2, channels: 2, size: 4, acrossBatch, eps: 1e-5 };
  return sample(
    "normalizeGroups",
    id,
    [data([3, 4, 4]), data([4]), data([4])],
    (x, weight, bias) => {
      const { output, mean, variance } = normalizeGroups(name, { x, weight, bias }, geometry);
      return [output, mean, variance];
    },
    sums,
  );
}

export const normSamples: readonly Sample[] = [
  normalization("across-the-batch", "batchNorm", true),
  normalization("per-member", "groupNorm", false),
  sample(
    "normalizeGroups",
    "rows",
    [data([6, 5]), data([5]), data([5])],
    (x, weight, bias) => {
      const geometry = { batch: 6, groups: 1, channels: 5, size: 1, acrossBatch: false, eps: 1e-5 };
      return normalizeGroups("layerNorm", { x, weight, bias }, geometry).output;
    },
    sums,
  ),
  sample(
    "normalizeGroups",
    "no-weight",
    [data([2, 3, 4])],
    (x) => {
      const geometry = { batch: 2, groups: 3, channels: 1, size: 4, acrossBatch: false, eps: 1e-3 };
      return normalizeGroups("instanceNorm", { x }, geometry).output;
    },
    sums,
  ),
  sample(
    "normalizeGroupsRelu",
    "addend",
    [data([3, 2, 9]), data([2]), data([2]), data([3, 2, 9])],
    (x, weight, bias, addend) => {
      const geometry = { batch: 3, groups: 2, channels: 1, size: 9, acrossBatch: true, eps: 1e-5 };
      return normalizeGroupsRelu({ x, weight, bias, addend }, geometry, Number.POSITIVE_INFINITY).output;
    },
    { ...sums, isSmooth: false },
  ),
  sample(
    "normalizeGroupsRelu",
    "limit",
    [data([3, 2, 9])],
    (x) => {
      const geometry = { batch: 3, groups: 2, channels: 1, size: 9, acrossBatch: true, eps: 1e-5 };
      return normalizeGroupsRelu({ x, addend: null }, geometry, 1.25).output;
    },
    { ...sums, isSmooth: false },
  ),
  sample(
    "scaleChannels",
    "bias",
    [data([2, 3, 4]), data([3, 1]), data([3, 1]), data([3, 1])],
    (x, m, s, b) => scaleChannels(x, m, s, b),
    { checksOperands: false, timed: [data([16, 16, 400]), data([16, 1]), data([16, 1]), data([16, 1])] },
  ),
  sample(
    "scaleChannels",
    "no-bias",
    [data([2, 3, 4]), data([3, 1]), data([3, 1])],
    (x, m, s) => scaleChannels(x, m, s, null),
    { checksOperands: false },
  ),
  sample(
    "scaleChannelsRelu",
    "bias",
    [data([2, 3, 7]), data([3, 1]), data([3, 1]), data([3, 1])],
    (x, m, s, b) => scaleChannelsRelu(x, m, s, b),
    { checksOperands: false, isSmooth: false },
  ),
  sample(
    "labelCrossEntropy",
    "mean",
    [data([5, 4]), indices([5], [0, 3, 1, 2, 3])],
    (x, labels) => labelCrossEntropy(x, labels, { ignoreIndex: -100, divisor: 5 }),
    sums,
  ),
  sample(
    "labelCrossEntropy",
    "per-row",
    [data([5, 4]), indices([5], [0, 3, 1, 2, 3])],
    (x, labels) => labelCrossEntropy(x, labels, { ignoreIndex: 2, divisor: null }),
    sums,
  ),
];

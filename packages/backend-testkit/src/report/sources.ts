import type { KernelSource } from "@lumbre/tensor";
import type { FusedKernels, KernelName, OptionalKernels, RequiredKernels } from "@lumbre/tensor/backend";
import type { KernelReport, Source } from "./report.js";

type Group<Kernels> = Readonly<Record<keyof Kernels, true>>;

const required: Group<RequiredKernels> = {
  copy: true,
  fill: true,
  cast: true,
  unary: true,
  binary: true,
  where: true,
  reduce: true,
  argReduce: true,
  matmul: true,
  gather: true,
  scatterAdd: true,
};

const optional: Group<OptionalKernels> = {
  scatter: true,
  cumsum: true,
  cumprod: true,
  sort: true,
  softmax: true,
  logSoftmax: true,
  conv2d: true,
  conv2dInputGrad: true,
  conv2dWeightGrad: true,
  maxPool2d: true,
  maxPool2dInputGrad: true,
  avgPool2d: true,
  avgPool2dInputGrad: true,
};

const fused: Group<FusedKernels> = {
  conv2dRelu: true,
  conv2dReluMaxPool2d: true,
  unpooledConv2dInputGrad: true,
  unpooledConv2dWeightGrad: true,
  reluInputGrad: true,
  clamp: true,
  clampInputGrad: true,
  reluInputGradSums: true,
  linear: true,
  normalize: true,
  normalizeGrad: true,
  scaleChannels: true,
  randomMask: true,
  crossEntropy: true,
  crossEntropyGrad: true,
};

/** Every kernel, by the part of the contract that it belongs to. */
export const kernelGroups: Readonly<Record<KernelReport["group"], readonly KernelName[]>> = {
  required: Object.keys(required) as KernelName[],
  optional: Object.keys(optional) as KernelName[],
  fused: Object.keys(fused) as KernelName[],
};

/** From what is best for a user to what is worst. */
const ranks: readonly Source[] = ["none", "native", "composed", "reference", "missing"];

/** The worse of two sources. */
export function worseSource(a: Source, b: Source): Source {
  return ranks.indexOf(a) >= ranks.indexOf(b) ? a : b;
}

/** Sources without doubles, the best first. */
export function sortSources(sources: Iterable<Source>): readonly Source[] {
  const found = new Set(sources);
  return ranks.filter((source) => found.has(source));
}

/** The worst of some sources; none where there are none. */
export function worstSource(sources: Iterable<KernelSource | Source>): Source {
  let worst: Source = "none";
  for (const source of sources) worst = worseSource(worst, source);
  return worst;
}

import type { KernelSource } from "@lumbre/tensor";
import { type KernelGroup, type KernelName, kernels } from "@lumbre/tensor/backend";
import type { Source } from "./report.js";

function namesOf(group: KernelGroup): readonly KernelName[] {
  return (Object.keys(kernels) as KernelName[]).filter((name) => kernels[name].group === group);
}

/** Every kernel, by the part of the contract that it belongs to. */
export const kernelGroups: Readonly<Record<KernelGroup, readonly KernelName[]>> = {
  required: namesOf("required"),
  optional: namesOf("optional"),
  fused: namesOf("fused"),
  optimizer: namesOf("optimizer"),
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

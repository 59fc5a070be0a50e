import { arithmeticSamples } from "./arithmetic.js";
import type { Sample } from "./sample.js";

/** Every sample, by family; each op of `@lumbre/tensor` has at least one. */
export const sampleFamilies: Readonly<Record<string, readonly Sample[]>> = {
  arithmetic: arithmeticSamples,
};

export const samples: readonly Sample[] = Object.values(sampleFamilies).flat();

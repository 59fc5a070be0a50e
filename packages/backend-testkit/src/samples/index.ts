import { activationSamples } from "./activation.js";
import { arithmeticSamples } from "./arithmetic.js";
import { comparisonSamples } from "./comparison.js";
import { composedSamples } from "./composed.js";
import { convSamples } from "./conv.js";
import { creationSamples } from "./creation.js";
import { indexingSamples } from "./indexing.js";
import { joinSamples } from "./join.js";
import { linalgSamples } from "./linalg.js";
import { mathSamples } from "./math.js";
import { normSamples } from "./norm.js";
import { orderSamples } from "./order.js";
import { poolSamples } from "./pool.js";
import { reductionSamples } from "./reduction.js";
import type { Sample } from "./sample.js";
import { viewSamples } from "./view.js";

/** Every sample, by family; each op of `@lumbre/tensor` has at least one. */
export const sampleFamilies: Readonly<Record<string, readonly Sample[]>> = {
  arithmetic: arithmeticSamples,
  math: mathSamples,
  activation: activationSamples,
  comparison: comparisonSamples,
  reduction: reductionSamples,
  order: orderSamples,
  linalg: linalgSamples,
  conv: convSamples,
  pool: poolSamples,
  norm: normSamples,
  indexing: indexingSamples,
  view: viewSamples,
  join: joinSamples,
  creation: creationSamples,
  composed: composedSamples,
};

export const samples: readonly Sample[] = Object.values(sampleFamilies).flat();

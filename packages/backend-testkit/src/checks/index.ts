import type { Check } from "./check.js";
import { contractChecks } from "./contract/index.js";
import { errorChecks } from "./errors.js";
import { gradientChecks } from "./gradients.js";
import { memoryChecks } from "./memory.js";
import { metamorphicChecks } from "./metamorphic.js";
import { randomChecks } from "./random.js";
import { sampleChecks } from "./samples.js";
import { trainingChecks } from "./training.js";

/** Everything that is checked, in the order in which a report shows it: what others rest on comes first. */
export const checks: readonly Check[] = [
  ...contractChecks,
  ...sampleChecks(),
  ...gradientChecks(),
  ...errorChecks,
  ...randomChecks,
  ...metamorphicChecks,
  ...trainingChecks,
  ...memoryChecks,
];

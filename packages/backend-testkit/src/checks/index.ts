import type { Check } from "./check.js";
import { gradientChecks } from "./gradients.js";
import { sampleChecks } from "./samples.js";

/** Everything that is checked, in the order in which a report shows it. */
export const checks: readonly Check[] = [...sampleChecks(), ...gradientChecks()];

import fc from "fast-check";
import { sampledRuns } from "./sampling.js";

// The seed of all property-based tests, and how often one is tried that does not say so. The seed is fixed, so that a run
// says what a change does and not what chance does; other cases are looked for on purpose: `npm run fuzz` takes a new seed for
// each file, which fast-check prints when a test fails.
const { LUMBRE_SEED = "1" } = process.env;
const seed = LUMBRE_SEED === "random" ? Date.now() | 0 : Number(LUMBRE_SEED);
if (!Number.isInteger(seed)) throw new Error(`LUMBRE_SEED must be an integer or "random", got ${LUMBRE_SEED}`);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed, numRuns: sampledRuns(100) });

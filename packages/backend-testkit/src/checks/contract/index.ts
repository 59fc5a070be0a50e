import type { Check } from "../check.js";
import { bufferChecks } from "./buffers.js";
import { elementwiseChecks } from "./elementwise.js";
import { hostWorkChecks } from "./hostWork.js";
import { indexingChecks } from "./indexing.js";
import { optimizerChecks } from "./optimizers.js";
import { randomChecks } from "./random.js";
import { reductionChecks } from "./reductions.js";
import { storageChecks } from "./storage.js";

/** The contract, member by member. */
export const contractChecks: readonly Check[] = [
  ...storageChecks,
  ...bufferChecks,
  ...elementwiseChecks,
  ...reductionChecks,
  ...indexingChecks,
  ...optimizerChecks,
  ...randomChecks,
  ...hostWorkChecks,
];

import { convolutionWorkloads } from "./convolutions.js";
import { loadingWorkloads } from "./loading.js";
import { networkWorkloads } from "./networks.js";
import { operatorWorkloads } from "./operators.js";
import { singleOpWorkloads } from "./singleOps.js";
import { tensorWorkloads } from "./tensors.js";
import type { Workload } from "./workload.js";
import { zooWorkloads } from "./zoo.js";

/** Everything that is timed. The scripts in python/ have the same under the same names. */
export const workloads: readonly Workload[] = [
  ...networkWorkloads,
  ...zooWorkloads,
  ...operatorWorkloads,
  ...convolutionWorkloads,
  ...loadingWorkloads,
  ...singleOpWorkloads,
  ...tensorWorkloads,
];

/** Whether `--only` asks for a name: by the name, or by how it begins. Undefined asks for everything. */
export function isWanted(name: string, only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((prefix) => name.startsWith(prefix));
}

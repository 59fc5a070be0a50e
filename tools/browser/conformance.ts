import { type CheckResult, runConformance } from "@lumbre/backend-testkit/conformance";
import { cpu, createWasm } from "lumbre";

/** Which backend a page is to check. */
export type CheckedBackend = "cpu" | "wasm";

/** How a backend fared in a page: how many checks there were, and those that failed. */
export interface PageConformance {
  readonly count: number;
  readonly failed: readonly CheckResult[];
}

/** Runs the test-kit where it is called. */
export async function checkConformance(backend: CheckedBackend): Promise<PageConformance> {
  const { checks } = await runConformance(() => (backend === "cpu" ? cpu : createWasm({ threads: 2 })));
  return { count: checks.length, failed: checks.filter(({ status }) => status === "failed") };
}

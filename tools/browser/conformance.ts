import { createGpu, type GpuBackend } from "@lumbre/backend-gpu";
import { type CheckResult, runConformance } from "@lumbre/backend-testkit/conformance";
import type { Backend } from "@lumbre/tensor/backend";
import { cpu, createWasm, type Device } from "lumbre";
import { checks as allChecks } from "../../packages/backend-testkit/src/checks/index.js";

/** Which backend a page is to check. */
export type CheckedBackend = "cpu" | "wasm" | "gpu";

const creators: Readonly<Record<CheckedBackend, () => Device | Promise<Device>>> = {
  cpu: () => cpu,
  wasm: () => createWasm({ threads: 2 }),
  gpu: () => createGpu(),
};

/** What a page is to check: every nth check of the test-kit. */
export interface ConformanceOrder {
  readonly backend: CheckedBackend;
  readonly every: number;
}

/** How a backend fared in a page: how many checks were made, of how many, and those that failed. */
export interface PageConformance {
  readonly count: number;
  readonly total: number;
  readonly failed: readonly CheckResult[];
}

/** Runs the test-kit where it is called. */
export async function checkConformance({ backend, every }: ConformanceOrder): Promise<PageConformance> {
  const ids = allChecks.map(({ id }) => id);
  const chosen = ids.filter((_, i) => i % every === 0);
  const { checks } = await runConformance(creators[backend], {
    filter: new RegExp(`^(${chosen.join("|")})$`),
    ...(backend === "gpu" ? { countLive: (checked: Backend) => (checked as GpuBackend).liveTextures() } : {}),
  });
  return { count: checks.length, total: ids.length, failed: checks.filter(({ status }) => status === "failed") };
}

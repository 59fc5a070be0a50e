import { createGpu, type GpuBackend } from "@lumbre/backend-gpu";
import { type CheckResult, runConformance } from "@lumbre/backend-testkit/conformance";
import type { Backend } from "@lumbre/tensor/backend";
import { cpu, createWasm, type Device } from "lumbre";

/** Which backend a page is to check. */
export type CheckedBackend = "cpu" | "wasm" | "gpu";

const creators: Readonly<Record<CheckedBackend, () => Device | Promise<Device>>> = {
  cpu: () => cpu,
  wasm: () => createWasm({ threads: 2 }),
  gpu: () => createGpu(),
};

/** How a backend fared in a page: how many checks there were, and those that failed. */
export interface PageConformance {
  readonly count: number;
  readonly failed: readonly CheckResult[];
}

/** Runs the test-kit where it is called. */
export async function checkConformance(backend: CheckedBackend): Promise<PageConformance> {
  const textures = { countLive: (checked: Backend) => (checked as GpuBackend).liveTextures() };
  const { checks } = await runConformance(creators[backend], backend === "gpu" ? textures : {});
  return { count: checks.length, failed: checks.filter(({ status }) => status === "failed") };
}

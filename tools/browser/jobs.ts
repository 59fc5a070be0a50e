import { checkConformance } from "./conformance.js";
import { computeFixtures } from "./fixtures.js";
import { computeGpuFixtures } from "./gpuFixtures.js";
import { checkGpuKernels } from "./gpuKernels.js";
import { trainOnGpu } from "./gpuTraining.js";
import { tryTrap } from "./gpuTraps.js";
import { createReport } from "./report.js";

/** What a page or its worker can be asked for. */
export const jobs = {
  report: createReport,
  fixtures: computeFixtures,
  conformance: checkConformance,
  gpuFixtures: computeGpuFixtures,
  gpuTraining: trainOnGpu,
  gpuKernels: checkGpuKernels,
  gpuTrap: tryTrap,
};

export type JobName = keyof typeof jobs;
export type JobArgument<J extends JobName> = Parameters<(typeof jobs)[J]>[0];
export type JobResult<J extends JobName> = Awaited<ReturnType<(typeof jobs)[J]>>;
export type Where = "page" | "worker";

/** What a worker is sent. */
export interface Order {
  readonly job: JobName;
  readonly argument: unknown;
}

/** Does a job in this thread. */
export async function doJob({ job, argument }: Order): Promise<unknown> {
  return (jobs[job] as (argument: unknown) => unknown)(argument);
}

import { createWasm, getDefaultDevice } from "lumbre";
import { computeResults, type Results } from "./samples.js";

/** What a page or a worker has to say. */
export interface Report {
  /** The device that importing lumbre has chosen. */
  readonly defaultDevice: string;
  readonly isIsolated: boolean;
  readonly results: Results;
  /** The same on a device that was asked for two threads, and how many it has. */
  readonly threads: number;
  readonly shared: Results;
}

/** Computes where it is called. */
export async function createReport(): Promise<Report> {
  const defaultDevice = getDefaultDevice().name;
  const results = computeResults(createWasm());
  const device = createWasm({ threads: 2 });
  // At first the worker has not started, for this thread has not yielded; later it does its part.
  const early = computeResults(device);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const shared = computeResults(device);
  if (JSON.stringify(early) !== JSON.stringify(shared)) throw new Error("the worker has computed something else");
  const { threads } = device;
  device.dispose();
  return { defaultDevice, isIsolated: crossOriginIsolated, results, threads, shared };
}

import { createWasm, getDefaultDevice } from "lumbre";
import { computeResults, type Results } from "./samples.js";

/** What a page or a worker has to say. */
export interface Report {
  /** The device that importing lumbre has chosen. */
  readonly defaultDevice: string;
  readonly isIsolated: boolean;
  readonly results: Results;
}

/** Computes where it is called. */
export function createReport(): Report {
  const defaultDevice = getDefaultDevice().name;
  return { defaultDevice, isIsolated: crossOriginIsolated, results: computeResults(createWasm()) };
}

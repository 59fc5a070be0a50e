/** One run of a workload, which is what is timed. */
export type Run = () => void | Promise<void>;

/** What one run does, for a rate. */
export interface Work {
  readonly amount: number;
  readonly unit: "GFLOP" | "images";
}

/** A piece of work that Lumbre and others can do, under one name. */
export interface Workload {
  /** What `--only` and the other side's scripts call it. */
  readonly name: string;
  readonly title: string;
  /** What one run does, where a rate says more than a time. */
  readonly work?: Work;
  /** Only timed when `--only` asks for it. */
  readonly isOnRequest?: boolean;
  /** Makes the data on the default device. */
  prepare(): Run | Promise<Run>;
}

/** The work of a run that has so many floating-point operations. */
export function gigaflops(operations: number): Work {
  return { amount: operations / 1e9, unit: "GFLOP" };
}

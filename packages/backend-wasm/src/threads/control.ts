/** Words from one cache line to the next but one, so that neighbours that are fetched together do not share one. */
const line = 32;
/** The most workers' names of what went wrong that are kept, in characters. */
const messageLength = 224;

/** As many arguments as a kernel may have besides begin and end. */
export const maxArguments = 32;

/**
 * Where things lie in the control memory, in words of 4 bytes. What different threads write in turns has lines of its
 * own.
 */
export const slots = {
  line,
  /** Odd while there is a job that workers may join, even when there is none; one more with each change. */
  job: 0,
  /** How many pieces have been taken, and how many of them by workers, who take them from the end. */
  taken: line,
  takenFromEnd: line + 1,
  /** How many workers sleep, and whether the main thread does. */
  sleepers: 2 * line,
  mainSleeps: 2 * line + 1,
  /** The job: which kernel, how much, in how many pieces of how much, and how many arguments. */
  kernel: 3 * line,
  total: 3 * line + 1,
  grain: 3 * line + 2,
  count: 3 * line + 3,
  argumentCount: 3 * line + 4,
  /** Pages of the memory that the job may use. */
  pages: 3 * line + 5,
  /** The arguments, of 8 bytes each. */
  arguments: 4 * line,
  /** 1 when a kernel has failed in a worker, and the length and characters of the error's message. */
  failed: 6 * line,
  messageEnd: 6 * line + 1,
  message: 7 * line,
  messageLength,
  /** A line for each worker: the job that it is in or 0, whether it has started, and how many pieces it has done. */
  workers: 7 * line + messageLength,
  started: 1,
  pieces: 2,
} as const;

/** In a worker's line in place of a job: the main thread has given it up, and no job waits for it. */
export const givenUp = 2;

export function controlBytes(workers: number): number {
  return (slots.workers + workers * line) * 4;
}

/** What a worker is given. */
export interface WorkerStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  readonly slots: typeof slots;
  readonly index: number;
  /** The address of its scratch memory. */
  readonly scratch: number;
  /** Milliseconds for which it looks for the next job before it sleeps. */
  readonly awakeFor: number;
}

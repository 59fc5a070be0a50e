import type { Subject } from "../device/subject.js";

/** What a check that passed has to say. */
export interface Finding {
  /** The largest relative error of float results. */
  readonly error?: number;
}

/** One thing that a backend has to do. */
export interface Check {
  /** Its name for good: skips refer to it. */
  readonly id: string;
  /** The op that it is about. */
  readonly op?: string;
  /** @throws {ConformanceError} or whatever the backend throws, when it does not do it. */
  readonly run: (subject: Subject) => Promise<Finding | void>;
}

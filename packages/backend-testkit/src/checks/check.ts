import fc from "fast-check";
import { ConformanceError } from "../device/compare.js";
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

/** A check of `runs` cases that are drawn at random, though the same ones every time. */
export function property<T>(
  id: string,
  runs: number,
  cases: fc.Arbitrary<T>,
  holds: (subject: Subject, item: T) => Promise<void>,
): Check {
  return {
    id,
    run: async (subject) => {
      const trial = fc.asyncProperty(cases, (item) => holds(subject, item));
      const { failed, errorInstance, counterexample } = await fc.check(trial, { numRuns: runs, seed: 1 });
      if (!failed) return;
      const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
      throw new ConformanceError(`${message}; the smallest case that fails is ${fc.stringify(counterexample)}`);
    },
  };
}

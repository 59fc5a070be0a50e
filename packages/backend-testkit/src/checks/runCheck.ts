import { ConformanceError } from "../device/compare.js";
import type { Subject } from "../device/subject.js";
import { type ConformanceOptions, skipOf } from "../options.js";
import type { CheckResult } from "../report/report.js";
import type { Check, Finding } from "./check.js";

/**
 * Runs a check, and sees to what holds in all of them: buffers are handed out and given back as the contract says, and
 * none is left over.
 * @throws {ConformanceError} or whatever the backend threw, when the check fails.
 */
async function runCheck(check: Check, subject: Subject): Promise<Finding> {
  const before = subject.live;
  subject.ledger.takeViolations();
  const finding = await withViolations(check, subject);
  const after = subject.live;
  requireNoMore("buffer", before.buffers, after.buffers);
  requireNoMore("resource of the backend's own", before.own, after.own);
  return finding ?? {};
}

function requireNoMore(what: string, before: number, after: number): void {
  const left = after - before;
  if (left > 0) throw new ConformanceError(`${left} ${what}${left === 1 ? " was" : "s were"} never given back`);
}

/** What the backend did wrong with its buffers explains wrong results, so it comes first. */
async function withViolations(check: Check, subject: Subject): Promise<Finding | void> {
  try {
    const finding = await check.run(subject);
    failOnViolations(subject, "");
    return finding;
  } catch (error) {
    failOnViolations(subject, error instanceof Error ? `; ${error.message}` : "");
    throw error;
  }
}

function failOnViolations({ ledger }: Subject, rest: string): void {
  const violations = new Set(ledger.takeViolations());
  if (violations.size > 0) throw new ConformanceError([...violations].join("; ") + rest);
}

/** How a check went, and what it threw when it failed. */
export interface Judgement {
  readonly result: CheckResult;
  readonly thrown: unknown;
}

/** Runs a check, and takes into account that it may be skipped; does not throw. */
export async function judgeCheck(check: Check, subject: Subject, options: ConformanceOptions): Promise<Judgement> {
  const { id, op } = check;
  const named = op === undefined ? { id } : { id, op };
  const skip = skipOf(id, options);
  try {
    const { error } = await runCheck(check, subject);
    if (skip === undefined) {
      return { result: { ...named, status: "passed", ...(error === undefined ? {} : { error }) }, thrown: null };
    }
    const message = `${id} unexpectedly passes: remove the skip`;
    return { result: { ...named, status: "failed", message }, thrown: new ConformanceError(message) };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    if (skip === undefined) return { result: { ...named, status: "failed", message }, thrown };
    return { result: { ...named, status: "skipped", message, reason: skip.reason }, thrown };
  }
}

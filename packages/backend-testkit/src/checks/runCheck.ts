import { ConformanceError } from "../device/compare.js";
import type { Subject } from "../device/subject.js";
import type { Check, Finding } from "./check.js";

/**
 * Runs a check, and sees to what holds in all of them: buffers are handed out and given back as the contract says, and
 * none is left over.
 * @throws {ConformanceError} or whatever the backend threw, when the check fails.
 */
export async function runCheck(check: Check, subject: Subject): Promise<Finding> {
  const { ledger } = subject;
  const before = ledger.liveCount;
  ledger.takeViolations();
  const finding = await withViolations(check, subject);
  const left = ledger.liveCount - before;
  if (left > 0) throw new ConformanceError(`${left} ${left === 1 ? "buffer was" : "buffers were"} never given to free`);
  return finding ?? {};
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

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Check } from "./checks/check.js";
import { checks } from "./checks/index.js";
import { runCheck } from "./checks/runCheck.js";
import { type BackendFactory, Subject } from "./device/subject.js";
import { type ConformanceOptions, skipOf, unexpectedPass, unknownSkips } from "./options.js";

/**
 * The whole test file of a backend, for vitest: every op against the CPU reference, in every layout and dtype, with its
 * gradients; the contract, member by member; random shapes; training, and memory. A test's name is the id of a check.
 *
 * @param name What the tests are grouped by.
 * @param create Makes the backend, or a device over it; is called for each device that the tests need.
 * @param options.skips Checks that may fail, each with a reason. Default: none.
 * @example
 * // no-run: it is a test file
 * import { describeBackend } from "@lumbre/backend-testkit";
 * import { createMyBackend } from "./index.js";
 *
 * describeBackend("mine", () => createMyBackend());
 */
export function describeBackend(name: string, create: BackendFactory, options: ConformanceOptions = {}): void {
  describe(name, () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await Subject.open(create);
    });
    afterAll(() => subject?.close());
    test("skips name checks that there are", () => {
      const ids = checks.map(({ id }) => id);
      expect(unknownSkips(ids, options)).toEqual([]);
    });
    for (const check of checks) {
      test(check.id, async (context) => {
        const reason = await runOrSkip(check, subject, options);
        if (reason !== null) context.skip(reason);
      });
    }
  });
}

/** Runs a check. @returns The reason for which it may fail, when it did. */
async function runOrSkip(check: Check, subject: Subject, options: ConformanceOptions): Promise<string | null> {
  const skip = skipOf(check.id, options);
  if (skip === undefined) {
    await runCheck(check, subject);
    return null;
  }
  try {
    await runCheck(check, subject);
  } catch {
    return skip.reason;
  }
  throw new Error(`${check.id} ${unexpectedPass}`);
}

import {
  aFunction,
  anIntegerFrom,
  aString,
  bind,
  defineSignature,
  named,
  nullable,
  required,
} from "@lumbre/tensor/backend";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checks } from "./checks/index.js";
import { judgeCheck } from "./checks/runCheck.js";
import { type BackendFactory, Subject } from "./device/subject.js";
import { type ConformanceOptions, conformanceParameters, factoryParameter, unknownSkips } from "./options.js";
import type { ConformanceReport } from "./report/report.js";
import { Tally } from "./report/tally.js";

const describeSignature = defineSignature(
  "describeBackend",
  required("name", aString),
  factoryParameter,
  ...conformanceParameters,
  named("timeout", anIntegerFrom(0), 120_000),
  named("onReport", nullable(aFunction<(report: ConformanceReport) => void>()), null),
);

/** Options of {@link describeBackend}. */
export interface DescribeOptions extends ConformanceOptions {
  /** Milliseconds that one check may take. Default 120,000: a thousand steps of training take long on some devices. */
  readonly timeout?: number;
  /** Is given the report of all checks that ran, at the end. Default: nobody is. */
  readonly onReport?: (report: ConformanceReport) => void;
}

/**
 * The whole test file of a backend, for vitest: every op against the CPU reference, in every layout and dtype, with its
 * gradients; the contract, member by member; random shapes; training, and memory. A test's name is the id of a check.
 *
 * @param name What the tests are grouped by.
 * @param create Makes the backend, or a device over it; is called for each device that the tests need.
 * @param options.skips Checks that may fail, each with a reason. Default: none.
 * @param options.countLive How many buffers, textures or the like the backend itself holds, so that a check fails that
 *   leaves more than it found. Default: only what the backend hands out is counted.
 * @param options.timeout Milliseconds that one check may take. Default 120,000.
 * @param options.onReport Is given the report of all checks that ran, at the end: for {@link renderKernels}, say.
 * @throws {ArgumentError} for what is no function, an unknown option, and one of the wrong kind.
 * @throws {ValueError} for a timeout that is no whole number >= 0.
 * @example
 * // no-run: it is a test file
 * import { describeBackend } from "@lumbre/backend-testkit";
 * import { createMyBackend } from "./index.js";
 *
 * describeBackend("mine", () => createMyBackend());
 */
export function describeBackend(name: string, create: BackendFactory, options?: DescribeOptions): void {
  const [title, factory, skips, countLive, timeout, onReport] = bind(describeSignature, arguments);
  const conformance = { skips, countLive };
  describe(title, () => {
    const tally = new Tally();
    let subject: Subject;
    beforeAll(async () => {
      subject = await Subject.open(factory, conformance);
    }, timeout);
    afterAll(() => {
      if (subject === undefined) return;
      subject.close();
      onReport?.(tally.report(subject.backend));
    });
    test("skips name checks that there are", () => {
      const ids = checks.map(({ id }) => id);
      expect(unknownSkips(ids, conformance)).toEqual([]);
    });
    for (const check of checks) {
      test(check.id, { timeout }, async (context) => {
        const [{ result, thrown }, calls] = await subject.traced(() => judgeCheck(check, subject, conformance));
        tally.add(result, calls);
        if (result.status === "failed") throw thrown;
        if (result.status === "skipped") context.skip(result.reason);
      });
    }
  });
}

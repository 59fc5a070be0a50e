import { aBoolean, aFunction, bind, defineKind, defineSignature, named, nullable } from "@lumbre/tensor/backend";
import { checks } from "./checks/index.js";
import { judgeCheck } from "./checks/runCheck.js";
import { timeSamples } from "./checks/times.js";
import { type BackendFactory, Subject } from "./device/subject.js";
import { type ConformanceOptions, conformanceParameters, factoryParameter, unknownSkips } from "./options.js";
import type { CheckResult, ConformanceReport } from "./report/report.js";
import { Tally } from "./report/tally.js";

const aFilter = defineKind<string | RegExp>(
  "a text or a pattern",
  (value) => typeof value === "string" || value instanceof RegExp,
);

const runSignature = defineSignature(
  "runConformance",
  factoryParameter,
  ...conformanceParameters,
  named("filter", aFilter, ""),
  named("times", aBoolean, false),
  named("onCheck", nullable(aFunction<(result: CheckResult) => void>()), null),
);

/** Options of {@link runConformance}. */
export interface RunOptions extends ConformanceOptions {
  /** Run only the checks whose ids contain this text, or match this pattern. Default: all. */
  readonly filter?: string | RegExp;
  /** Also measure how long each op takes, relative to the CPU reference. Default false. */
  readonly times?: boolean;
  /** Is told of each check when it is done. Default: nobody is. */
  readonly onCheck?: (result: CheckResult) => void;
}

/**
 * Checks a backend as {@link describeBackend} does, without a test runner: in Node, or in a page. Returns what it found as
 * plain data; {@link renderMatrix} makes a table of it.
 *
 * @param create Makes the backend, or a device over it; is called for each device that the checks need.
 * @param options.skips Checks that may fail, each with a reason. Default: none.
 * @param options.countLive How many buffers, textures or the like the backend itself holds, so that a check fails that
 *   leaves more than it found. Default: only what the backend hands out is counted.
 * @param options.filter Run only the checks whose ids contain this text, or match this pattern. Default: all.
 * @param options.times Also measure how long each op takes, relative to the CPU reference. Default false.
 * @param options.onCheck Is told of each check when it is done.
 * @throws {ArgumentError} for what is no function, an unknown option, and one of the wrong kind.
 * @example
 * const report = await runConformance(() => cpu, { filter: "ops/matmul" });
 * report.passed; // => true
 * report.ops.matmul.source; // => native
 */
export async function runConformance(create: BackendFactory, options?: RunOptions): Promise<ConformanceReport> {
  const [factory, skips, countLive, filter, times, onCheck] = bind(runSignature, arguments);
  const conformance = { skips, countLive };
  const chosen = checks.filter(({ id }) => (typeof filter === "string" ? id.includes(filter) : filter.test(id)));
  const subject = await Subject.open(factory, conformance);
  try {
    const tally = new Tally();
    for (const id of unknownSkips(
      checks.map((check) => check.id),
      conformance,
    )) {
      tally.add({ id, status: "failed", message: "no check has this id: remove the skip" }, []);
    }
    for (const check of chosen) {
      const [{ result }, calls] = await subject.traced(() => judgeCheck(check, subject, conformance));
      tally.add(result, calls);
      onCheck?.(result);
    }
    const measured = times
      ? await timeSamples(subject, new Set(chosen.map(({ op }) => op)))
      : new Map<string, number>();
    return tally.report(subject.backend, measured);
  } finally {
    subject.close();
  }
}

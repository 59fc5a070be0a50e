import type { BackendManifest } from "@lumbre/tensor";
import type { Check } from "./checks/check.js";
import { checks } from "./checks/index.js";
import { runCheck } from "./checks/runCheck.js";
import { timeSamples } from "./checks/times.js";
import { type BackendFactory, type KernelCall, Subject } from "./device/subject.js";
import { type ConformanceOptions, skipOf, unexpectedPass, unknownSkips } from "./options.js";
import type { CheckResult, ConformanceReport } from "./report/report.js";
import { Tally } from "./report/tally.js";

/** Options of {@link runConformance}. */
export interface RunOptions extends ConformanceOptions {
  /** Run only the checks whose ids contain this text. Default: all. */
  readonly filter?: string;
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
 * @param options.filter Run only the checks whose ids contain this text. Default: all.
 * @param options.times Also measure how long each op takes, relative to the CPU reference. Default false.
 * @param options.onCheck Is told of each check when it is done.
 * @example
 * const report = await runConformance(() => cpu, { filter: "ops/matmul" });
 * report.passed; // => true
 * report.ops.matmul.source; // => native
 */
export async function runConformance(create: BackendFactory, options: RunOptions = {}): Promise<ConformanceReport> {
  const { filter = "", times = false, onCheck } = options;
  const chosen = checks.filter(({ id }) => id.includes(filter));
  const subject = await Subject.open(create);
  try {
    const tally = new Tally();
    for (const id of unknownSkips(
      checks.map((check) => check.id),
      options,
    )) {
      tally.add({ id, status: "failed", message: "no check has this id: remove the skip" }, []);
    }
    for (const check of chosen) {
      const [result, calls] = await runOne(check, subject, options);
      tally.add(result, calls);
      onCheck?.(result);
    }
    const measured = times
      ? await timeSamples(subject, new Set(chosen.map(({ op }) => op)))
      : new Map<string, number>();
    return tally.report(manifestOf(subject), measured);
  } finally {
    subject.close();
  }
}

async function runOne(
  check: Check,
  subject: Subject,
  options: ConformanceOptions,
): Promise<readonly [CheckResult, readonly KernelCall[]]> {
  const { id, op } = check;
  const named = op === undefined ? { id } : { id, op };
  const skip = skipOf(id, options);
  let result: CheckResult = { ...named, status: "failed" };
  const calls = await subject.traced(async () => {
    try {
      const { error } = await runCheck(check, subject);
      if (skip !== undefined) result = { ...named, status: "failed", message: unexpectedPass };
      else result = { ...named, status: "passed", ...(error === undefined ? {} : { error }) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (skip === undefined) result = { ...named, status: "failed", message };
      else result = { ...named, status: "skipped", message, reason: skip.reason };
    }
  });
  return [result, calls];
}

function manifestOf({ backend }: Subject): BackendManifest {
  const { name, dtypes, floatTolerance, asyncOnly, deterministic, garbageCollected } = backend;
  const { threads, maxElements, maxInteger } = backend;
  return {
    name,
    dtypes: [...dtypes],
    floatTolerance,
    asyncOnly,
    deterministic,
    garbageCollected,
    ...(threads === undefined ? {} : { threads }),
    ...(maxElements === undefined ? {} : { maxElements }),
    ...(maxInteger === undefined ? {} : { maxInteger }),
  };
}

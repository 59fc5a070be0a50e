import type { BackendManifest, KernelGroup, KernelName } from "@lumbre/tensor/backend";
import type { KernelCall } from "../device/subject.js";
import type { CheckResult, ConformanceReport, OpReport, Source } from "./report.js";
import { kernelGroups, sortSources, worseSource, worstSource } from "./sources.js";

const statusRanks: readonly CheckResult["status"][] = ["passed", "skipped", "failed"];

/** A kernel that neither the backend nor anything in its place computes; the reference cannot, without reading at once. */
const missingKernel = /has no such kernel/;

/** Adds up the results of checks, by op and by kernel. */
export class Tally {
  private readonly checks: CheckResult[] = [];
  private readonly ops = new Map<string, OpReport>();
  private readonly kernels = new Map<KernelName, Set<Source>>();

  add(result: CheckResult, calls: readonly KernelCall[]): void {
    this.checks.push(result);
    for (const [kernel, source] of calls) {
      const sources = this.kernels.get(kernel) ?? new Set<Source>();
      this.kernels.set(kernel, sources.add(source));
    }
    if (result.op !== undefined) this.addToOp(result.op, result, calls);
  }

  private addToOp(op: string, result: CheckResult, calls: readonly KernelCall[]): void {
    const isMissing = missingKernel.test(result.message ?? "");
    const source = isMissing ? "missing" : worstSource(calls.map(([, by]) => by));
    const isGradient = result.id.endsWith("/gradients");
    // Without an error, nothing had a gradient to compare.
    const hasGradient = isGradient && (result.error !== undefined || result.status !== "passed");
    // Other dtypes than float32 are often left to others, which would hide who computes what networks are trained with.
    const isSingle = !isGradient && !result.id.endsWith("/dtypes");
    const before = this.ops.get(op) ?? { source: "none", gradientSource: null, status: "passed", error: 0, time: null };
    const worstStatus = Math.max(statusRanks.indexOf(before.status), statusRanks.indexOf(result.status));
    this.ops.set(op, {
      source: isSingle ? worseSource(before.source, source) : before.source,
      gradientSource: hasGradient ? worseSource(before.gradientSource ?? "none", source) : before.gradientSource,
      status: statusRanks[worstStatus],
      error: isGradient ? before.error : Math.max(before.error, result.error ?? 0),
      time: null,
    });
  }

  /** All of it; `times` are the ops' relative to the reference's. */
  report(backend: BackendManifest, times: ReadonlyMap<string, number> = new Map()): ConformanceReport {
    const ops = [...this.ops].map(([op, found]) => [op, { ...found, time: times.get(op) ?? null }] as const);
    const kernels = (Object.keys(kernelGroups) as KernelGroup[]).flatMap((group) =>
      kernelGroups[group].map((name) => [name, { group, sources: sortSources(this.kernels.get(name) ?? []) }] as const),
    );
    return {
      backend: manifestOf(backend),
      passed: this.checks.every(({ status }) => status !== "failed"),
      checks: this.checks,
      ops: Object.fromEntries(ops),
      kernels: Object.fromEntries(kernels) as ConformanceReport["kernels"],
    };
  }
}

/** The members of a backend that are its manifest, as plain data. */
function manifestOf(backend: BackendManifest): BackendManifest {
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

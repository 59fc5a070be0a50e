import { type BackendManifest, defineKind, type KernelGroup, type KernelName } from "@lumbre/tensor/backend";

/**
 * Who computes an op or a kernel: the backend itself, defaults made of its other kernels, or the CPU reference, to which
 * the operands are copied. `"none"`: nobody, for no kernel is called. `"missing"`: nobody can.
 */
export type Source = "none" | "native" | "composed" | "reference" | "missing";

/** How one check went. */
export interface CheckResult {
  readonly id: string;
  readonly op?: string;
  readonly status: "passed" | "failed" | "skipped";
  /** The largest relative error of float results, where the check compares any. */
  readonly error?: number;
  /** Why it failed or, of a skipped one, would have. */
  readonly message?: string;
  /** Why it is skipped. */
  readonly reason?: string;
}

/** How one op fared over all of its checks. */
export interface OpReport {
  /** The worst among those who compute the kernels that it calls in float32. */
  readonly source: Source;
  /** The same for its gradients; null where it has none. */
  readonly gradientSource: Source | null;
  readonly status: "passed" | "failed" | "skipped";
  /** The largest relative error of its results, without gradients. */
  readonly error: number;
  /** How many times the CPU reference's time it takes; null unless times were asked for. */
  readonly time: number | null;
}

/** How one kernel of the contract was computed. */
export interface KernelReport {
  readonly group: KernelGroup;
  /** Who computed its calls, the backend first: several where it declines some. None when nothing called it. */
  readonly sources: readonly Source[];
}

/** What {@link runConformance} returns: plain data. */
export interface ConformanceReport {
  /** What the backend says of itself. */
  readonly backend: BackendManifest;
  /** Whether no check failed. */
  readonly passed: boolean;
  readonly checks: readonly CheckResult[];
  readonly ops: Readonly<Record<string, OpReport>>;
  readonly kernels: Readonly<Record<KernelName, KernelReport>>;
}

/** What renders reports takes nothing else. */
export const aReport = defineKind<ConformanceReport>("what runConformance() returned", (value) => {
  const { backend, checks, ops, kernels } = (value ?? {}) as Partial<ConformanceReport>;
  return Array.isArray(checks) && [backend, ops, kernels].every((part) => typeof part === "object" && part !== null);
});

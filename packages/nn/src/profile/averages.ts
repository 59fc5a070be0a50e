import type { KernelSource } from "@lumbre/tensor/engine";
import type { KernelEvent } from "./recorder.js";

/** What all calls of one kernel, or all kernels in one module, took. Times are microseconds, added up over the profile. */
export interface ProfileAverage {
  /** The kernel's name, or the module's path. */
  readonly key: string;
  /** The number of calls of kernels. */
  readonly count: number;
  /** The time in the kernels themselves: without the kernels that they call, and without the modules below. */
  readonly selfCpuTimeTotal: number;
  /** The same with the kernels that they call, or the modules below. */
  readonly cpuTimeTotal: number;
  /** The part of `selfCpuTimeTotal` in the forward pass. */
  readonly forwardTime: number;
  /** The part of `selfCpuTimeTotal` in the backward pass. */
  readonly backwardTime: number;
  /** Who computed the kernels. */
  readonly sources: readonly KernelSource[];
}

type Sum = { -readonly [Key in keyof ProfileAverage]: ProfileAverage[Key] };

function sumOf(key: string): Sum {
  return { key, count: 0, selfCpuTimeTotal: 0, cpuTimeTotal: 0, forwardTime: 0, backwardTime: 0, sources: [] };
}

function addTo(sum: Sum, { selfTime, phase, source }: KernelEvent): void {
  sum.count++;
  sum.selfCpuTimeTotal += selfTime;
  if (phase === "forward") sum.forwardTime += selfTime;
  else sum.backwardTime += selfTime;
  if (!sum.sources.includes(source)) sum.sources = [...sum.sources, source];
}

function group(events: readonly KernelEvent[], keyOf: (event: KernelEvent) => string): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const event of events) {
    const key = keyOf(event);
    const sum = sums.get(key) ?? sumOf(key);
    sums.set(key, sum);
    addTo(sum, event);
  }
  return sums;
}

function bySelfTime(sums: Iterable<ProfileAverage>): ProfileAverage[] {
  return [...sums].sort((a, b) => b.selfCpuTimeTotal - a.selfCpuTimeTotal);
}

/** The kernels, the one that took longest first. */
export function kernelAverages(events: readonly KernelEvent[]): ProfileAverage[] {
  const sums = group(events, ({ name }) => name);
  for (const { name, duration } of events) (sums.get(name) as Sum).cpuTimeTotal += duration;
  return bySelfTime(sums.values());
}

/** The modules, the one that took longest first; those in which no kernel ran, neither in one below, are left out. */
export function moduleAverages(events: readonly KernelEvent[]): ProfileAverage[] {
  const sums = group(events, ({ module }) => module);
  for (const { module, selfTime } of events) {
    for (const path of withThoseAbove(module)) {
      const sum = sums.get(path) ?? sumOf(path);
      sums.set(path, sum);
      sum.cpuTimeTotal += selfTime;
    }
  }
  return bySelfTime(sums.values());
}

/** `a.b` is in `a`, and that in the model, whose path is empty. */
function withThoseAbove(path: string): string[] {
  if (path === "") return [""];
  const names = path.split(".");
  return ["", ...names.map((_, i) => names.slice(0, i + 1).join("."))];
}

import { bind, defineSignature, type KernelName, required } from "@lumbre/tensor/backend";
import { aReport, type ConformanceReport, type KernelReport, type Source } from "./report.js";
import { worstSource } from "./sources.js";

const renderSignature = defineSignature("renderKernels", required("report", aReport));

/** In the order in which they are listed. */
const headings: readonly (readonly [Source, string])[] = [
  ["native", "native: the backend's own"],
  ["reference", "reference: computed on the CPU, to which operands are copied; write these first"],
  ["missing", "missing: computed by nobody"],
  ["composed", "composed: made of other kernels; write those whose speed matters"],
  ["none", "not called"],
];

/** Names with commas between them, in lines of at most 100 characters. */
function wrap(names: readonly string[]): string {
  const lines = names.join(", ").match(/\S.{0,95}(?=\s|$)/g) ?? [];
  return lines.map((line) => `    ${line}`).join("\n");
}

/**
 * Lists every kernel under who computes it: the backend, the CPU reference, or a default made of other kernels; a kernel
 * that the backend declines for some calls stands under who computes those, "in part".
 *
 * @param report What {@link runConformance} returned, or {@link describeBackend} gave to `onReport`.
 * @throws {ArgumentError} for what is no report.
 * @example
 * const report = await runConformance(() => cpu, { filter: "ops/matmul" });
 * renderKernels(report).split("\n").slice(0, 2).join(); // => kernels of cpu,  native: the backend's own
 */
export function renderKernels(report: ConformanceReport): string {
  const [{ backend, kernels }] = bind(renderSignature, arguments);
  const all = Object.entries(kernels) as [KernelName, KernelReport][];
  const sections = headings.flatMap(([source, heading]) => {
    const found = all.filter(([, { sources }]) => worstSource(sources) === source);
    const names = found.map(([name, { sources }]) => (sources.length > 1 ? `${name} (in part)` : name));
    return names.length === 0 ? [] : [`  ${heading}`, wrap(names)];
  });
  return [`kernels of ${backend.name}`, ...sections].join("\n");
}

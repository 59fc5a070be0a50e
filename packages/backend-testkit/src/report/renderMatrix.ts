import { bind, defineKind, defineSignature, oneOf, optional, required } from "@lumbre/tensor/backend";
import { aReport, type ConformanceReport, type KernelReport, type OpReport, type Source } from "./report.js";
import { kernelGroups } from "./sources.js";

/** How {@link renderMatrix} writes. */
export type MatrixFormat = "markdown" | "json";

const renderSignature = defineSignature(
  "renderMatrix",
  required(
    "reports",
    defineKind<readonly ConformanceReport[]>(
      "a list of what runConformance() returned",
      (value) => Array.isArray(value) && value.every(aReport.accepts),
    ),
  ),
  optional("format", oneOf("markdown", "json"), "markdown"),
);

const words: Readonly<Record<Source, string>> = {
  none: "no kernel",
  native: "native",
  composed: "composed",
  reference: "CPU",
  missing: "missing",
};

/**
 * An error as a power of ten that it does not exceed. Smaller ones than 1e-6 are float32's own rounding, which differs
 * from machine to machine.
 */
function magnitude(error: number): string {
  if (error === 0) return "exact";
  return Number.isFinite(error) ? `1e${Math.max(-6, Math.ceil(Math.log10(error)))}` : "wrong";
}

function opCell(op: OpReport | undefined): string {
  if (op === undefined) return "";
  const { source, gradientSource, status, error, time } = op;
  const parts = [words[source]];
  if (gradientSource !== null && gradientSource !== "none" && gradientSource !== source)
    parts[0] += `, gradient ${words[gradientSource]}`;
  if (status !== "passed") parts.push(status);
  else if (source !== "none") parts.push(magnitude(error));
  if (time !== null) parts.push(`${time.toPrecision(2)}x`);
  return parts.join("; ");
}

function kernelCell({ sources }: KernelReport): string {
  return sources.length === 0 ? "not called" : sources.map((source) => words[source]).join(", ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** What did not pass; how many there are in all would change the page with every new check. */
function verdict({ checks }: ConformanceReport): string {
  const counts = (["failed", "skipped"] as const).map((wanted) => {
    const count = checks.filter(({ status }) => status === wanted).length;
    return count === 0 ? [] : [`${count} ${wanted}`];
  });
  const exceptions = counts.flat();
  return exceptions.length === 0 ? "all passed" : exceptions.join(", ");
}

function renderMarkdown(reports: readonly ConformanceReport[]): string {
  const names = reports.map(({ backend }) => backend.name);
  const summary = reports.map((report) => {
    const { name, dtypes, floatTolerance } = report.backend;
    return [name, dtypes.join(", "), floatTolerance === 0 ? "exact" : String(floatTolerance), verdict(report)];
  });
  const kernels = Object.entries(kernelGroups).map(([group, members]) => {
    const rows = members.map((name) => [`\`${name}\``, ...reports.map((report) => kernelCell(report.kernels[name]))]);
    return `## Kernels: ${group}\n\n${table(["kernel", ...names], rows)}`;
  });
  const ops = [...new Set(reports.flatMap((report) => Object.keys(report.ops)))];
  const rows = ops.map((op) => [`\`${op}\``, ...reports.map((report) => opCell(report.ops[op]))]);
  return `${[
    `## Backends\n\n${table(["backend", "dtypes", "tolerance", "checks"], summary)}`,
    ...kernels,
    `## Ops\n\n${table(["op", ...names], rows)}`,
  ].join("\n\n")}\n`;
}

/**
 * The matrix of op by backend: for each cell who computes it, the worst relative error of its results as a power of ten,
 * and its time relative to the CPU reference's where it was measured. Kernels have a table of their own.
 *
 * @param reports What {@link runConformance} returned, one for each backend.
 * @param format `"markdown"`, or `"json"` with everything that the reports have. Default `"markdown"`.
 * @throws {ArgumentError} for what is no list of reports.
 * @throws {ValueError} for another format.
 * @example
 * const report = await runConformance(() => cpu, { filter: "ops/matmul" });
 * renderMatrix([report]).includes("| `matmul` | native; exact |"); // => true
 */
export function renderMatrix(
  reports: readonly ConformanceReport[],
  format?: MatrixFormat | { readonly format?: MatrixFormat },
): string {
  const [list, form] = bind(renderSignature, arguments);
  return form === "json" ? `${JSON.stringify(list, null, 2)}\n` : renderMarkdown(list);
}

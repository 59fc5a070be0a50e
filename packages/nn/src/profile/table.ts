import type { ProfileAverage } from "./averages.js";

/** Microseconds in a unit that keeps the number short. */
export function formatTime(microseconds: number): string {
  if (microseconds >= 1e6) return `${(microseconds / 1e6).toFixed(3)} s`;
  return microseconds >= 1e3 ? `${(microseconds / 1e3).toFixed(3)} ms` : `${microseconds.toFixed(1)} us`;
}

function formatShare(part: number, whole: number): string {
  return `${whole === 0 ? "0.0" : ((100 * part) / whole).toFixed(1)} %`;
}

/** Lines of cells in columns: the first one begins at the left, the others end at the right. */
function align(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join("  ");
  const rule = "-".repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [line(head), rule, ...rows.map(line), rule];
}

/** A table of kernels. */
export function kernelTable(rows: readonly ProfileAverage[], total: number): string[] {
  const head = ["Kernel", "Self %", "Self", "Total", "Average", "Calls", "Computed by"];
  const cells = rows.map(({ key, count, selfCpuTimeTotal, cpuTimeTotal, sources }) => [
    key,
    formatShare(selfCpuTimeTotal, total),
    formatTime(selfCpuTimeTotal),
    formatTime(cpuTimeTotal),
    formatTime(cpuTimeTotal / Math.max(1, count)),
    String(count),
    sources.join(", "),
  ]);
  return align(head, cells);
}

/** A table of modules; `types` are their classes, by path. */
export function moduleTable(
  rows: readonly ProfileAverage[],
  total: number,
  types: ReadonlyMap<string, string>,
): string[] {
  const head = ["Module", "Self %", "Self", "Total", "Forward", "Backward", "Kernels"];
  const cells = rows.map(({ key, count, selfCpuTimeTotal, cpuTimeTotal, forwardTime, backwardTime }) => [
    key === "" ? `(${types.get("") ?? "the model"})` : `${key} (${types.get(key) ?? "?"})`,
    formatShare(selfCpuTimeTotal, total),
    formatTime(selfCpuTimeTotal),
    formatTime(cpuTimeTotal),
    formatTime(forwardTime),
    formatTime(backwardTime),
    String(count),
  ]);
  return align(head, cells);
}

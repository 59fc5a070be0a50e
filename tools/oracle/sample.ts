import type { Difference } from "./differences.js";
import type { OracleCase } from "./oracleCase.js";
import type { Verdict } from "./report.js";

const longest = 1600;

/** Of a list, the elements at these fractions of it. */
function at<T>(list: readonly T[], ...fractions: readonly number[]): T[] {
  return [...new Set(fractions.map((fraction) => list[Math.round(fraction * (list.length - 1))]))].filter(
    (element) => element !== undefined,
  );
}

/** Chooses what the tests run: of each operator and dtype some of the shorter cases, and one for each difference. */
export class Sampler {
  private readonly chosen: string[] = [];
  private readonly byDifference = new Map<Difference, string>();

  /** Adds some of one operator's cases. */
  add(verdicts: readonly Verdict[]): void {
    const groups = new Map<string, string[]>();
    for (const { item, failures, differences } of verdicts) {
      const line = JSON.stringify(item);
      for (const difference of differences) {
        const shortest = this.byDifference.get(difference);
        if (failures.length === 0 && (shortest === undefined || shortest.length > line.length))
          this.byDifference.set(difference, line);
      }
      if (failures.length > 0 || differences.length > 0 || line.length > longest) continue;
      const key = `${item.dtype} ${"train" in item && item.train}`;
      groups.set(key, [...(groups.get(key) ?? []), line]);
    }
    for (const [key, lines] of groups) {
      lines.sort((a, b) => a.length - b.length);
      this.chosen.push(...(key.startsWith("float64") ? at(lines, 0.1, 0.5, 0.9) : at(lines, 0.5)));
    }
  }

  /** The chosen cases as JSON lines. */
  lines(): string[] {
    return [...new Set([...this.chosen, ...this.byDifference.values()])].sort(byName);
  }
}

function byName(a: string, b: string): number {
  const [one, other] = [a, b].map((line) => (JSON.parse(line) as OracleCase).torch);
  return one === other ? 0 : one < other ? -1 : 1;
}

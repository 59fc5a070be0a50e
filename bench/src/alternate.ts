/** One of the things compared: runs the workload some times and gives the seconds that each run took. */
export interface Side {
  readonly name: string;
  run(repeats: number): Promise<number[]>;
}

/** A side's median, and the spread around it. */
export interface Timing {
  readonly name: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Times the sides in turn, A B A B ..., so that a machine whose speed drifts treats both alike. The first round warms
 * up and does not count.
 */
export async function alternate(sides: readonly Side[], rounds: number, repeats: number): Promise<Timing[]> {
  const seconds = sides.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, side] of sides.entries()) {
      const measured = await side.run(repeats);
      if (round > 0) seconds[i].push(...measured);
    }
  }
  return sides.map(({ name }, i) => ({
    name,
    median: median(seconds[i]),
    min: Math.min(...seconds[i]),
    max: Math.max(...seconds[i]),
    runs: seconds[i].length,
  }));
}

import { setTimeout as pause } from "node:timers/promises";

/** One of the things compared: runs the workload some times and gives the seconds that each run took. */
export interface Side {
  readonly name: string;
  run(repeats: number): Promise<number[]>;
}

/** How long a side's runs took, in seconds. */
export interface Timing {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** Seconds that a side gets in each round, and in the warm-up before; a run that takes longer is a round. */
const turn = 0.2;

/** A side with slower runs than this, in seconds, is timed once after its warm-up, lest all wait for it. */
const slow = 1;

/** A side with slower runs than this, in seconds, is not warmed up: its first run is the one that counts. */
const verySlow = 5;

/** Threads of other sides spin for some milliseconds after their work, waiting for more; they shall be asleep. */
const settleMilliseconds = 10;

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How many runs of so many seconds fill a turn. */
function runsPerTurn(seconds: number): number {
  return Math.min(500, Math.max(1, Math.round(turn / seconds)));
}

/** Runs a side until its code is compiled and its memory touched; the seconds of a run then. */
async function warmUp(side: Side): Promise<number> {
  const first = median(await side.run(1));
  const repeats = runsPerTurn(first);
  if (repeats === 1) return first;
  return median(await side.run(repeats));
}

/**
 * Times the sides in turn, A B A B ..., so that a machine whose speed drifts treats all alike. What warms up does not
 * count, except where a run takes very long.
 */
export async function alternate(sides: readonly Side[], rounds: number): Promise<Timing[]> {
  const estimates: number[] = [];
  for (const side of sides) estimates.push(await warmUp(side));
  const seconds = estimates.map((estimate) => (estimate > verySlow ? [estimate] : []));
  for (let round = 0; round < rounds; round++) {
    for (const [i, side] of sides.entries()) {
      if (seconds[i].length > 0 && estimates[i] > slow) continue;
      await pause(settleMilliseconds);
      seconds[i].push(...(await side.run(runsPerTurn(estimates[i]))));
    }
  }
  return seconds.map((values) => ({
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    runs: values.length,
  }));
}

import type { Engine } from "../engine/engine.js";
import type { WasmBuffer } from "../memory/heap.js";

/** Runs of elements, each of which has a size of its own: images, or filters. */
export interface Runs {
  readonly address: number;
  readonly count: number;
  /** Elements in a run. */
  readonly size: number;
}

/** From this size on, sums over Winograd's points could leave float32's range where the products themselves do not. */
const largestSummed = 2 ** 50;
/**
 * Winograd's rounding errors are about 1e-7 of the largest element of a tile: where that is a thousand times the mean, they
 * are 1e-4 of what an output is that does not see it. Images, activations and their gradients stay below a few hundred.
 */
const largestRatio = 1024;

/** The minimum number of elements for sharing the work between threads. */
const sharedFrom = 2 ** 16;

/** Tests of operands' values, which cost one reading of them. */
export class RangeTest {
  private readonly found: WasmBuffer;

  constructor(private readonly engine: Engine) {
    this.found = engine.heap.allocate(1, "int32");
  }

  /** True if no element of any run is much larger than most others of its run, or not finite. */
  isEven(runs: Runs): boolean {
    return !this.has(runs, largestSummed, largestRatio);
  }

  isFinite(runs: Runs): boolean {
    return this.isBelow(runs, Infinity);
  }

  /** True if all absolute values are below the limit, and none is NaN. */
  isBelow(runs: Runs, limit: number): boolean {
    return !this.has(runs, limit, Infinity);
  }

  private has({ address, count, size }: Runs, limit: number, ratio: number): boolean {
    const { found, engine } = this;
    found.array[0] = 0;
    const grain = count * size > sharedFrom ? Math.ceil(sharedFrom / 4 / size) : count;
    engine.team.run("findOutliers", [address, size, limit, ratio, found.address], count, grain);
    return found.array[0] !== 0;
  }
}

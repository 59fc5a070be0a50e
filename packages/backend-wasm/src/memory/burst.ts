/** How much may be made between two macrotasks before it counts as too much. */
export interface BurstLimits {
  readonly bytes: number;
  /** Every buffer costs some memory outside of the heap too. */
  readonly buffers: number;
}

export const burstLimits: BurstLimits = { bytes: 256 * 2 ** 20, buffers: 200_000 };

/** A program that yields after this much at most is one that yields. */
const longestStep = 2 ** 31;

/**
 * Counts what was made since the last macrotask and not given back. What is dropped without `scope` or `dispose` comes
 * back through the garbage collector's finalizers, and engines call these only between macrotasks: in a loop that never
 * yields nothing comes back.
 */
export class Burst {
  private bytes = 0;
  private buffers = 0;
  private limitBytes: number;
  private readonly limitBuffers: number;
  private isWatched = false;
  /** Called once, the first time that there is too much. */
  onFull: (() => void) | null = null;

  constructor(limits: BurstLimits) {
    this.limitBytes = limits.bytes;
    this.limitBuffers = limits.buffers;
  }

  get isFull(): boolean {
    return this.bytes > this.limitBytes || this.buffers > this.limitBuffers;
  }

  add(bytes: number): void {
    this.bytes += bytes;
    this.buffers++;
    if (this.bytes > this.limitBytes / 2 || this.buffers > this.limitBuffers / 2) this.watch();
  }

  remove(bytes: number): void {
    // Bytes from before the last macrotask were forgotten then.
    this.bytes = Math.max(0, this.bytes - bytes);
    this.buffers = Math.max(0, this.buffers - 1);
  }

  private watch(): void {
    if (this.isFull && this.onFull !== null) {
      const { onFull } = this;
      this.onFull = null;
      onFull();
    }
    if (this.isWatched) return;
    this.isWatched = true;
    const timer: unknown = setTimeout(() => this.restart());
    // In Node a timer would keep the process alive.
    (timer as { unref?: () => void }).unref?.();
  }

  private restart(): void {
    this.isWatched = false;
    // One that makes much and then yields gets room for as much the next time.
    if (this.bytes < longestStep) this.limitBytes = Math.max(this.limitBytes, 1.25 * this.bytes);
    this.bytes = 0;
    this.buffers = 0;
  }
}

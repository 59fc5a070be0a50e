/** Seconds of training: it stands still in evaluations, pauses and waits for data. */
export class Clock {
  private before = 0;
  private since: number | null = null;

  constructor(seconds = 0) {
    this.before = seconds;
  }

  get seconds(): number {
    return this.before + (this.since === null ? 0 : (performance.now() - this.since) / 1000);
  }

  /** Stands still at so many seconds. */
  reset(seconds: number): void {
    this.before = seconds;
    this.since = null;
  }

  start(): void {
    this.since ??= performance.now();
  }

  stop(): void {
    this.before = this.seconds;
    this.since = null;
  }
}

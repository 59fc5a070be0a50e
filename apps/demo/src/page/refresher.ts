/** Repeats a request that is slower than what calls for it: one under way at most, and one more after it if asked. */
export class Refresher {
  private isUnderWay = false;
  private isWanted = false;

  /** @param request Its failure is of no matter, for the next one is near. */
  constructor(private readonly request: () => Promise<void>) {}

  /** Sends the request now, or once more when the one under way is answered. */
  refresh(): void {
    if (this.isUnderWay) {
      this.isWanted = true;
      return;
    }
    this.isUnderWay = true;
    this.request()
      .catch(() => {})
      .finally(() => {
        this.isUnderWay = false;
        if (!this.isWanted) return;
        this.isWanted = false;
        this.refresh();
      });
  }
}

/** An error of the caller's own function, which is no failure of the network. */
export class CallbackError extends Error {}

/** More bytes than there may be, which another attempt would not change. */
export class TooLongError extends Error {}

const firstCapacity = 2 ** 16;

/** What has arrived so far; a later attempt goes on from there where the server can. */
export class Received {
  private buffer = new Uint8Array(0);
  length = 0;
  /** What says that a later answer is of the same file, or null: start anew. */
  version: string | null = null;
  /** How long the whole will be, or null where the server did not say. */
  total: number | null = null;

  constructor(
    private readonly maxBytes: number,
    private readonly onProgress: ((received: number, total: number | null) => void) | null,
  ) {}

  /** @throws {TooLongError} for a total that is too large. */
  restart(version: string | null, total: number | null): void {
    this.length = 0;
    this.version = version;
    this.total = total;
    if (total !== null && total > this.maxBytes) throw new TooLongError(`${total} bytes, more than ${this.maxBytes}`);
  }

  /** @throws {TooLongError} for bytes beyond what there may be. */
  add(chunk: Uint8Array): void {
    const needed = this.length + chunk.length;
    if (needed > this.maxBytes) throw new TooLongError(`more than ${this.maxBytes} bytes`);
    if (needed > this.buffer.length) this.grow(needed);
    this.buffer.set(chunk, this.length);
    this.length = needed;
    try {
      this.onProgress?.(this.length, this.total);
    } catch (error) {
      throw new CallbackError("onProgress threw", { cause: error });
    }
  }

  /** Memory grows with what arrives, never by what a server promises; a true promise saves the last copy. */
  private grow(needed: number): void {
    const doubled = Math.max(needed, firstCapacity, 2 * this.buffer.length);
    const isPromised = this.total !== null && this.total >= needed;
    const larger = new Uint8Array(isPromised ? Math.min(doubled, this.total as number) : doubled);
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }

  /** All bytes, which nothing else holds. */
  take(): Uint8Array<ArrayBuffer> {
    const { buffer, length } = this;
    this.buffer = new Uint8Array(0);
    return buffer.length === length ? buffer : buffer.slice(0, length);
  }
}

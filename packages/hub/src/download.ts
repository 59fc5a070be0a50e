import { HubError } from "./errors.js";

/** Options of {@link download}; tests shorten the waits. */
export interface DownloadOptions {
  /** Milliseconds to wait before the second attempt, the third, and so on; as many retries as there are waits. */
  readonly retryDelays?: readonly number[];
  /** Milliseconds without a byte after which an attempt counts as failed. Default 30,000. */
  readonly idleTimeout?: number;
  /** Ends the download and its retries; the promise then rejects with the signal's reason. Default: none. */
  readonly signal?: AbortSignal | null;
  /** Called as bytes arrive, with how many there are and, where the server says it, how many there will be. */
  readonly onProgress?: ((received: number, total: number | null) => void) | null;
}

/** An answer that another attempt would not change. */
export class PermanentError extends Error {}

/** An error of the caller's own function, which is no failure of the network. */
class CallbackError extends Error {}

/** What has arrived so far; a later attempt goes on from there where the server can. */
class Received {
  chunks: Uint8Array[] = [];
  length = 0;
  /** What says that a later answer is of the same file, or null: start anew. */
  version: string | null = null;
  /** How long the whole will be, or null where the server did not say. */
  total: number | null = null;

  constructor(private readonly onProgress: DownloadOptions["onProgress"]) {}

  restart(version: string | null, total: number | null): void {
    this.chunks = [];
    this.length = 0;
    this.version = version;
    this.total = total;
  }

  add(chunk: Uint8Array): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
    try {
      this.onProgress?.(this.length, this.total);
    } catch (error) {
      throw new CallbackError("onProgress threw", { cause: error });
    }
  }

  join(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.length);
    let offset = 0;
    for (const chunk of this.chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }
}

/**
 * Fetches a file into memory. A broken connection or a server's error is retried, from where it broke where the server
 * can do that.
 *
 * @throws {HubError} when the server refuses, or the last attempt fails.
 * @throws the signal's reason when it is aborted.
 */
export async function download(url: string, options: DownloadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { retryDelays = [300, 1000, 3000], idleTimeout = 30_000, signal = null, onProgress } = options;
  const received = new Received(onProgress);
  for (let attempt = 0; ; attempt++) {
    try {
      await receive(url, received, idleTimeout, signal);
      return received.join();
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof CallbackError) throw error.cause;
      if (attempt < retryDelays.length && !(error instanceof PermanentError)) {
        await wait(retryDelays[attempt], signal);
        continue;
      }
      const attempts = attempt === 0 ? "" : ` (attempt ${attempt + 1})`;
      throw new HubError(`${url}: ${reasonOf(error)}${attempts}; expected the file`, { cause: error });
    }
  }
}

/** Waits, but not longer than until a signal is aborted. */
function wait(milliseconds: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  // fetch says no more than "fetch failed"; the cause says why.
  return cause instanceof Error && cause.message !== "" ? `${message}: ${cause.message}` : message;
}

async function receive(
  url: string,
  received: Received,
  idleTimeout: number,
  signal: AbortSignal | null,
): Promise<void> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  signal?.addEventListener("abort", abort);
  const patience = new Patience(controller, idleTimeout);
  try {
    const canResume = received.length > 0 && received.version !== null;
    const headers: Record<string, string> = canResume ? { Range: `bytes=${received.length}-` } : {};
    const response = await fetch(url, { headers, signal: controller.signal });
    acceptAnswer(response, received);
    const reader = response.body?.getReader();
    while (reader !== undefined) {
      patience.renew();
      const { done, value } = await reader.read();
      if (done) break;
      received.add(value);
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    patience.end();
    controller.abort();
  }
  if (received.total !== null && received.length !== received.total) {
    throw new Error(`the connection ended after ${received.length} of ${received.total} bytes`);
  }
}

/** Aborts when nothing arrives for too long. */
class Patience {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly controller: AbortController,
    private readonly milliseconds: number,
  ) {
    this.renew();
  }

  renew(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => this.controller.abort(new Error(`nothing arrived for ${this.milliseconds} ms`)),
      this.milliseconds,
    );
  }

  end(): void {
    clearTimeout(this.timer);
  }
}

/** Looks at the head of an answer: a new file, the rest of one that broke off, or an error. */
function acceptAnswer(response: Response, received: Received): void {
  const { status, headers } = response;
  if (status === 206 && received.length > 0) {
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get("content-range") ?? "") ?? [];
    const isNext = Number(start) === received.length && (received.total === null || Number(total) === received.total);
    if (isNext && versionOf(headers) === received.version) return;
    received.restart(null, null);
    throw new Error("the file changed between two attempts");
  }
  if (status === 416) {
    received.restart(null, null);
    throw new Error("HTTP 416: the file became shorter between two attempts");
  }
  if (!response.ok || status === 206) {
    const message = `HTTP ${status} ${response.statusText}`.trimEnd();
    const isTransient = status >= 500 || status === 408 || status === 429;
    throw isTransient ? new Error(message) : new PermanentError(message);
  }
  // Where the transport is compressed, lengths and ranges are not those of what arrives.
  const isEncoded = (headers.get("content-encoding") ?? "identity") !== "identity";
  const length = headers.get("content-length");
  received.restart(isEncoded ? null : versionOf(headers), isEncoded || length === null ? null : Number(length));
}

function versionOf(headers: Headers): string | null {
  const tag = headers.get("etag");
  // A weak tag does not promise equal bytes.
  return tag !== null && !tag.startsWith("W/") ? tag : headers.get("last-modified");
}

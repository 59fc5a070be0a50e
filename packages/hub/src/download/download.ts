import { HubError } from "../errors.js";
import { checkHash, type Hashes, hashKinds } from "../hash.js";
import { aCount, aFunction, aNumber, aSignal, aString, checkArgument, checkOptions, numbers } from "../options.js";
import { checkAddress, type Trust } from "./address.js";
import { acceptAnswer, BusyError, PermanentError } from "./answer.js";
import { CallbackError, Received, TooLongError } from "./received.js";

/** How a file is fetched. */
export interface TransferOptions {
  /** Ends the download and its retries; the promise then rejects with the signal's reason. Default: none. */
  readonly signal?: AbortSignal | null;
  /** Called as bytes arrive, with how many there are and, where the server says it, how many there will be. */
  readonly onProgress?: ((received: number, total: number | null) => void) | null;
  /** The most bytes that may come, an integer >= 0. Default 2^30. */
  readonly maxBytes?: number | null;
  /**
   * Milliseconds to wait before the second attempt, the third, and so on; as many retries as there are waits. An attempt
   * that got further, where the server can go on from there, does not count. Default [300, 1000, 3000].
   */
  readonly retryDelays?: readonly number[] | null;
  /** Milliseconds without a byte after which an attempt counts as failed. Default 30,000. */
  readonly idleTimeout?: number | null;
  /** Milliseconds after which all of it counts as failed, retries and waits included. Default 3,600,000: an hour. */
  readonly timeout?: number | null;
}

/** Options of {@link download}. */
export interface DownloadOptions extends TransferOptions, Hashes {}

export const transferKinds = {
  signal: aSignal,
  onProgress: aFunction,
  maxBytes: aCount,
  retryDelays: numbers,
  idleTimeout: aNumber,
  timeout: aNumber,
};

/** Attempts in all, for a server that breaks off again and again. */
const mostAttempts = 100;
/** The longest wait that a server may ask for, in milliseconds. */
const mostDelay = 60_000;
export const usualMaxBytes = 2 ** 30;

/**
 * Fetches a file into memory. A broken connection, a server's error and "too many requests" are retried, from where it
 * broke where the server can do that; an answer such as 404 or 403 is not.
 *
 * Plain http is refused, unless the SHA-256 is compared or the server is on this machine.
 *
 * @param url Where the file is.
 * @param options.sha256 The SHA-256 that it must have, or its first 8 digits or more. Default: any.
 * @param options.md5 The MD5 that it must have. Default: any.
 * @param options.maxBytes The most bytes that may come, >= 0. Default 2^30.
 * @param options.signal Ends it; the promise then rejects with the signal's reason. Default: none.
 * @param options.onProgress Called as bytes arrive: how many there are, and how many there will be, or null.
 * @param options.retryDelays Milliseconds to wait before each new attempt. Default [300, 1000, 3000].
 * @param options.idleTimeout Milliseconds without a byte after which an attempt counts as failed. Default 30,000.
 * @param options.timeout Milliseconds after which all of it counts as failed, retries and waits included. Default an hour.
 * @throws {HubError} when the server refuses, the last attempt fails, the file is too long, or its hash is another.
 * @throws the signal's reason when it is aborted.
 * @example
 * const bytes = await download("data:text/plain,abc", { sha256: "ba7816bf" });
 * bytes.length; // => 3
 * @see https://pytorch.org/docs/stable/hub.html#torch.hub.download_url_to_file
 */
export async function download(url: string, options: DownloadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  checkArgument("download", "url", url, aString);
  checkOptions("download", options, { ...hashKinds, ...transferKinds });
  const bytes = await transfer(url, options, { isHashed: typeof options.sha256 === "string" });
  await checkHash(bytes, url, { sha256: options.sha256 ?? null, md5: options.md5 ?? null });
  return bytes;
}

const usualTimeout = 3_600_000;
/** The longest time that a timer takes. */
const longestTimer = 2 ** 31 - 1;

/** Fetches what {@link download} then checks. @throws {HubError} whose cause says whether it is permanent. */
export async function transfer(url: string, options: TransferOptions, trust: Trust): Promise<Uint8Array<ArrayBuffer>> {
  const timeout = Math.min(options.timeout ?? usualTimeout, longestTimer);
  const overall = new AbortController();
  const end = (): void => overall.abort(options.signal?.reason);
  if (options.signal?.aborted) end();
  options.signal?.addEventListener("abort", end);
  const timer = setTimeout(() => {
    overall.abort(
      new HubError(`${url}: not all of it came within ${timeout} ms; expected the file; timeout is the bound`),
    );
  }, timeout);
  try {
    return await transferUntil(url, { ...options, signal: overall.signal }, trust);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", end);
  }
}

async function transferUntil(url: string, options: TransferOptions, trust: Trust): Promise<Uint8Array<ArrayBuffer>> {
  const delays = options.retryDelays ?? [300, 1000, 3000];
  const idleTimeout = Math.min(options.idleTimeout ?? 30_000, longestTimer);
  const signal = options.signal ?? null;
  checkAddress(url, trust);
  const received = new Received(options.maxBytes ?? usualMaxBytes, options.onProgress ?? null);
  let failures = 0;
  for (let attempt = 1; ; attempt++) {
    const before = received.length;
    try {
      await receive(url, received, { idleTimeout, signal, trust });
      return received.take();
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof CallbackError) throw error.cause;
      failures = received.version !== null && received.length > before ? 0 : failures + 1;
      const delay = error instanceof BusyError ? error.delay : 0;
      const isLast = failures > delays.length || attempt >= mostAttempts || delay > mostDelay;
      if (isLast || isPermanent(error)) throw failure(url, error, attempt);
      await wait(Math.max(delay, delays[Math.max(failures, 1) - 1] ?? 0), signal);
    }
  }
}

function failure(url: string, error: unknown, attempt: number): HubError {
  if (error instanceof HubError) return error;
  const attempts = attempt === 1 ? "" : ` (attempt ${attempt})`;
  const asked = error instanceof BusyError ? `, and asks to wait ${Math.ceil(error.delay / 1000)} s` : "";
  const expected = error instanceof TooLongError ? "expected no more; maxBytes is the bound" : "expected the file";
  return new HubError(`${url}: ${reasonOf(error)}${asked}${attempts}; ${expected}`, { cause: error });
}

/** Codes of a server that is not the one it says it is, and messages of fetch, that another attempt does not change. */
const lastingCodes = /^(CERT_|ERR_TLS_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_)/;
const lastingMessages = ["bad port", "redirect count exceeded"];

function isPermanent(error: unknown): boolean {
  if (error instanceof PermanentError || error instanceof TooLongError || error instanceof HubError) return true;
  const { cause } = error as Error;
  if (!(cause instanceof Error)) return false;
  return lastingCodes.test(String((cause as NodeJS.ErrnoException).code)) || lastingMessages.includes(cause.message);
}

/** Waits, but not longer than until a signal is aborted. */
export function wait(milliseconds: number, signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener("abort", abort);
        resolve();
      },
      Math.min(milliseconds, longestTimer),
    );
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  // fetch says no more than "fetch failed"; the cause says why.
  return cause instanceof Error && cause.message !== "" ? `${message}: ${cause.message}` : message;
}

interface Attempt {
  readonly idleTimeout: number;
  readonly signal: AbortSignal | null;
  readonly trust: Trust;
}

async function receive(url: string, received: Received, { idleTimeout, signal, trust }: Attempt): Promise<void> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  signal?.addEventListener("abort", abort);
  const patience = new Patience(controller, idleTimeout);
  let isComparable = true;
  try {
    const canResume = received.length > 0 && received.version !== null;
    const headers: Record<string, string> = canResume ? { Range: `bytes=${received.length}-` } : {};
    const response = await fetch(url, { headers, signal: controller.signal });
    if (response.redirected) checkAddress(response.url, trust);
    acceptAnswer(response, received);
    // From another site a page sees the length on the wire, but not whether the transport compresses; and the browser
    // compares by itself.
    isComparable = response.type !== "cors";
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
  const { length, total } = received;
  if (isComparable && total !== null && length !== total) {
    if (length > total) received.restart(null, null);
    throw new Error(`the connection ended after ${length} of ${total} bytes`);
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

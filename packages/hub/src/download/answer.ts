import type { Received } from "./received.js";

/** An answer that another attempt would not change. */
export class PermanentError extends Error {}

/** A server that asks for some time before the next attempt. */
export class BusyError extends Error {
  constructor(
    message: string,
    /** How long it asks for, in milliseconds. */
    readonly delay: number,
  ) {
    super(message);
  }
}

/**
 * Looks at the head of an answer: a new file, the rest of one that broke off, or an error.
 *
 * @throws {PermanentError} for an error that stays.
 * @throws {BusyError} for a server that asks for time.
 * @throws {Error} for what another attempt may mend.
 */
export function acceptAnswer(response: Response, received: Received): void {
  const { status, headers } = response;
  if (status === 206 && received.length > 0) {
    acceptRest(headers, received);
    return;
  }
  if (status === 416) {
    received.restart(null, null);
    throw new Error("HTTP 416: the file became shorter between two attempts");
  }
  if (!response.ok || status === 206) throw errorOf(response);
  // Where the transport is compressed, lengths and ranges are not those of what arrives.
  const isEncoded = (headers.get("content-encoding") ?? "identity") !== "identity";
  const length = headers.get("content-length");
  received.restart(isEncoded ? null : versionOf(headers), isEncoded || length === null ? null : Number(length));
}

/** The rest of a file must begin where the first part ended, and be of the same version and length. */
function acceptRest(headers: Headers, received: Received): void {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get("content-range") ?? "") ?? [];
  const isNext = Number(start) === received.length && (received.total === null || Number(total) === received.total);
  if (isNext && versionOf(headers) === received.version) return;
  received.restart(null, null);
  throw new Error("the file changed between two attempts");
}

function errorOf({ status, statusText, headers }: Response): Error {
  const message = `HTTP ${status} ${statusText}`.trimEnd();
  // 501 and 505 say that the server will never do it.
  const isTransient = (status >= 500 && status !== 501 && status !== 505) || status === 408 || status === 429;
  if (!isTransient) return new PermanentError(message);
  const delay = delayOf(headers.get("retry-after"));
  return delay === null ? new Error(message) : new BusyError(message, delay);
}

/** Milliseconds of a Retry-After header: seconds, or a date. */
function delayOf(header: string | null): number | null {
  if (header === null) return null;
  const delay = /^\d+$/.test(header.trim()) ? 1000 * Number(header) : Date.parse(header) - Date.now();
  return Number.isNaN(delay) ? null : Math.max(0, delay);
}

function versionOf(headers: Headers): string | null {
  const tag = headers.get("etag");
  // A weak tag does not promise equal bytes.
  return tag !== null && !tag.startsWith("W/") ? tag : headers.get("last-modified");
}

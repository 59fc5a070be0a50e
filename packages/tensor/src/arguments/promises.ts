import type { LumbreError } from "../errors.js";

/** Whether a value is a promise, of whichever library or realm. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

/**
 * For what a callback returned before an error says that it must not be a promise: the error stands for whatever the promise
 * may still reject with. Nobody else could handle that, and unhandled it would end a Node process.
 */
export function ignoreRejection(value: unknown): void {
  if (isPromise(value)) value.then(undefined, () => {});
}

/**
 * What a callback returned, which must not be a promise.
 * @throws the error for a promise.
 */
export function refusePromise<T>(result: T, error: () => LumbreError): T {
  if (!isPromise(result)) return result;
  ignoreRejection(result);
  throw error();
}

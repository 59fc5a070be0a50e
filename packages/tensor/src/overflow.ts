import { ValueError } from "./errors.js";

/** True for the error of a call stack that is full: a RangeError, in Firefox an InternalError. */
function isOverflow(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error instanceof RangeError && error.message.includes("call stack")) || error.name === "InternalError";
}

/**
 * The error for what a user handed over, which has filled the call stack; any other error stays what it is. Where the stack
 * is too full to make it, that is one more overflow, which a call further out catches.
 *
 * @param what The op, and what it called.
 * @param advice The cause, as far as it can be told, and what to write instead.
 */
export function stackError(error: unknown, what: string, advice: string): unknown {
  return isOverflow(error) ? new ValueError(`${what} fills the call stack: ${advice}`, { cause: error }) : error;
}

/** {@link stackError} for a function that `op` runs. */
export function blockStackError(error: unknown, op: string): unknown {
  return stackError(error, `${op}: the function`, `it calls itself, or ${op}, without end; write a loop`);
}

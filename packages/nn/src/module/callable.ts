import { ValueError } from "@lumbre/tensor";
import type { Module } from "./module.js";

/**
 * A function that calls its own `forward`, with the given prototype in place of Function's. Its own `name` and `length`
 * go, so that fields and getters of these names are the subclass's.
 */
export function callable(prototype: object): Module {
  const module = ((...inputs: unknown[]) => {
    try {
      return module.forward(...inputs);
    } catch (error) {
      throw stackError(error, module);
    }
  }) as Module & { name?: string; length?: number };
  Object.setPrototypeOf(module, prototype);
  delete module.name;
  delete module.length;
  return module;
}

/** True for the error of a call stack that is full: a RangeError, in Firefox an InternalError. */
function isOverflow(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error instanceof RangeError && error.message.includes("call stack")) || error.name === "InternalError";
}

/**
 * The error for a forward that has filled the call stack; any other error stays what it is. Where the stack is too full to
 * make it, that is one more overflow, which a module further out catches.
 */
export function stackError(error: unknown, module: Module): unknown {
  if (!isOverflow(error)) return error;
  return new ValueError(
    `${module.constructor.name}: forward fills the call stack: modules are nested too deep, or a module's forward calls ` +
      "itself; put layers side by side in one Sequential",
    { cause: error },
  );
}

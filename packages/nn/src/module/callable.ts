import { stackError as stackErrorOf } from "@lumbre/tensor/engine";
import type { Module } from "./module.js";

// Held here, as a bundler's getter of an import may fail where the call stack is full.
const overflowError = stackErrorOf;
const advice =
  "modules are nested too deep, or a module's forward calls itself; put layers side by side in one Sequential";

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

/** The error for a forward that has filled the call stack; any other error stays what it is. */
export function stackError(error: unknown, module: Module): unknown {
  return overflowError(error, `${module.constructor.name}: forward`, advice);
}

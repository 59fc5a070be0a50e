import type { Module } from "./module.js";
import { observer } from "./observer.js";

/** Whether a module is just what its class says: nobody hooks its forward, and no subclass has its own. */
export function isPlain<M extends Module>(module: unknown, type: new (...args: never[]) => M): module is M {
  if (!(module instanceof type)) return false;
  return (observer === null ? module.forward : observer.forwardOf(module)) === type.prototype.forward;
}

import type { HookHandle } from "@lumbre/tensor";
import type { ForwardHook, ForwardPreHook, Module } from "./module.js";

interface Hooks {
  readonly before: ForwardPreHook[];
  readonly after: ForwardHook[];
}

const hooksOfModules = new WeakMap<Module, Hooks>();

export function hooksOf(module: Module): Hooks {
  let hooks = hooksOfModules.get(module);
  if (hooks === undefined) {
    hooks = { before: [], after: [] };
    hooksOfModules.set(module, hooks);
  }
  return hooks;
}

/**
 * A module is called by its forward, which subclasses write themselves. The first hook therefore puts a forward of
 * its own before that, on the object, and the last one that goes takes it away: without hooks nothing is in the way.
 */
export function addHook<H>(list: H[], hook: H, module: Module): HookHandle {
  if (!Object.hasOwn(module, "forward")) {
    const own = module.forward;
    Object.defineProperty(module, "forward", {
      configurable: true,
      value: (...inputs: unknown[]) => forwardWithHooks(module, own, inputs),
    });
  }
  list.push(hook);
  return {
    remove: () => {
      const at = list.indexOf(hook);
      if (at < 0) return;
      list.splice(at, 1);
      const { before, after } = hooksOf(module);
      if (before.length + after.length === 0) delete (module as { forward?: unknown }).forward;
    },
  };
}

/** Whether someone looks at this module's inputs or output. */
export function hasForwardHooks(module: Module): boolean {
  return Object.hasOwn(module, "forward");
}

function forwardWithHooks(
  module: Module,
  forward: (...inputs: unknown[]) => unknown,
  given: readonly unknown[],
): unknown {
  const { before, after } = hooksOf(module);
  let inputs = given;
  for (const hook of [...before]) inputs = hook(module, inputs) ?? inputs;
  let output = forward.apply(module, [...inputs]);
  for (const hook of [...after]) output = hook(module, inputs, output) ?? output;
  return output;
}

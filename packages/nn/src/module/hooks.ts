import { isGradEnabled } from "@lumbre/autograd";
import { ArgumentError, type HookHandle, Tensor } from "@lumbre/tensor";
import { anything, bind, defineSignature, describe, ignoreRejection, isPromise, required } from "@lumbre/tensor/engine";
import { type FullBackwardHook, hookBackward } from "./backwardHooks.js";
import type { ForwardHook, ForwardPreHook, Module } from "./module.js";
import { requireModule } from "./require.js";

/** An entry of its own for each registration, so that one function may be registered twice, and is removed at once. */
interface Entry<H> {
  readonly hook: H;
}

interface Hooks {
  readonly before: Set<Entry<ForwardPreHook>>;
  readonly after: Set<Entry<ForwardHook>>;
  readonly backward: Set<Entry<FullBackwardHook>>;
  /** The module's own `forward` while hooks stand before it: null where the class has it, undefined without hooks. */
  replaced: PropertyDescriptor | null | undefined;
}

const hooksOfModules = new WeakMap<Module, Hooks>();

function hooksOf(module: Module): Hooks {
  let hooks = hooksOfModules.get(module);
  if (hooks === undefined) {
    hooks = { before: new Set(), after: new Set(), backward: new Set(), replaced: undefined };
    hooksOfModules.set(module, hooks);
  }
  return hooks;
}

/**
 * A module is called by its forward, which subclasses write themselves. The first hook therefore puts a forward of
 * its own before that, on the object, and the last one that goes takes it away: without hooks nothing is in the way.
 */
function install(module: Module, hooks: Hooks): void {
  if (hooks.replaced !== undefined) return;
  const own = module.forward;
  hooks.replaced = Object.getOwnPropertyDescriptor(module, "forward") ?? null;
  Object.defineProperty(module, "forward", {
    configurable: true,
    enumerable: false,
    value: (...inputs: unknown[]) => forwardWithHooks(module, own, inputs),
  });
}

function uninstall(module: Module, hooks: Hooks): void {
  const { before, after, backward, replaced } = hooks;
  if (replaced === undefined || before.size + after.size + backward.size > 0) return;
  delete (module as { forward?: unknown }).forward;
  if (replaced !== null) Object.defineProperty(module, "forward", replaced);
  hooks.replaced = undefined;
}

/** Adds a hook of some kind. */
export function addHook<K extends "before" | "after" | "backward">(
  module: Module,
  kind: K,
  hook: K extends "before" ? ForwardPreHook : K extends "after" ? ForwardHook : FullBackwardHook,
): HookHandle {
  const hooks = hooksOf(module);
  const entries = hooks[kind] as Set<Entry<typeof hook>>;
  const entry = { hook };
  entries.add(entry);
  install(module, hooks);
  return {
    remove: () => {
      if (entries.delete(entry)) uninstall(module, hooks);
    },
  };
}

/** Registers the hooks of one module with another. */
export function copyHooks(from: Module, to: Module): void {
  const hooks = hooksOfModules.get(from);
  for (const { hook } of hooks?.before ?? []) addHook(to, "before", hook);
  for (const { hook } of hooks?.after ?? []) addHook(to, "after", hook);
  for (const { hook } of hooks?.backward ?? []) addHook(to, "backward", hook);
}

const hasForwardHooksSignature = defineSignature("hasForwardHooks", required<unknown>("module", anything));

/**
 * True if the module has hooks, so that its inputs or output are looked at.
 *
 * @throws {ArgumentError} for what is no module.
 * @example
 * const layer = new nn.ReLU();
 * nn.hasForwardHooks(layer); // => false
 * layer.registerForwardHook(() => {});
 * nn.hasForwardHooks(layer); // => true
 */
export function hasForwardHooks(module: Module): boolean {
  bind(hasForwardHooksSignature, arguments);
  requireModule("hasForwardHooks", "module", module);
  const replaced = hooksOfModules.get(module)?.replaced;
  return replaced !== undefined;
}

function forwardWithHooks(
  module: Module,
  forward: (...inputs: unknown[]) => unknown,
  given: readonly unknown[],
): unknown {
  const { before, after, backward } = hooksOf(module);
  let inputs = given;
  for (const { hook } of [...before]) inputs = nextInputs(module, inputs, hook(module, inputs));
  const hooks = isGradEnabled() ? [...backward].map(({ hook }) => hook) : [];
  const gates = hooks.length > 0 ? hookBackward(module, hooks, inputs) : null;
  let output = forward.apply(module, [...(gates?.inputs ?? inputs)]);
  for (const { hook } of [...after]) output = nextOutput(module, output, hook(module, inputs, output));
  return gates === null ? output : gates.output(output);
}

function nextInputs(module: Module, inputs: readonly unknown[], result: unknown): readonly unknown[] {
  if (result === undefined || result === null) return inputs;
  if (Array.isArray(result)) return result;
  if (result instanceof Tensor) return [result];
  ignoreRejection(result);
  throw new ArgumentError(
    `${module.constructor.name}: a forward pre-hook must return the list of inputs, one tensor or nothing, got ` +
      `${describe(result)}; a hook that only looks has braces, { ... }, and is not async`,
  );
}

/** The output that a hook returned, of the kind that it was: a `push` in an arrow function returns a number, too. */
function nextOutput(module: Module, output: unknown, result: unknown): unknown {
  if (result === undefined || result === null) return output;
  const isSameKind =
    output instanceof Tensor ? result instanceof Tensor : Array.isArray(output) === Array.isArray(result);
  if (isSameKind && !isPromise(result)) return result;
  ignoreRejection(result);
  const expected = output instanceof Tensor ? "a tensor" : Array.isArray(output) ? "a list" : "an output";
  throw new ArgumentError(
    `${module.constructor.name}: a forward hook must return ${expected}, as forward does, or nothing, got ` +
      `${describe(result)}; a hook that only looks has braces, { ... }, and is not async`,
  );
}

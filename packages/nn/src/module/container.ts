import { ValueError } from "@lumbre/tensor";
import { bind } from "@lumbre/tensor/engine";
import { type Held, held } from "./fields.js";
import { Module } from "./module.js";
import { requireName, titled } from "./require.js";
import { signatures } from "./signatures.js";

/** The method by which a container checks what it is to hold. */
export const check: unique symbol = Symbol("check");

const entriesOfContainers = new WeakMap<object, Map<string, unknown>>();

/** A container's entries: no private field, which a copy of the container would lack. */
function entriesOf<T extends Held>(container: Container<T>): Map<string, T> {
  let entries = entriesOfContainers.get(container) as Map<string, T> | undefined;
  if (entries === undefined) {
    entries = new Map();
    entriesOfContainers.set(container, entries);
  }
  return entries;
}

/** Modules or parameters under names of their own, which are their names in the state dict, letter for letter. */
export abstract class Container<
  T extends Held = Held,
  // biome-ignore lint/suspicious/noExplicitAny: as of any module
  Inputs extends any[] = any[],
  // biome-ignore lint/suspicious/noExplicitAny: as of any module
  Output = any,
> extends Module<Inputs, Output> {
  /** The value as it is held. @throws {ArgumentError} for what cannot be held; `what` says which argument it is. */
  abstract [check](what: string, value: unknown): T;

  /** The entries by name. */
  [held](): Map<string, T> {
    return entriesOf(this);
  }

  /** Adds an entry, or replaces the one of that name. */
  override registerModule(name: string, module: Module | null): void {
    [name, module] = bind(signatures.registerModule, arguments) as [string, Module | null];
    const entry = this[check](titled(name), module);
    if (this[held]().has(name)) this[held]().set(name, entry);
    else hold(this, name, entry);
  }

  /** How many entries there are. */
  override get length(): number {
    return entriesOf(this).size;
  }

  // biome-ignore lint/suspicious/noExplicitAny: a subclass may have a forward of any kind
  override forward(..._inputs: Inputs): any {
    throw new ValueError(
      `${this.constructor.name}: it has no forward of its own; call those of its entries, or write one in a subclass`,
    );
  }
}

// What the containers do with their entries stands outside of the classes, for a method would take its name from them.

/** Adds an entry under a new name. It can be read, and replaced, as a property of that name. */
export function hold<T extends Held>(container: Container<T>, name: string, value: T): void {
  const entries = container[held]();
  requireNewName(container, name);
  entries.set(name, value);
  Object.defineProperty(container, name, {
    configurable: true,
    get: () => entries.get(name),
    set: (next: unknown) => void entries.set(name, container[check](`[${JSON.stringify(name)}]`, next)),
  });
}

/** Takes an entry out. */
export function drop(container: Container, name: string): void {
  container[held]().delete(name);
  delete (container as unknown as Record<string, unknown>)[name];
}

function requireNewName(container: Container, name: unknown): void {
  const op = container.constructor.name;
  requireName(op, name);
  if (container[held]().has(name))
    throw new ValueError(`${op}: there is already an entry named "${name}"; set() replaces one`);
  if (name in container) throw new ValueError(`${op}: the name "${name}" is the container's own; choose another`);
}

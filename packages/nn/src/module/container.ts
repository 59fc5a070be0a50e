import { ArgumentError, ValueError } from "@lumbre/tensor";
import { describe } from "@lumbre/tensor/engine";
import { refuseOtherCopy } from "./copies.js";
import { type Held, held } from "./fields.js";
import { Module } from "./module.js";

/** The method by which a container checks what it is to hold. */
export const check: unique symbol = Symbol("check");

/** Modules or parameters under names of their own, which are their names in the state dict, letter for letter. */
export abstract class Container<
  T extends Held = Held,
  // biome-ignore lint/suspicious/noExplicitAny: as of any module
  Inputs extends any[] = any[],
  // biome-ignore lint/suspicious/noExplicitAny: as of any module
  Output = any,
> extends Module<Inputs, Output> {
  readonly #entries = new Map<string, T>();

  /** The value as it is held. @throws {ArgumentError} for what cannot be held; `what` says which argument it is. */
  abstract [check](what: string, value: unknown): T;

  /** The entries by name. */
  [held](): Map<string, T> {
    return this.#entries;
  }

  /** How many entries there are. */
  override get length(): number {
    return this.#entries.size;
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

/** Checks the name of an entry or a field. @throws {ArgumentError} @throws {ValueError} */
export function requireName(op: string, name: unknown): asserts name is string {
  if (typeof name !== "string") throw new ArgumentError(`${op}: a name must be a string, got ${describe(name)}`);
  if (name === "" || name.includes("."))
    throw new ValueError(`${op}: a name must not be empty or contain ".", got ${JSON.stringify(name)}`);
}

/** A module, or an error that says what to write. @throws {ArgumentError} @throws {DuplicatePackageError} */
export function requireModule(op: string, what: string, value: unknown): Module {
  if (value instanceof Module) return value;
  refuseOtherCopy(op, value);
  throw new ArgumentError(`${op}: ${what} is ${mistaken(op, value)}`);
}

function mistaken(op: string, value: unknown): string {
  if (Array.isArray(value)) {
    const remedy = op === "Sequential" ? "; spread it: new Sequential(...layers)" : "";
    return `a list, not a module${remedy}`;
  }
  if (typeof value !== "function") return `${describe(value)}, not a module`;
  if (value.prototype instanceof Module) return `the class ${value.name}, not a module; write new ${value.name}()`;
  return `${describe(value)}, not a module; write a class that extends Module, with the function as its forward`;
}

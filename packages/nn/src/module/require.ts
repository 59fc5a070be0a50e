import { ArgumentError, ValueError } from "@lumbre/tensor";
import { describe } from "@lumbre/tensor/engine";
import { isOurs, refuseOtherCopy } from "./copies.js";
import type { Module } from "./module.js";

// Checks of what modules are told to hold. They know a module by its brand, so that module.ts can use them.

/** True for a module of this copy of the package. */
export function isModule(value: unknown): value is Module {
  return typeof value === "function" && isOurs(value);
}

/** Checks the name of an entry or a field. @throws {ArgumentError} @throws {ValueError} */
export function requireName(op: string, name: unknown): asserts name is string {
  if (typeof name !== "string") throw new ArgumentError(`${op}: a name must be a string, got ${describe(name)}`);
  if (name === "" || name.includes("."))
    throw new ValueError(`${op}: a name must not be empty or contain ".", got ${JSON.stringify(name)}`);
}

/** A name as errors have it, whatever it is. */
export function titled(name: unknown): string {
  return typeof name === "string" ? `"${name}"` : describe(name);
}

/** A module, or an error that says what to write. @throws {ArgumentError} @throws {DuplicatePackageError} */
export function requireModule(op: string, what: string, value: unknown): Module {
  if (isModule(value)) return value;
  refuseOtherCopy(op, value);
  throw new ArgumentError(`${op}: ${what} is ${mistaken(op, value)}`);
}

function mistaken(op: string, value: unknown): string {
  if (Array.isArray(value)) {
    const remedy = op === "Sequential" ? "; spread it: new Sequential(...layers)" : "";
    return `a list, not a module${remedy}`;
  }
  if (typeof value !== "function") return `${describe(value)}, not a module`;
  if (isOurs(value.prototype)) return `the class ${value.name}, not a module; write new ${value.name}()`;
  return `${describe(value)}, not a module; write a class that extends Module, with the function as its forward`;
}

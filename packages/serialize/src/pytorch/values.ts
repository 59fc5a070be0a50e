import { FormatError } from "../errors.js";
import { PythonCallable } from "../pickle/unpickle.js";
import { StoredStorage } from "./storages.js";
import { StorageType } from "./storageTypes.js";

/** Throws for a storage, a class or a function that stands in a file as a value, beside what is made of it. */
export function requireValues(op: string, object: unknown): void {
  const found = new Set([object]);
  // A set goes on to what is added to it meanwhile.
  for (const value of found) {
    const problem = problemOf(value);
    if (problem !== null) {
      throw new FormatError(`${op}: the file has ${problem} as a value; save tensors and plain values only`);
    }
    for (const item of itemsOf(value)) if (typeof item === "object") found.add(item);
  }
}

function problemOf(value: unknown): string | null {
  if (value instanceof StoredStorage) return `storage ${value.key}, which is no tensor,`;
  if (value instanceof StorageType) return `the class torch.${value.name}`;
  return value instanceof PythonCallable ? `the class or function ${value.name}` : null;
}

function itemsOf(value: unknown): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof Set) return value;
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  const isDict = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isDict ? Object.values(value) : [];
}

import { describe, isPlainObject } from "@lumbre/tensor/engine";

/** Puts values at the end of a list. The answer says what is wrong, or is null. */
export function append(list: unknown, values: readonly unknown[]): string | null {
  if (!Array.isArray(list)) return "the pickle appends to what is no list";
  for (const value of values) list.push(value);
  return null;
}

export function addItems(set: unknown, values: readonly unknown[]): string | null {
  if (!(set instanceof Set)) return "the pickle adds to what is no set";
  for (const value of values) set.add(value);
  return null;
}

/** Puts keys and values, in turn, into a dict or an OrderedDict. */
export function setItems(dict: unknown, values: readonly unknown[]): string | null {
  if (values.length % 2 !== 0) return "the pickle has a key without a value";
  for (let i = 0; i < values.length; i += 2) {
    const problem =
      dict instanceof Map ? setInMap(dict, values[i], values[i + 1]) : setInObject(dict, values[i], values[i + 1]);
    if (problem !== null) return problem;
  }
  return null;
}

function setInMap(map: Map<unknown, unknown>, key: unknown, value: unknown): null {
  map.set(key, value);
  return null;
}

function setInObject(object: unknown, key: unknown, value: unknown): string | null {
  if (!isPlainObject(object)) return "the pickle sets items of what is no dict";
  if (typeof key !== "string" && !Number.isSafeInteger(key)) {
    return `a dict has the key ${describe(key)}, and only text and whole numbers can be read as keys`;
  }
  const name = String(key);
  // Both 1 and "1" may be keys in Python; here one would overwrite the other.
  if (Object.hasOwn(object, name)) return `a dict has the key ${JSON.stringify(name)} twice`;
  // Defined, because an assignment to `__proto__` would be another thing.
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  return null;
}

import { ArgumentError, IndexError } from "@lumbre/tensor";
import { bind, describe } from "@lumbre/tensor/engine";
import { Container, check, drop, hold } from "./container.js";
import { type Held, held } from "./fields.js";
import { titled } from "./require.js";
import { dictSignatures as signatures, takesNothing } from "./signatures.js";

/** Entries by name: an object, a Map, or a list of pairs. */
export type NamedEntries<T> = Readonly<Record<string, T>> | Iterable<readonly [name: string, value: T]>;

/** The pairs of an object, a Map, or a list of them. */
export function pairsOf<T>(op: string, entries: NamedEntries<T>): (readonly [name: string, value: T])[] {
  if (typeof entries !== "object" || entries === null)
    throw new ArgumentError(`${op}: expected an object, a Map or a list of [name, value], got ${describe(entries)}`);
  return Symbol.iterator in entries
    ? Array.from(entries as Iterable<readonly [string, T]>, (pair, i) => checkedPair(op, pair, i))
    : Object.entries(entries as Readonly<Record<string, T>>);
}

function checkedPair<T>(op: string, pair: readonly [name: string, value: T], i: number): readonly [string, T] {
  if (Array.isArray(pair) && pair.length === 2) return pair;
  throw new ArgumentError(`${op}: element ${i} of the list is ${describe(pair)}, not [name, value]`);
}

/** A container whose entries have names of the user's choice. */
export abstract class DictContainer<T extends Held = Held, Given = T> extends Container<T> {
  /** The entry of a name. @throws {IndexError} when there is none. */
  at(key: string): T {
    bind(signatures.at, arguments);
    const value = this[held]().get(key);
    if (value === undefined) {
      const names = this.length === 0 ? "it is empty" : `there are ${this.keys().join(", ")}`;
      throw new IndexError(`${this.constructor.name}: there is no "${key}"; ${names}`);
    }
    return value;
  }

  /** True if there is an entry of that name. */
  has(key: string): boolean {
    bind(signatures.has, arguments);
    return this[held]().has(key);
  }

  /** Adds an entry. @throws {ValueError} for a name that is taken, or the container's own; `set` replaces. */
  add(key: string, value: Given): this {
    bind(signatures.add, arguments);
    hold(this, key, this[check](titled(key), value));
    return this;
  }

  /** Adds an entry, or replaces the one of that name, which keeps its place in the order. */
  set(key: string, value: Given): this {
    bind(signatures.set, arguments);
    if (!this[held]().has(key)) return this.add(key, value);
    this[held]().set(key, this[check](titled(key), value));
    return this;
  }

  /** Adds entries, and replaces those whose names are taken. */
  update(entries: NamedEntries<Given>): this {
    bind(signatures.update, arguments);
    const pairs = pairsOf(this.constructor.name, entries);
    for (const [name, value] of pairs) this[check](`"${name}"`, value);
    for (const [name, value] of pairs) this.set(name, value);
    return this;
  }

  /** Takes out and returns the entry of a name. @throws {IndexError} when there is none. */
  pop(key: string): T {
    bind(signatures.pop, arguments);
    const value = this.at(key);
    drop(this, key);
    return value;
  }

  /** Takes out all entries. */
  clear(): void {
    takesNothing("clear", arguments);
    for (const name of this.keys()) drop(this, name);
  }

  keys(): string[] {
    takesNothing("keys", arguments);
    return [...this[held]().keys()];
  }

  values(): T[] {
    takesNothing("values", arguments);
    return [...this[held]().values()];
  }

  entries(): [name: string, value: T][] {
    takesNothing("entries", arguments);
    return [...this[held]()];
  }

  /** The names and entries, as of a Map; `keys()` are the names alone. */
  [Symbol.iterator](): Iterator<[name: string, value: T]> {
    return this[held]().entries();
  }
}

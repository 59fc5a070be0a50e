import { IndexError } from "@lumbre/tensor";
import { Container, check, drop, hold } from "./container.js";
import { type Held, held } from "./fields.js";

/** Entries by name: an object, a Map, or a list of pairs. */
export type NamedEntries<T> = Readonly<Record<string, T>> | Iterable<readonly [name: string, value: T]>;

/** The pairs of an object, a Map, or a list of them. */
export function pairsOf<T>(entries: NamedEntries<T>): (readonly [name: string, value: T])[] {
  return Symbol.iterator in entries
    ? [...(entries as Iterable<readonly [string, T]>)]
    : Object.entries(entries as Readonly<Record<string, T>>);
}

/** A container whose entries have names of the user's choice. */
export abstract class DictContainer<T extends Held = Held> extends Container<T> {
  /** The entry of a name. @throws {IndexError} when there is none. */
  at(name: string): T {
    const value = this[held]().get(name);
    if (value === undefined) {
      const names = this.length === 0 ? "it is empty" : `there are ${this.keys().join(", ")}`;
      throw new IndexError(`${this.constructor.name}: there is no "${name}"; ${names}`);
    }
    return value;
  }

  /** True if there is an entry of that name. */
  has(name: string): boolean {
    return this[held]().has(name);
  }

  /** Adds an entry. @throws {ValueError} for a name that is taken, or the container's own; `set` replaces. */
  add(name: string, value: T): this {
    hold(this, name, this[check](`"${name}"`, value));
    return this;
  }

  /** Adds an entry, or replaces the one of that name, which keeps its place in the order. */
  set(name: string, value: T): this {
    if (!this.has(name)) return this.add(name, value);
    this[held]().set(name, this[check](`"${name}"`, value));
    return this;
  }

  /** Adds entries, and replaces those whose names are taken. */
  update(entries: NamedEntries<T>): this {
    const pairs = pairsOf(entries).map(([name, value]) => [name, this[check](`"${name}"`, value)] as const);
    for (const [name, value] of pairs) this.set(name, value);
    return this;
  }

  /** Takes out and returns the entry of a name. @throws {IndexError} when there is none. */
  pop(name: string): T {
    const value = this.at(name);
    drop(this, name);
    return value;
  }

  /** Takes out all entries. */
  clear(): void {
    for (const name of this.keys()) drop(this, name);
  }

  keys(): string[] {
    return [...this[held]().keys()];
  }

  values(): T[] {
    return [...this[held]().values()];
  }

  entries(): [name: string, value: T][] {
    return [...this[held]()];
  }

  /** The names and entries, as of a Map; `keys()` are the names alone. */
  [Symbol.iterator](): Iterator<[name: string, value: T]> {
    return this[held]().entries();
  }
}

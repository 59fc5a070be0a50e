import { ArgumentError, IndexError, ValueError } from "@lumbre/tensor";
import { bind, describe } from "@lumbre/tensor/engine";
import { Container, check, drop, hold } from "./container.js";
import { type Held, held } from "./fields.js";
import { listSignatures as signatures } from "./signatures.js";

/** A container whose entries are named 0, 1, 2, ... */
export abstract class ListContainer<
  T extends Held = Held,
  // biome-ignore lint/suspicious/noExplicitAny: as of any module
  Inputs extends any[] = any[],
  // biome-ignore lint/suspicious/noExplicitAny: as of any module
  Output = any,
  Given = T,
> extends Container<T, Inputs, Output> {
  /** The entry at an index from 0, as `at` gives it. */
  [index: number]: T;

  /** The entry at an index, which may count from the end. @throws {IndexError} when there is none. */
  at(index: number): T {
    [index] = bind(signatures.at, arguments);
    return this[held]().get(nameAt(this, index)) as T;
  }

  /** Adds an entry at the end. */
  append(value: Given): this {
    bind(signatures.append, arguments);
    hold(this, String(this.length), this[check]("the value", value));
    return this;
  }

  /** Adds entries at the end, all of them or, if one of them cannot be, none. */
  extend(values: Iterable<Given>): this {
    bind(signatures.extend, arguments);
    for (const value of checked(this, values)) hold(this, String(this.length), value);
    return this;
  }

  /** Adds an entry before the one at an index, which may count from the end; at the end for `length`. */
  insert(index: number, value: Given): this {
    bind(signatures.insert, arguments);
    const entry = this[check]("the value", value);
    const { length } = this;
    if (index === length) return this.append(value);
    const at = position(this, index);
    requireNumbered(this, "insert");
    const moved = [...this[held]().values()].slice(at);
    this[held]().set(String(at), entry);
    for (const [i, next] of moved.slice(0, -1).entries()) this[held]().set(String(at + 1 + i), next);
    hold(this, String(length), moved[moved.length - 1]);
    return this;
  }

  /** Replaces the entry at an index, which may count from the end. */
  set(index: number, value: Given): this {
    bind(signatures.set, arguments);
    this[held]().set(nameAt(this, index), this[check]("the value", value));
    return this;
  }

  /** Takes out and returns the entry at an index, which may count from the end: by default the last. */
  pop(index?: number): T {
    const [wanted] = bind(signatures.pop, arguments);
    const at = position(this, wanted);
    const value = this.at(at);
    const isLast = at === this.length - 1;
    if (isLast || !isNumbered(this)) drop(this, nameAt(this, at));
    else {
      const moved = [...this[held]().values()].slice(at + 1);
      for (const [i, next] of moved.entries()) this[held]().set(String(at + i), next);
      drop(this, String(this.length - 1));
    }
    return value;
  }

  [Symbol.iterator](): Iterator<T> {
    return this[held]().values();
  }
}

// What follows stands outside of the class: a private method is nothing that a copy of a module has.

// biome-ignore lint/suspicious/noExplicitAny: as of any module
type AnyList<T extends Held = Held> = ListContainer<T, any[], any, any>;

/** The entries of a list, checked before any is added. */
function checked<T extends Held>(list: AnyList<T>, values: Iterable<unknown>): T[] {
  if (typeof (values as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] !== "function") {
    const op = list.constructor.name;
    throw new ArgumentError(`${op}: expected a list, got ${describe(values)}; write new ${op}([...])`);
  }
  return Array.from(values, (value, i) => list[check](`element ${i} of the list`, value));
}

function isNumbered(list: AnyList): boolean {
  let i = 0;
  for (const name of list[held]().keys()) if (name !== String(i++)) return false;
  return true;
}

function requireNumbered(list: AnyList, method: string): void {
  if (isNumbered(list)) return;
  const op = list.constructor.name;
  const names = [...list[held]().keys()].join(", ");
  throw new ValueError(`${op}.${method}: its entries have names, ${names}; make a new one with all of them in order`);
}

function position(list: AnyList, index: number): number {
  const { length } = list;
  if (!Number.isInteger(index) || index < -length || index >= length) {
    throw new IndexError(`${list.constructor.name}: index ${index} is out of range for ${length} entries`);
  }
  return index < 0 ? index + length : index;
}

function nameAt(list: AnyList, index: number): string {
  const at = position(list, index);
  const name = String(at);
  return list[held]().has(name) ? name : [...list[held]().keys()][at];
}

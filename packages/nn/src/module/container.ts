import { IndexError, ValueError } from "@lumbre/tensor";
import { Module } from "./module.js";
import type { Parameter } from "./parameter.js";

/** A module that has its submodules under the names 0, 1, 2, ..., or names of the user's choice. */
// biome-ignore lint/suspicious/noExplicitAny: as of any module
export abstract class Container<Inputs extends any[] = any[], Output = any> extends Module<Inputs, Output> {
  protected set(name: string | number, value: Module | Parameter): void {
    Object.defineProperty(this, name, { value, enumerable: true, configurable: true, writable: true });
  }

  protected get(name: string | number): unknown {
    return (this as unknown as Record<string | number, unknown>)[name];
  }
}

/** The position that an index, which may count from the end, stands for. */
export function position(op: string, index: number, length: number): number {
  if (!Number.isInteger(index) || index < -length || index >= length) {
    throw new IndexError(`${op}: index ${index} is out of range for ${length} entries`);
  }
  return index < 0 ? index + length : index;
}

/** A forward for containers that have none of their own. */
export function noForward(name: string): never {
  throw new ValueError(`${name}: it has no forward of its own; call those of its entries, or write one in a subclass`);
}

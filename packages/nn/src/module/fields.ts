import { ValueError } from "@lumbre/tensor";
import type { Buffer } from "./buffer.js";
import { isOurs, refuseOtherCopy } from "./copies.js";
import type { Module } from "./module.js";
import type { Parameter } from "./parameter.js";
import { warnOfCollection } from "./warnings.js";

/** What a module registers. */
export type Held = Module | Parameter | Buffer;

/** The method by which a container gives its entries, under their names in the state dict. */
export const held: unique symbol = Symbol("held");

/** A module that may be a container. */
type MayHold = Module & { readonly [held]?: () => ReadonlyMap<string, Held> };

/** A registered value with its name in the state dict. */
type Named<T> = [name: string, value: T];

/**
 * A field's name in the state dict: `runningMean` as `running_mean`. A name that is no camelCase, as `Conv2d_1a_3x3` or
 * `AuxLogits`, stays as it is.
 */
export function stateName(field: string): string {
  if (!/^[a-z][A-Za-z0-9]*$/.test(field)) return field;
  const words = field.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return words.toLowerCase();
}

/** All that a module registers itself, in order: a container's entries, then what fields hold. */
export function registered(module: Module): Named<Held>[] {
  const entries = (module as MayHold)[held]?.();
  const list: Named<Held>[] = entries === undefined ? [] : [...entries];
  const fields = new Map<string, string>(list.map(([name]) => [name, name]));
  for (const [field, value] of Object.entries(module)) {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) continue;
    if (!isOurs(value)) {
      refuseOtherCopy(module.constructor.name, value);
      warnOfCollection(module, field, value);
      continue;
    }
    const name = stateName(field);
    const other = fields.get(name);
    if (other !== undefined) {
      throw new ValueError(
        `${module.constructor.name}: the fields "${other}" and "${field}" have one name in the state dict, "${name}"; rename one`,
      );
    }
    fields.set(name, field);
    list.push([name, value as Held]);
  }
  return list;
}

/** The submodules that a module registers itself; one under several names under each. */
export function submodules(module: Module): Named<Module>[] {
  return registered(module).filter((entry): entry is Named<Module> => typeof entry[1] === "function");
}

/** The parameters, or buffers, that a module registers itself. */
export function tensorsOf<T extends Parameter | Buffer>(module: Module, type: new (...args: never[]) => T): Named<T>[] {
  return registered(module).filter((entry): entry is Named<T> => entry[1] instanceof type);
}

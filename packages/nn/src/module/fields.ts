import type { Module } from "./module.js";

/** A field's name in the state dict: PyTorch's snake_case, `runningMean` as `running_mean`. */
export function stateName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A module's own fields that hold a value of some class, under their names in the state dict. */
export function fieldsOf<T>(module: Module, type: abstract new (...args: never[]) => T): [name: string, value: T][] {
  return Object.entries(module).flatMap(([name, value]) =>
    value instanceof type ? [[stateName(name), value] as [string, T]] : [],
  );
}

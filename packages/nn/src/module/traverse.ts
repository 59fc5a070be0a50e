import type { Buffer } from "./buffer.js";
import { tensorsOf } from "./fields.js";
import type { Module } from "./module.js";
import type { Parameter } from "./parameter.js";

/** Options of the methods that list parameters or buffers. */
export interface RecurseOptions {
  /** Also those of the modules below this one. Default true. */
  readonly recurse?: boolean;
}

/** {@link RecurseOptions} with what stands before the names. */
export interface NamedTensorOptions extends RecurseOptions {
  /** Stands before all names. Default "". */
  readonly prefix?: string;
}

function join(prefix: string, name: string): string {
  return prefix === "" ? name : `${prefix}.${name}`;
}

/** The modules from `root` down, each once, with their paths. */
export function modulesBelow(root: Module, path: string, seen = new Set<Module>()): [name: string, module: Module][] {
  if (seen.has(root)) return [];
  seen.add(root);
  return [
    [path, root],
    ...root.namedChildren().flatMap(([name, child]) => modulesBelow(child, join(path, name), seen)),
  ];
}

/** The parameters, or buffers, from `root` down, each once, with their names in the state dict. */
export function namedTensors<T extends Parameter | Buffer>(
  root: Module,
  type: new (...args: never[]) => T,
  prefix: string,
  recurse: boolean,
): [name: string, tensor: T][] {
  const seen = new Set<T>();
  const modules: [name: string, module: Module][] = recurse ? modulesBelow(root, prefix) : [[prefix, root]];
  return modules.flatMap(([path, module]) =>
    tensorsOf(module, type).flatMap(([name, tensor]) => {
      if (seen.has(tensor)) return [];
      seen.add(tensor);
      return [[join(path, name), tensor] as [string, T]];
    }),
  );
}

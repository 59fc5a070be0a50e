import { ValueError } from "@lumbre/tensor";
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

// Modules are walked with a list of what is left to visit: nested ones may be deeper than the call stack.

/** The modules from `root` down, each once, with their paths. */
export function modulesBelow(root: Module, path: string): [name: string, module: Module][] {
  const seen = new Set<Module>();
  const found: [name: string, module: Module][] = [];
  const left: [name: string, module: Module][] = [[path, root]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [at, module] = next;
    if (seen.has(module)) continue;
    seen.add(module);
    found.push(next);
    for (const [name, child] of module.namedChildren().reverse()) left.push([join(at, name), child]);
  }
  return found;
}

/** What {@link walk} calls on its way. */
export interface Visitor {
  /** The children of a module under their names; a module may be visited under several. */
  childrenOf(module: Module): readonly (readonly [name: string, child: Module])[];
  /** Before the module's children; the path of the root is empty. */
  enter?(module: Module, path: string, depth: number): void;
  /** After the module's children. */
  leave?(module: Module): void;
}

/**
 * Visits the modules from `root` down, under each of their names.
 * @throws {ValueError} for a module that holds itself, whose names would not end.
 */
export function walk(op: string, root: Module, { childrenOf, enter, leave }: Visitor): void {
  // The modules whose children are being visited, from the root down, and of each the children that are left.
  const open = new Map<Module, { readonly path: string; readonly left: (readonly [string, Module])[] }>();
  const visit = (module: Module, path: string): void => {
    if (open.has(module)) {
      throw new ValueError(
        `${op}: ${module.constructor.name} holds itself, as "${path}"; make the field #private, or hold a function that ` +
          "gives the module",
      );
    }
    enter?.(module, path, open.size);
    open.set(module, { path, left: [...childrenOf(module)].reverse() });
    stack.push(module);
  };
  const stack: Module[] = [];
  visit(root, "");
  while (stack.length > 0) {
    const module = stack[stack.length - 1];
    const { path, left } = open.get(module) as { path: string; left: (readonly [string, Module])[] };
    const next = left.pop();
    if (next !== undefined) visit(next[1], join(path, next[0]));
    else {
      stack.pop();
      open.delete(module);
      leave?.(module);
    }
  }
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

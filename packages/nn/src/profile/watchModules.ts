import type { Module } from "../module/module.js";
import { type ModuleObserver, observe } from "../module/observer.js";
import type { Recorder } from "./recorder.js";

type Forward = (...inputs: unknown[]) => unknown;

/** A module's forward before it is watched. */
interface Watched {
  readonly path: string;
  readonly forward: Forward;
  readonly descriptor: PropertyDescriptor | undefined;
}

/** `a.0`, `a.1`, `a.2` as `a.0-2`. */
function joinPaths(paths: readonly string[]): string {
  const last = paths[paths.length - 1];
  return `${paths[0]}-${last.slice(last.lastIndexOf(".") + 1)}`;
}

/**
 * Has `recorder` told of every forward of a model and the modules below it, until what this returns is called. Not by hooks:
 * layers that are looked at do not run as one kernel with their neighbours, and what is measured would not be what runs.
 */
export function watchModules(model: Module, recorder: Recorder): () => void {
  const watched = new Map<Module, Watched>();
  for (const [path, module] of model.namedModules()) {
    const forward = module.forward as Forward;
    watched.set(module, { path, forward, descriptor: Object.getOwnPropertyDescriptor(module, "forward") });
    const type = module.constructor.name;
    Object.defineProperty(module, "forward", {
      configurable: true,
      enumerable: false,
      value: (...inputs: unknown[]) => within(recorder, path, type, () => forward.apply(module, inputs)),
    });
  }
  const observer: ModuleObserver = {
    forwardOf: (module) => watched.get(module)?.forward ?? (module.forward as Forward),
    around: (modules, compute) => {
      const paths = modules.map((module) => watched.get(module)?.path ?? "?");
      const types = modules.map((module) => module.constructor.name);
      return within(recorder, joinPaths(paths), types.join(" + "), compute);
    },
  };
  const before = observe(observer);
  return () => {
    observe(before);
    for (const [module, { descriptor }] of watched) {
      delete (module as { forward?: unknown }).forward;
      if (descriptor !== undefined) Object.defineProperty(module, "forward", descriptor);
    }
  };
}

function within<Result>(recorder: Recorder, path: string, type: string, compute: () => Result): Result {
  recorder.enterModule(path, type);
  try {
    return compute();
  } finally {
    recorder.exitModule();
  }
}

import type { Module } from "./module.js";

/** Sees which modules run, in the place of hooks, which would keep layers from running as one kernel. */
export interface ModuleObserver {
  /** A module's own forward, before which the observer has put another. */
  forwardOf(module: Module): (...inputs: never[]) => unknown;
  /** Computes several modules that run as one kernel. */
  around<Result>(modules: readonly Module[], compute: () => Result): Result;
}

/** The observer, or null. A live binding, which costs nothing to read. */
export let observer: ModuleObserver | null = null;

/** Sets the observer, and returns the one before. */
export function observe(next: ModuleObserver | null): ModuleObserver | null {
  const before = observer;
  observer = next;
  return before;
}

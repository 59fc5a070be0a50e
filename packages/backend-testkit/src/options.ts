import { aFunction, type Backend, defineKind, named, required } from "@lumbre/tensor/backend";
import type { BackendFactory } from "./device/subject.js";

/** A check that a backend does not pass yet, or never will. */
export interface Skip {
  /** The check's id, as reports and failing tests show it. */
  readonly id: string;
  /** Why it does not pass. */
  readonly reason: string;
}

/** Options of {@link describeBackend} and {@link runConformance}. */
export interface ConformanceOptions {
  /**
   * Checks that may fail. One that passes nevertheless fails, and so does an id that no check has: a list of skips is
   * never longer than it has to be. Default: none.
   */
  readonly skips?: readonly Skip[];
  /**
   * How many buffers, textures or the like the backend holds at the moment for tensors and for work under way, not for
   * reuse. What its kernels make for themselves shows nowhere else; with this, every check fails that leaves more than it
   * found. Default: only what the backend hands out is counted.
   */
  readonly countLive?: (backend: Backend) => number;
}

/** Why a check is skipped, or undefined. */
export function skipOf(id: string, { skips = [] }: ConformanceOptions): Skip | undefined {
  return skips.find((skip) => skip.id === id);
}

/** The skips whose ids no check has. */
export function unknownSkips(ids: readonly string[], { skips = [] }: ConformanceOptions): readonly string[] {
  const known = new Set(ids);
  return skips.map(({ id }) => id).filter((id) => !known.has(id));
}

const skipList = defineKind<readonly Skip[]>("a list of { id, reason }", (value) => {
  const isSkip = (skip: Partial<Skip> | null): boolean =>
    typeof skip?.id === "string" && typeof skip.reason === "string" && Object.keys(skip).length === 2;
  return Array.isArray(value) && value.every(isSkip);
});

/** The parameter of the function that makes the backend. */
export const factoryParameter = required(
  "create",
  aFunction<BackendFactory>("a function that makes a backend, such as () => createWasm()"),
);

/** The parameters that stand for {@link ConformanceOptions}. */
export const conformanceParameters = [
  named("skips", skipList, []),
  named("countLive", aFunction<(backend: Backend) => number>(), () => 0),
] as const;

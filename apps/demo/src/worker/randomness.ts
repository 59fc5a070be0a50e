import { defaultGenerator } from "@lumbre/tensor";

/** Runs `fn` and sets the default generator back, so that what is looked at meanwhile changes no run. */
export function keepingRandomness<T>(fn: () => T): T {
  const state = defaultGenerator.getState();
  try {
    return fn();
  } finally {
    defaultGenerator.setState(state);
  }
}

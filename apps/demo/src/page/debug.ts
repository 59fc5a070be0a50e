import { history, run, wallProbabilities } from "./state.js";
import { worker } from "./worker.js";

/** For the console and the tests: `lumbreDemo.losses()`. */
export const debug = {
  /** The loss of every step of the present run, which a replay gives again. */
  losses: (): readonly number[] => history.peek()?.losses ?? [],
  /** Ten probabilities of each digit on the wall. */
  wallProbabilities: (): readonly number[] => Array.from(wallProbabilities.peek() ?? []),
  run: () => run.peek(),
  /** Ends the worker as a crash would, without a word to the page. */
  crash: () => worker.crash(),
};

declare global {
  var lumbreDemo: typeof debug;
}

globalThis.lumbreDemo = debug;

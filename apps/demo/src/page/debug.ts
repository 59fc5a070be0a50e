import { pixelsPerImage } from "../protocol.js";
import { history, run, wall, wallProbabilities } from "./state.js";
import { worker } from "./worker.js";

/** For the console and the tests: `lumbreDemo.losses()`. */
export const debug = {
  /** The loss of every step of the present run, which a replay gives again. */
  losses: (): readonly number[] => history.peek()?.losses ?? [],
  /** Ten probabilities of each digit on the wall. */
  wallProbabilities: (): readonly number[] => Array.from(wallProbabilities.peek() ?? []),
  run: () => run.peek(),
  /** Milliseconds until one digit is read, also while training goes on. */
  predictionTime: async (): Promise<number> => {
    const { pixels } = wall.peek()!;
    const startedAt = performance.now();
    await worker.ask("predict", { pixels: pixels.slice(0, pixelsPerImage) });
    return performance.now() - startedAt;
  },
  /** Ends the worker as a crash would, without a word to the page. */
  crash: () => worker.crash(),
};

declare global {
  var lumbreDemo: typeof debug;
}

globalThis.lumbreDemo = debug;
